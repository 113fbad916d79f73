import type { StudyResultRow } from '../../../spec/api/index.js';
import { Card, differenceText, Empty, Forest, href, unitText } from '../../parts/index.js';

type KnownEffect = StudyResultRow & { readonly mean: number };

/** The difference of the two arms in every cell that has one. Cells on another scale than the first are left out. */
export function EffectsCard({ cells }: { readonly cells: readonly StudyResultRow[] }) {
  const known = cells.filter((cell): cell is KnownEffect => cell.mean !== null);
  const [first] = known;
  const shown = known.filter(({ scale }) => scale === first?.scale);
  return (
    <Card
      title="Effects"
      note={first && `${first.first} minus ${first.second}, ${unitText(first.scale)}, 95 % intervals`}
    >
      <div class="card-body">
        {first ? (
          <Forest
            rows={shown.map(({ name, repetition, tournament, mean, low, high }) => ({
              label: repetition > 1 ? `${name} #${repetition}` : name,
              value: mean,
              low,
              high,
              href: href('tournaments', tournament),
            }))}
            total={null}
            text={(value) => differenceText(first.scale, value)}
            label="Effect by cell"
          />
        ) : (
          <Empty>No cell has a complete replicate yet.</Empty>
        )}
        {shown.length < known.length && (
          <p class="small soft">Cells with another unit, not shown: {known.length - shown.length}.</p>
        )}
      </div>
    </Card>
  );
}
