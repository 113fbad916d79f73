/** The report's tables and lists: each function takes the whole report and returns one section, or null if empty. */

import { PAIRING_PURPOSES, type PairingPurpose } from '../../vocabulary/index.js';
import type { Report } from '../report/index.js';
import { count, PETAFLOP_DAY, percent, power, pValue, SCALES } from '../report/index.js';
import { html, type Markup, tableOf } from './markup.js';

/** How far the tests and ratings can be trusted: size, power, spread, predicted against observed scores. */
export function calibrationSection(report: Report): Markup {
  const { falsePositives, smallestP, spread, visible } = report.calibration;
  const { seedVariance, identicalWeights, placebo, contrast } = report.verdict;
  const scale = SCALES[contrast?.scale ?? 'elo'];
  const unsigned = (value: number | null): string => `${scale.write(value).replace(/^\+/, '')} ${scale.unit}`;
  const size =
    falsePositives === null
      ? 'No replicate is complete, so the test cannot be calibrated.'
      : `With ${contrast!.differences.length} replicates the sign-flip test rejects a true “no difference” in ` +
        `${percent(falsePositives, 2)} of studies; its smallest p is ${smallestP!.toPrecision(2)}.`;
  const power80 =
    visible === null ? '.' : `; at that spread a true difference of ${unsigned(visible)} is found with 80 % power.`;
  const spreads =
    spread === null ? null : `The replicates’ differences spread by ${unsigned(spread)} (standard deviation)${power80}`;
  const seeds =
    seedVariance &&
    html`<p>From the matches of each arm’s children among themselves, one seed differs from another by
${seedVariance.elo.toFixed(0)} Elo (standard deviation, all arms pooled; 95 % interval ${seedVariance.low.toFixed(0)} to
${seedVariance.high.toFixed(0)}).</p>`;
  const pairs = identicalWeights?.pairs.reduce((sum, n) => sum + n, 0);
  const identical =
    identicalWeights &&
    html`<p>The untouched base against itself: ${pairs} pairs, p = ${pValue(identicalWeights.p)} that either name is
favoured; at ${identicalWeights.limit} or below the run would be invalid.</p>`;
  const placeboText =
    placebo &&
    html`<p>Placebo, ${placebo.arms[0]} against ${placebo.arms[1]}: both were made of the same mixture, so no difference
is true; ${
      placebo.passed === null ? 'nothing can be said of it' : placebo.passed ? 'none was found' : 'one was claimed'
    }.</p>`;
  return html`<h2>Calibration</h2>
<p>${size}
${spreads}</p>
${seeds}
${identical}
${placeboText}
${reliabilityTable(report)}`;
}

function reliabilityTable({ calibration: { reliability, fit } }: Report): Markup | null {
  if (reliability.length === 0) return null;
  const head = ['share of points of the stronger side', ...reliability.map(({ foretold }) => percent(foretold, 0))];
  const rows = [
    ['observed', ...reliability.map(({ seen }) => percent(seen, 1))],
    ['games', ...reliability.map(({ games }) => count(games))],
  ];
  const chiSquare = fit
    ? `All pairings against the ratings: χ² = ${fit.chiSquare.toFixed(1)} on ${fit.degrees} degrees, ` +
      `p = ${pValue(fit.p)} (small: some pairings go against the order of ratings).`
    : null;
  return html`${tableOf(head, rows)}
<p class="meta">Predicted by the ratings and observed, rated contestants only. ${chiSquare}</p>`;
}

/** FLOP of fine-tunes and games, and how they are known. */
export function costSection({ cost }: Report): Markup {
  const { trainingSeconds, utilisation, base, machines } = cost;
  const row = (name: string, flop: number, how: string): string[] => [
    name,
    power(flop),
    power(flop / PETAFLOP_DAY),
    how,
  ];
  const method =
    cost.fineTunesFrom === 'counted' ? 'counted along the graph' : 'upper bound: every example at its longest';
  const seconds = trainingSeconds === null ? '' : `, ${count(trainingSeconds)} s of training`;
  const share = utilisation === null ? '' : `; counted, the runs made ${percent(utilisation)} of the peak`;
  const rows = [
    row('fine-tunes', cost.fineTunes, `${method}; ${count(cost.trainingSteps)} steps${seconds}`),
    ...(cost.fineTunesByTime === null
      ? []
      : [row('the same by time', cost.fineTunesByTime, `time × measured peak × .33${share}`)]),
    row('games', cost.games, `${count(cost.networkMoves)} moves of networks, one forward pass each`),
    row('together', cost.total, 'fine-tunes and games'),
    ...(base === null
      ? []
      : [
          row('the base’s own training', base.counted, 'from its card, all its runs; not in the sum above'),
          row('the same by time', base.byTime, 'time × measured peak × .33'),
        ]),
  ];
  return html`<h2>Cost</h2>
${tableOf(['', 'FLOP', 'petaflop/s-days', 'how it is known'], rows, [3])}
<p class="meta">A multiply and an add count as two operations, a backward pass as two forward ones, frozen layers for
what they cost (“AI and Compute”, OpenAI 2018).${
    machines.length > 0 ? ` Trained on ${machines.join(' and on ')}.` : null
  }</p>`;
}

