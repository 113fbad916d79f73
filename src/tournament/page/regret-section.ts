/** The report's section on policy regret. */
import type { Report } from '../report/index.js';
import { count, DASH, fixed, pValue, SCALES, signed } from '../report/index.js';
import type { Contrast } from '../verdict/index.js';
import { confidence } from './header.js';
import { html, type Markup, tableOf } from './markup.js';

const { write } = SCALES['expected points'];
const UNIT = 'mp';

/** Standard error of a contrast's mean over replicates, on its scale; null for fewer than two. */
function errorOf({ differences }: Pick<Contrast, 'differences'>): number | null {
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((sum, { difference }) => sum + difference, 0) / n;
  const squares = differences.reduce((sum, { difference }) => sum + (difference - mean) ** 2, 0);
  return Math.sqrt(squares / (n - 1) / n);
}

const intervalOf = ({ low, high }: Pick<Contrast, 'low' | 'high'>): string =>
  low === null || high === null ? DASH : `${write(low)} to ${write(high)}`;

/** Policy regret of the arms: contrast, by phase, errors beside those of games, correlation with Elo; null without. */
export function regretSection({ verdict, plan }: Report): Markup | null {
  const { regret, endpoint, contrast, secondEndpoint } = verdict;
  if (!regret) return null;
  const [first, second] = regret.contrast.arms;
  const games = endpoint === 'games' ? contrast : secondEndpoint;
  const rows = [
    ['all positions', write(regret.contrast.mean), intervalOf(regret.contrast), pValue(regret.contrast.p)],
    ...regret.byPhase.map(({ phase, contrast: one }) => [phase, write(one.mean), intervalOf(one), pValue(one.p)]),
  ];
  const arms = regret.arms.map(({ arm, temperature, children, mean, base }) => [
    arm,
    temperature ?? DASH,
    children,
    mean === null ? DASH : fixed(1000 * mean, 2),
    base === null ? DASH : fixed(1000 * base, 2),
    mean === null || base === null ? DASH : signed(1000 * (mean - base), 2),
  ]);
  return html`<h2>Policy regret</h2>
<p>Expected points that a child’s own choice of moves loses against the best move, mean over
${count(regret.count)} fixed positions whose legal moves an engine has valued; ${UNIT}: thousandths of a point a move.
No game enters, and no guard. ${
    endpoint === 'regret' ? 'It decides in this plan.' : 'In this plan it is the second endpoint; games decide.'
  }</p>
${tableOf([`${second} − ${first}, ${UNIT}`, 'difference', `${confidence(regret.contrast)} interval`, 'p'], rows)}
<p class="meta">Above 0: ${first} loses less. Differences are paired by replicate and by position; phases are not
adjusted for their number.</p>
${errorsTable(regret, games)}
${tableOf(['arm', 'temperature', 'children', `mean, ${UNIT}`, `base, ${UNIT}`, 'child − base'], arms)}
<p class="meta">${correlationText(regret.withElo)} Positions: set <code>${regret.positions.slice(0, 12)}</code>,
temperature of the plan ${plan.spec.decoding.temperature}.</p>`;
}

/** Precision of both endpoints: the standard error of each and the difference in units of it. */
function errorsTable(regret: NonNullable<Report['verdict']['regret']>, games: Contrast | null): Markup | null {
  const [ofRegret, ofGames] = [errorOf(regret.contrast), games && errorOf(games)];
  if (ofRegret === null) return null;
  const scale = games && SCALES[games.scale];
  const ratio = (mean: number | null, error: number): string =>
    mean === null || !(error > 0) ? DASH : signed(mean / error, 1);
  const plain = (text: string): string => text.replace(/^\+/, '');
  const rows = [
    [
      'policy regret',
      `${plain(write(ofRegret))} ${UNIT}`,
      ratio(regret.contrast.mean, ofRegret),
      regret.positionsError === null ? DASH : `${plain(write(regret.positionsError))} ${UNIT}`,
    ],
    ...(games && scale && ofGames !== null
      ? [['games', `${plain(scale.write(ofGames))} ${scale.unit}`, ratio(games.mean, ofGames), DASH]]
      : []),
  ];
  return tableOf(
    ['endpoint', 'standard error over replicates', 'difference in errors', 'error from positions alone'],
    rows,
  );
}

function correlationText(found: NonNullable<Report['verdict']['regret']>['withElo']): string {
  if (!found) return 'Too few rated children to correlate regret with Elo.';
  const { r, low, high, children } = found;
  return (
    `Correlation of regret with Elo over ${children} children: ${signed(r, 2)} (95 % interval ${signed(low, 2)} to ` +
    `${signed(high, 2)}); negative where children that lose less are rated higher.`
  );
}
