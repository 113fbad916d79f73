import type { StudyCell, StudyResults, StudySummary, StudyTrend } from '../api/index.js';
import { download, usePolled } from '../api/index.js';
import {
  Bar,
  Card,
  dateTime,
  Empty,
  Forest,
  fixed,
  href,
  Link,
  niceTicks,
  StateBadge,
  signed,
  Tile,
  useWidth,
  Waiting,
} from '../parts/index.js';

const EVERY = 6007;
const inPoints = (scale: string | null, value: number): string =>
  scale === 'score' ? signed(100 * value, 1) : signed(value, 0);

export function StudyPage({ id }: { readonly id: string }) {
  const { data: study, error } = usePolled<StudySummary>(`/studies/${id}`, EVERY);
  const { data: results } = usePolled<StudyResults>(`/studies/${id}/results`, EVERY);
  if (!study) return <Waiting error={error} />;
  // names of cells start with the study's
  const cells = (results?.data ?? []).map((cell) => ({
    ...cell,
    name: cell.name.startsWith(`${study.name}: `) ? cell.name.slice(study.name.length + 2) : cell.name,
  }));
  const { progress } = study;
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={['studies']}>Studies</Link>
        </div>
        <h1>{study.name}</h1>
        <StateBadge state={study.state} />
        <div class="end">
          <button type="button" onClick={() => void download(`/studies/${id}/results`, 'text/csv', `${id}.csv`)}>
            CSV
          </button>
          <button
            type="button"
            onClick={() => void download(`/studies/${id}/results`, 'application/x-ndjson', `${id}.ndjson`)}
          >
            NDJSON
          </button>
        </div>
        <div class="small soft" style={{ width: '100%' }}>
          created {dateTime(study.createdAt)} · {study.concurrency} at a time
        </div>
      </div>
      <div class="tiles bare">
        <Tile
          label="Cells"
          value={`${progress.finished} of ${progress.cells}`}
          note={<Bar share={progress.finished / Math.max(1, progress.cells)} label="Cells finished" />}
        />
        <Tile label="Waiting" value={progress.waiting} note="not yet released" />
        <Tile
          label="Trend"
          value={results?.trend ? results.trend.state : study.trend ? 'too early' : 'none declared'}
          note={study.trend ? `over ${study.trend.axis}, α ${study.trend.alpha}` : undefined}
        />
        <Tile label="Invalid" value={results?.invalid.length ?? 0} note="cells with a failed check" />
      </div>
      {results && (
        <>
          <div class="halves">
            <EffectsCard cells={cells} />
            {results.trend ? (
              <DoseCard trend={results.trend} />
            ) : (
              <Card title="Dose and response">{<Empty>The study declared no trend before it began.</Empty>}</Card>
            )}
          </div>
          <CellsCard cells={cells} />
        </>
      )}
    </>
  );
}

function EffectsCard({ cells }: { readonly cells: readonly StudyCell[] }) {
  const known = cells.filter((cell): cell is StudyCell & { mean: number } => cell.mean !== null);
  const first = known[0];
  const shown = known.filter(({ scale }) => scale === first?.scale);
  return (
    <Card
      title="Effects"
      note={
        first &&
        `${first.first} minus ${first.second}, ${first.scale === 'score' ? 'percentage points of score' : 'Elo'}, 95 % intervals`
      }
    >
      <div class="card-body">
        {shown.length === 0 ? (
          <Empty>No cell has a complete replicate yet.</Empty>
        ) : (
          <Forest
            rows={shown.map(({ name, repetition, tournament, mean, low, high }) => ({
              label: repetition > 1 ? `${name} #${repetition}` : name,
              value: mean,
              low,
              high,
              href: href('tournaments', tournament),
            }))}
            total={null}
            text={(value) => inPoints(first!.scale, value)}
            label="Effect by cell"
          />
        )}
        {shown.length < known.length && (
          <p class="small soft">{known.length - shown.length} cells are on another scale and left out.</p>
        )}
      </div>
    </Card>
  );
}

const [HEIGHT, LEFT, BOTTOM, TOP] = [260, 48, 40, 8];

/** A letter of a level's name, in pixels. */
const LETTER = 6.2;
/** `32 examples x 2 steps` as `32 x 2` where there is no room for words. */
const brief = (level: string, most: number): string =>
  level.length <= most ? level : level.replace(/ (examples|steps)/g, '');

