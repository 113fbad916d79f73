import type { StudyResultRow } from '../../../spec/api/index.js';
import { Card, differenceText, intervalText, Link, numeric, pText, StateBadge, TableHead } from '../../parts/index.js';

/** All cells of the grid with their results. */
export function CellsCard({ cells }: { readonly cells: readonly StudyResultRow[] }) {
  return (
    <Card title="Cells">
      <div class="scroll">
        <table>
          <TableHead
            columns={[
              'Cell',
              'State',
              'Verdict',
              numeric('Difference'),
              numeric('95 % interval'),
              numeric('p'),
              numeric('p, adjusted', 'Holm’s adjustment over the cells'),
              numeric('Replicates'),
            ]}
          />
          <tbody>
            {cells.map((cell) => (
              <CellRow key={cell.cell} cell={cell} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** One cell. Its tournament exists only after the cell is released. */
function CellRow({ cell }: { readonly cell: StudyResultRow }) {
  const { name, state, tournament, repetition, verdict, scale, mean, low, high, p, adjusted, replicates } = cell;
  return (
    <tr>
      <td>
        {state === 'waiting' ? name : <Link to={['tournaments', tournament]}>{name}</Link>}
        {repetition > 1 && <span class="soft"> #{repetition}</span>}
      </td>
      <td>
        <StateBadge state={state} />
      </td>
      <td>{verdict ?? '–'}</td>
      <td class="number">{mean === null ? '–' : differenceText(scale, mean)}</td>
      <td class="number">{intervalText(low, high, (end) => differenceText(scale, end))}</td>
      <td class="number">{pText(p)}</td>
      <td class="number">{pText(adjusted)}</td>
      <td class="number">{replicates ?? '–'}</td>
    </tr>
  );
}
