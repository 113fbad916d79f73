import type { SequentialResult, Tournament } from '../../../spec/api/index.js';
import { differenceText, intervalText, numeric, percent, signed, TableHead } from '../../parts/index.js';

interface LooksProps {
  readonly sequential: SequentialResult;
  readonly stop: Tournament['spec']['analysis']['stop'];
  /** Confidence of the interval, 0 to 1. */
  readonly confidence: number;
}

/** What the stop rule has found: the estimate that is corrected for the looks, and the looks of the plan. */
export function Looks({ sequential, stop, confidence }: LooksProps) {
  const { looks, decidedAt, planned, evidence, needed } = sequential;
  const plannedLooks = typeof stop === 'object' && stop.kind === 'group-sequential' ? stop.looks : [];
  const corrected = correctedText(sequential, confidence);
  const last = plannedLooks.at(-1) ?? planned;
  return (
    <div class="looks">
      <h3>{looks ? 'Planned looks' : 'Evidence after every block'}</h3>
      <p class="small">
        {decidedAt === null
          ? 'The stop rule has not ended the tournament.'
          : `The stop rule ended the tournament after block ${decidedAt} of ${last}.`}
        {corrected && ` Corrected for the looks: ${corrected}.`}
        {evidence !== null && needed !== null && ` Evidence ${fixedTo2(evidence)} of ${fixedTo2(needed)}.`}
      </p>
      {looks && <LooksTable looks={looks} planned={plannedLooks} />}
    </div>
  );
}

const fixedTo2 = (value: number): string => String(Number(value.toPrecision(2)));

function correctedText({ elo, estimate, low, high }: SequentialResult, confidence: number): string | null {
  const inElo = elo.estimate !== null;
  const shown = inElo ? elo : { estimate, low, high };
  if (shown.estimate === null) return null;
  const text = (value: number): string => differenceText(inElo ? 'elo' : 'score', value);
  const unit = inElo ? 'Elo' : 'percentage points';
  const ends = intervalText(shown.low, shown.high, text);
  return `${text(shown.estimate)} ${unit} (${percent(confidence)} interval ${ends})`;
}

interface LooksTableProps {
  readonly looks: NonNullable<SequentialResult['looks']>;
  /** Numbers of blocks of all looks of the plan. */
  readonly planned: readonly number[];
}

/** Looks taken, then those of the plan that are to come. */
function LooksTable({ looks, planned }: LooksTableProps) {
  const points = (value: number | null): string => (value === null ? '–' : signed(100 * value, 1));
  const taken = looks.map(({ blocks }) => blocks);
  const stopped = looks.some((look) => look.stopped);
  return (
    <div class="scroll">
      <table class="small">
        <TableHead
          columns={[
            'After block',
            numeric('Difference', 'Share of points, percentage points'),
            numeric('Stops at ±', 'Difference that ends the tournament here, either side; percentage points'),
            numeric('Level spent', 'At this look and before'),
            'Outcome',
          ]}
        />
        <tbody>
          {looks.map(({ blocks, statistic, threshold, spent, stopped: ended }) => (
            <tr key={blocks}>
              <td>{blocks}</td>
              <td class="number">{points(statistic)}</td>
              <td class="number">{threshold === null ? 'none could' : points(threshold).replace('+', '')}</td>
              <td class="number">{spent.toFixed(4)}</td>
              <td>{ended ? 'stopped' : 'went on'}</td>
            </tr>
          ))}
          {planned
            .filter((blocks) => !taken.includes(blocks))
            .map((blocks) => (
              <tr key={blocks} class="soft">
                <td>{blocks}</td>
                <td class="number">–</td>
                <td class="number">–</td>
                <td class="number">–</td>
                <td>{stopped ? 'not needed' : 'to come'}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