/** The contrast at each level of the declared axis. */
function DoseCard({ trend }: { readonly trend: StudyTrend }) {
  const { levels, axis, scale, line } = trend;
  const [box, width] = useWidth<HTMLDivElement>(520);
  const known = levels.flatMap(({ mean, low, high }) => (mean === null ? [] : [mean, low ?? mean, high ?? mean]));
  const room = (Math.max(0, ...known) - Math.min(0, ...known)) * 0.1 || 1;
  const [low, high] = [Math.min(0, ...known) - room, Math.max(0, ...known) + room];
  const x = (i: number): number => LEFT + ((width - LEFT) * (i + 0.5)) / Math.max(1, levels.length);
  const y = (value: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low);
  const dots = levels.flatMap(({ mean }, i) => (mean === null ? [] : [`${x(i)},${y(mean)}`]));
  return (
    <Card
      title="Dose and response"
      note={`over ${axis}${scale === 'score' ? ', percentage points of score' : ', Elo'}`}
    >
      <div class="card-body">
        <div ref={box}>
          {known.length === 0 ? (
            <Empty>Nothing is known of any level yet.</Empty>
          ) : (
            <svg
              viewBox={`0 0 ${width} ${HEIGHT}`}
              height={HEIGHT}
              class="drawn-wide"
              role="img"
              aria-label={`Dose and response: ${levels.map(({ level, mean }) => `${level} ${mean === null ? 'unknown' : inPoints(scale, mean)}`).join(', ')}`}
            >
              {niceTicks({ low, high }, 5).map((tick) => (
                <g key={tick}>
                  <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} class={tick === 0 ? 'zero' : 'grid'} />
                  <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
                    {tick === 0 ? '0' : inPoints(scale, tick)}
                  </text>
                </g>
              ))}
              <polyline points={dots.join(' ')} style={{ fill: 'none', stroke: 'var(--accent)', strokeWidth: 1.6 }} />
              {levels.map((one, i) => (
                <g key={one.level}>
                  <text x={x(i)} y={HEIGHT - 22} text-anchor="middle">
                    {brief(one.level, Math.floor((width - LEFT) / levels.length / LETTER))}
                    <title>{one.level}</title>
                  </text>
                  <text x={x(i)} y={HEIGHT - 7} text-anchor="middle">
                    n = {one.replicates}
                  </text>
                  {one.low !== null && one.high !== null && (
                    <line
                      x1={x(i)}
                      x2={x(i)}
                      y1={y(one.low)}
                      y2={y(one.high)}
                      style={{ stroke: 'var(--accent)', strokeWidth: 2 }}
                    />
                  )}
                  {one.mean !== null && <circle cx={x(i)} cy={y(one.mean)} r={4.5} style={{ fill: 'var(--accent)' }} />}
                </g>
              ))}
            </svg>
          )}
        </div>
        <p class="small">{line}</p>
      </div>
    </Card>
  );
}

function CellsCard({ cells }: { readonly cells: readonly StudyCell[] }) {
  return (
    <Card title="Cells">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Cell</th>
              <th scope="col">State</th>
              <th scope="col">Verdict</th>
              <th scope="col" class="number">
                Difference
              </th>
              <th scope="col" class="number">
                95 % interval
              </th>
              <th scope="col" class="number">
                p
              </th>
              <th scope="col" class="number" title="Holm over the cells">
                p, adjusted
              </th>
              <th scope="col" class="number">
                Replicates
              </th>
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <tr key={cell.cell}>
                <td>
                  {cell.state === 'waiting' ? (
                    cell.name
                  ) : (
                    <Link to={['tournaments', cell.tournament]}>{cell.name}</Link>
                  )}
                  {cell.repetition > 1 && <span class="soft"> #{cell.repetition}</span>}
                </td>
                <td>
                  <StateBadge state={cell.state} />
                </td>
                <td>{cell.verdict ?? '–'}</td>
                <td class="number">{cell.mean === null ? '–' : inPoints(cell.scale, cell.mean)}</td>
                <td class="number">
                  {cell.low === null || cell.high === null
                    ? '–'
                    : `${inPoints(cell.scale, cell.low)} … ${inPoints(cell.scale, cell.high)}`}
                </td>
                <td class="number">{cell.p === null ? '–' : fixed(cell.p, 3)}</td>
                <td class="number">{cell.adjusted === null ? '–' : fixed(cell.adjusted, 3)}</td>
                <td class="number">{cell.replicates ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
