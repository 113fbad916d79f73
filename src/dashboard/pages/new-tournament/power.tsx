import { useState } from 'preact/hooks';
import type { TournamentDryRun } from '../../../spec/api/index.js';
import { fixed, integer, numeric, percent, TableHead } from '../../parts/index.js';

type PlanPower = NonNullable<TournamentDryRun['power']>;

interface PowerProps {
  readonly power: PlanPower;
  readonly alpha: number;
  /** Ids of the two arms of the primary contrast. */
  readonly arms: readonly string[];
}

const SCHEDULES = {
  direct: 'direct games',
  'round-robin': 'round-robin',
  'base only': 'against the base only',
} as const;

/** The spread between seeds that is shown first, Elo. */
const SPREAD = 20;

/** What the plan's own games can show of the primary contrast, beside other schedules of as many games. */
export function Power({ power, alpha, arms }: PowerProps) {
  const { replicates, smallestP, needed, enough, gap, design, alternatives, questions } = power;
  const spreads = design.at.map(({ seedDeviation }) => seedDeviation);
  const [chosen, setChosen] = useState(SPREAD);
  const spread = spreads.includes(chosen) ? chosen : spreads[0];
  return (
    <>
      <h3>{`${arms[0]} against ${arms[1]}`}</h3>
      {!enough && (
        <p class="problem small">
          Too few replicates for a verdict: α {alpha} needs {needed}, this plan has {replicates} (smallest p{' '}
          {smallestP.toPrecision(2)}).
        </p>
      )}
      <label class="small power-spread">
        If seeds spread by
        <select value={spread} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          {spreads.map((one) => (
            <option key={one} value={one}>
              {one} Elo
            </option>
          ))}
        </select>
      </label>
      <table class="small">
        <TableHead
          columns={[
            'Same games as',
            numeric('SE', 'Standard error of the difference, Elo'),
            numeric(`Power, ${gap} Elo`, `Probability that a true difference of ${gap} Elo is found`),
            numeric('Finds', 'Smallest difference that is found with 80 % power, Elo'),
          ]}
        />
        <tbody>
          {[design, ...alternatives].map((schedule, i) => (
            <ScheduleRow key={schedule.schedule} schedule={schedule} spread={spread} isPlan={i === 0} />
          ))}
        </tbody>
      </table>
      <p class="small soft">{spread !== undefined && remarks(power, spread)}</p>
      <details class="small">
        <summary>Games by question</summary>
        <table class="small">
          <TableHead columns={['Games are for', numeric('Pairs'), numeric('Games')]} />
          <tbody>
            {questions.map(({ purpose, serves, pairs, games }) => (
              <tr key={purpose}>
                <td>{serves}</td>
                <td class="number">{pairs}</td>
                <td class="number">{integer(games)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

interface ScheduleRowProps {
  readonly schedule: PlanPower['design'];
  /** Between-seed standard deviation, Elo. */
  readonly spread: number | undefined;
  readonly isPlan: boolean;
}

function ScheduleRow({ schedule: { schedule, at }, spread, isPlan }: ScheduleRowProps) {
  const found = at.find(({ seedDeviation }) => seedDeviation === spread);
  return (
    <tr class={isPlan ? 'chosen' : 'soft'}>
      <td>
        {SCHEDULES[schedule]}
        {isPlan && ' (this plan)'}
      </td>
      <td class="number">{found ? fixed(found.standardError, 1) : '–'}</td>
      <td class="number">{found ? percent(found.power) : '–'}</td>
      <td class="number">{found?.visible == null ? '–' : `${fixed(found.visible, 0)} Elo`}</td>
    </tr>
  );
}

const DRAWS_FROM = { request: 'asked for', measured: 'measured with this base', default: 'assumed' } as const;

/** What the stop rule costs and saves, what equivalence takes at a spread between seeds, and the draws assumed. */
function remarks({ stop, equivalence, gap, replicates, draws }: PlanPower, spread: number): string {
  const at = <T extends { readonly seedDeviation: number }>(list: readonly T[]): T | undefined =>
    list.find(({ seedDeviation }) => seedDeviation === spread);
  const rule = stop && at(stop.at);
  const stopText = rule
    ? `The stop rule finds ${gap} Elo with ${percent(rule.power)} power (${percent(rule.withoutStop)} without it) ` +
      `and plays ${fixed(rule.blocks, 1)} of ${replicates} blocks on average. `
    : '';
  const drawsText = `${percent(draws.rate)} of games are drawn (${DRAWS_FROM[draws.from]}).`;
  const equal = at(equivalence.at);
  if (!equal) return `${stopText}${drawsText}`;
  const smallest =
    equal.smallest === null ? '' : `; the smallest margin it can reach is ${fixed(equal.smallest, 0)} Elo`;
  return (
    `${stopText}Arms that do not differ are shown to be equal within ${equivalence.margin} Elo with ` +
    `${percent(equal.power)} power${smallest}. ${drawsText}`
  );
}