/** What the verdict does not say, deviations from the plan and failed checks. */
export function limitsSection({ limits, verdict: { deviations, failedChecks } }: Report): Markup {
  const listOf = (items: readonly Markup[]): Markup => html`<ul>${items}</ul>`;
  const deviating =
    deviations.length === 0 ? 'none.' : listOf(deviations.map(({ message }) => html`<li>${message}</li>`));
  const failures = failedChecks.map(({ message }) => html`<li class="bad">${message}</li>`);
  const failed = failures.length === 0 ? null : html`<p><b>Failed checks:</b></p>${listOf(failures)}`;
  return html`<h2>Limits of the claim</h2>
${listOf(limits.map((limit) => html`<li>${limit}</li>`))}
<p><b>Deviations from the plan:</b> ${deviating}</p>
${failed}`;
}

/** The sealed plan, and the commands that check or repeat the tournament. */
export function planSection({ plan, tournament, crossTable, verdict: { hypothesis } }: Report): Markup {
  const { spec, versions } = plan;
  const arms = tableOf(
    ['arm', 'tone', 'method', 'examples', 'steps', 'band'],
    spec.arms.map(({ id, tone, method, dose, filter }) => [
      id,
      tone,
      method,
      count(dose.examples),
      count(dose.steps),
      filter.band,
    ]),
    [1, 2],
  );
  return html`<h2>Plan, and how to check all this</h2>
<p><b>Hypothesis:</b> ${hypothesis}</p>
${arms}
<p class="meta">${spec.replicates.length} replicates (seeds ${spec.replicates.join(', ')}); ${spec.pairs} pairs a
pairing; ${count(tournament.gamesPlanned)} games; ply limit ${spec.maxPlies}; margin ±${spec.analysis.margin} Elo;
α ${spec.analysis.alpha}; recipe version ${versions.recipe}, schedule version ${versions.schedule}. Sealed before the
first game.</p>
${questionsTable(plan, crossTable)}
<p>From the folder of this page, offline:</p>
<pre>npx sentimate verdict .</pre>
<p>recomputes plan hash, standings and verdict from <code>games.csv</code>, <code>games.pgn</code> and
<code>report.json</code>. Against the record, with a sample of games played again:</p>
<pre>npx sentimate verify ${tournament.id} --replay 20</pre>
<p>The plan with the time of its sealing, signed by the service that holds it, for a check without the record:</p>
<pre>npx sentimate report ${tournament.id} --preregistration plan.json
npx sentimate verify --preregistration plan.json</pre>
<p>The same tournament again: save the following as <code>spec.json</code> and run
<code>npx sentimate tournament run spec.json</code>.</p>
<details><summary>the whole specification</summary><pre>${JSON.stringify(spec, null, 2)}</pre></details>
<p class="meta">Record: hash chain ends at <code>${tournament.chain}</code>.</p>`;
}

const QUESTIONS: Readonly<Record<PairingPurpose, string>> = {
  primary: 'the primary contrast',
  contrast: 'further contrasts and the placebo',
  arms: 'arms that no contrast compares',
  seeds: 'spread between seeds of an arm',
  base: 'strength against the untouched base',
  'identical weights': 'whether the machinery is even',
  anchors: 'place among anchors',
};

/** Planned and recorded games by the question that they serve; null for a round-robin. */
function questionsTable({ pairings, contestants, spec }: Report['plan'], cells: Report['crossTable']): Markup | null {
  const nameOf = (index: number): string => contestants[index]!.name;
  const key = (a: string, b: string): string => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
  // two contestants always meet for the same question
  const purposes = new Map(pairings.map(({ first, second, purpose }) => [key(nameOf(first), nameOf(second)), purpose]));
  const played = (sought: PairingPurpose): number =>
    cells
      .filter(({ first, second }) => purposes.get(key(first, second)) === sought)
      .reduce((sum, { wins, draws, losses }) => sum + wins + draws + losses, 0);
  const rows = PAIRING_PURPOSES.flatMap((purpose) => {
    const own = pairings.filter((one) => one.purpose === purpose);
    const planned = own.reduce((sum, { pairs = spec.pairs }) => sum + 2 * pairs, 0);
    return own.length === 0
      ? []
      : [[QUESTIONS[purpose], count(own.length), own[0]!.pairs ?? spec.pairs, count(planned), count(played(purpose))]];
  });
  if (rows.length === 0) return null;
  return html`${tableOf(['question', 'pairings', 'pairs each', 'games planned', 'games recorded'], rows)}
<p class="meta">Each game serves one question; ratings use them all.</p>`;
}
