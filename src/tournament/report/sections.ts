/**
 * The report's tables and lists. Each takes the whole report and gives a section, or nothing where there is nothing to
 * say.
 */

import { PETAFLOP_DAY } from './cost-report.js';
import { html, type Markup } from './markup.js';
import { count, DASH, fixed, percent, power, pValue, SCALES } from './number-text.js';
import type { Report } from './report.js';

export function playSection({ play }: Report): Markup {
  const endings = [
    ...new Set(play.flatMap((row) => Object.keys(row.endings))),
  ] as (keyof (typeof play)[number]['endings'])[];
  return html`<h2>Side effects on play</h2>
<div class="wide"><table><thead><tr><th>arm</th><th class="r">games</th><th class="r">plies</th><th class="r">legal share</th><th class="r">guarded moves</th>${endings.map((one) => html`<th class="r">${one.replaceAll('-', ' ')}</th>`)}</tr></thead><tbody>${play.map(
    (row) =>
      html`<tr><th scope="row">${row.group}</th><td class="r">${count(row.games)}</td><td class="r">${fixed(row.plies, 0)}</td><td class="r">${percent(row.legalShare)}</td><td class="r">${percent(row.guarded)}</td>${endings.map((one) => html`<td class="r">${percent(row.endings[one] ?? 0, 0)}</td>`)}</tr>`,
  )}</tbody></table></div>
<p class="meta">Means over each arm’s games. Legal share: what the raw policy gives to legal moves before the mask. Guarded: moves that the declared guard changed or decided. The rest: share of games by how they ended. Described, not tested.</p>`;
}

export function faultsSection({ faults }: Report): Markup {
  const forfeits = [...new Set(faults.flatMap((row) => Object.keys(row.forfeits)))];
  return html`<h2>Faults by arm</h2>
<div class="wide"><table><thead><tr><th>arm</th><th class="r">fine-tunes</th><th class="r">failed</th><th class="r">repeated</th><th class="r">games replayed</th><th class="r">late results</th><th class="r">conflicts</th><th class="r">ply limit</th>${forfeits.map((one) => html`<th class="r">${one.replaceAll('-', ' ')}</th>`)}</tr></thead><tbody>${faults.map(
    (row) =>
      html`<tr><th scope="row">${row.group}</th><td class="r">${row.fineTunes}</td><td class="r">${row.failedFineTunes || '0'}</td><td class="r">${row.repeatedFineTunes || '0'}</td><td class="r">${count(row.replayedGames)}</td><td class="r">${count(row.lateResults)}</td><td class="r">${row.conflicts > 0 ? html`<span class="bad">${row.conflicts}</span>` : '0'}</td><td class="r">${count(row.plyLimit)}</td>${forfeits.map((one) => html`<td class="r">${row.forfeits[one] ?? 0}</td>`)}</tr>`,
  )}</tbody></table></div>
<p class="meta">A game is counted for both of its sides. Replayed: the same game again after a process was lost, to the same moves. Late results are kept and never counted; a conflict is a second result with other moves and should not occur. Games at the ply limit are draws.</p>`;
}

export function opinionsSection({ verdict, plan }: Report): Markup | null {
  const { secondOpinions, family, watch } = verdict;
  const opinions = secondOpinions
    ? (
        [
          ['mixed model, crossed random effects', secondOpinions.mixedModel],
          ['two-way cluster-robust errors', secondOpinions.twoWayClusters],
        ] as const
      ).filter(([, found]) => found !== null)
    : [];
  if (opinions.length === 0 && family.length === 0) return null;
  return html`<h2>Second opinions and the declared family</h2>
${
  opinions.length === 0
    ? null
    : html`<div class="wide"><table><thead><tr><th>from the matches between the two arms alone</th><th class="r">Elo</th><th class="r">95 % interval</th></tr></thead><tbody>${opinions.map(
        ([name, found]) => {
          const { elo, low, high } = found!;
          return html`<tr><th scope="row">${name}</th><td class="r">${SCALES.elo.write(elo)}</td><td class="r">${SCALES.elo.write(low)} to ${SCALES.elo.write(high)}</td></tr>`;
        },
      )}</tbody></table></div><p class="meta">They decide nothing: the sign-flip test was declared.</p>`
}
${
  family.length === 0
    ? null
    : html`<div class="wide"><table><thead><tr><th>contrast of the family</th><th class="r">mean</th><th class="r">95 % interval</th><th class="r">p</th><th class="r">p after Holm</th></tr></thead><tbody>${family.map(
        (one) => {
          const { write, unit } = SCALES[one.scale];
          return html`<tr><th scope="row">${one.arms[0]} − ${one.arms[1]}</th><td class="r">${write(one.mean)} <small>${unit}</small></td><td class="r">${one.low === null ? DASH : `${write(one.low)} to ${write(one.high)}`}</td><td class="r">${pValue(one.p)}</td><td class="r">${pValue(one.adjusted)}</td></tr>`;
        },
      )}</tbody></table></div>`
}
${watch ? html`<p class="meta">Watched over complete blocks, the e-process reached ${fixed(watch.largest, 2)}; α = ${plan.spec.analysis.alpha} needs ${(1 / plan.spec.analysis.alpha).toFixed(0)}: ${watch.state}.</p>` : null}`;
}

export function calibrationSection({ calibration, verdict }: Report): Markup {
  const { falsePositives, smallestP, spread, visible, reliability, fit } = calibration;
  const { seedVariance, identicalWeights, placebo } = verdict;
  const scale = SCALES[verdict.contrast?.scale ?? 'elo'];
  const unsigned = (value: number | null): string => scale.write(value).replace(/^\+/, '');
  return html`<h2>Calibration</h2>
<p>${falsePositives === null ? 'No replicate is complete, so the test cannot be calibrated.' : `With ${verdict.contrast!.differences.length} replicates the sign-flip test rejects a true “no difference” in ${percent(falsePositives, 2)} of studies; its smallest p is ${smallestP!.toPrecision(2)}.`}
${spread === null ? null : `The replicates’ differences spread by ${unsigned(spread)} ${scale.unit} (standard deviation)${visible === null ? '.' : `; at that spread a true difference of ${unsigned(visible)} ${scale.unit} is found with 80 % power.`}`}</p>
${seedVariance === null ? null : html`<p>From the matches of each arm’s children among themselves, one seed differs from another by ${seedVariance.elo.toFixed(0)} Elo (standard deviation, all arms pooled).</p>`}
${identicalWeights === null ? null : html`<p>The untouched base against itself: ${identicalWeights.pairs.reduce((sum, count) => sum + count, 0)} pairs, p = ${pValue(identicalWeights.p)} that either name is favoured; at ${identicalWeights.limit} or below the run would be invalid.</p>`}
${placebo === null ? null : html`<p>Placebo, ${placebo.arms[0]} against ${placebo.arms[1]}: ${SCALES[placebo.scale].write(placebo.mean)} ${SCALES[placebo.scale].unit}, p = ${pValue(placebo.p)}; both were made of the same mixture, so no difference is true.</p>`}
${
  reliability.length === 0
    ? null
    : html`<div class="wide"><table><thead><tr><th>share of points of the stronger side</th>${reliability.map(({ foretold }) => html`<th class="r">${percent(foretold, 0)}</th>`)}</tr></thead><tbody><tr><th scope="row">seen</th>${reliability.map(({ seen }) => html`<td class="r">${percent(seen, 1)}</td>`)}</tr><tr><th scope="row">games</th>${reliability.map(({ games }) => html`<td class="r">${count(games)}</td>`)}</tr></tbody></table></div>
<p class="meta">What the ratings foretell and what was seen, rated contestants only. ${fit ? `All pairings against the ratings: χ² = ${fit.chiSquare.toFixed(1)} on ${fit.degrees} degrees, p = ${pValue(fit.p)} (small: some pairings go against the order of ratings).` : null}</p>`
}`;
}

export function costSection({ cost }: Report): Markup {
  const {
    fineTunes,
    fineTunesByTime,
    utilisation,
    base,
    games,
    total,
    trainingSeconds,
    trainingSteps,
    networkMoves,
    fineTunesFrom,
    machines,
  } = cost;
  const row = (name: string, flop: number, how: string): Markup =>
    html`<tr><th scope="row">${name}</th><td class="r">${power(flop)}</td><td class="r">${power(flop / PETAFLOP_DAY)}</td><td>${how}</td></tr>`;
  const counted = fineTunesFrom === 'counted' ? 'counted along the graph' : 'upper bound: every example at its longest';
  return html`<h2>Cost</h2>
<div class="wide"><table><thead><tr><th></th><th class="r">FLOP</th><th class="r">petaflop/s-days</th><th>how it is known</th></tr></thead><tbody>
${row('fine-tunes', fineTunes, `${counted}; ${count(trainingSteps)} steps${trainingSeconds === null ? '' : `, ${count(trainingSeconds)} s of training`}`)}
${fineTunesByTime === null ? null : row('the same by time', fineTunesByTime, `time × measured peak × .33${utilisation === null ? '' : `; counted, the runs made ${percent(utilisation)} of the peak`}`)}
${row('games', games, `${count(networkMoves)} moves of networks, one forward pass each`)}
${row('together', total, 'fine-tunes and games')}
${base === null ? null : [row('the base’s own training', base.counted, 'from its card, all its runs; not in the sum above'), row('the same by time', base.byTime, 'time × measured peak × .33')]}
</tbody></table></div>
<p class="meta">A multiply and an add count as two operations, a backward pass as two forward ones, frozen layers for what they cost (“AI and Compute”, OpenAI 2018).${machines.length > 0 ? ` Trained on ${machines.join(' and on ')}.` : null}</p>`;
}

export function limitsSection({ limits, verdict }: Report): Markup {
  const { deviations } = verdict;
  return html`<h2>Limits of the claim</h2>
<ul>${limits.map((limit) => html`<li>${limit}</li>`)}</ul>
<p><b>Deviations from the plan:</b> ${deviations.length === 0 ? 'none.' : html`<ul>${deviations.map(({ message }) => html`<li>${message}</li>`)}</ul>`}</p>
${verdict.failedChecks.length === 0 ? null : html`<p><b>Failed checks:</b></p><ul>${verdict.failedChecks.map(({ message }) => html`<li class="bad">${message}</li>`)}</ul>`}`;
}

export function planSection({ plan, tournament, verdict: { hypothesis } }: Report): Markup {
  const { spec, versions } = plan;
  return html`<h2>Plan, and how to check all this</h2>
<p><b>Hypothesis:</b> ${hypothesis}</p>
<div class="wide"><table><thead><tr><th>arm</th><th>tone</th><th>method</th><th class="r">examples</th><th class="r">steps</th><th class="r">band</th></tr></thead><tbody>${spec.arms.map(
    ({ id, tone, method, dose, filter }) =>
      html`<tr><th scope="row">${id}</th><td>${tone}</td><td>${method}</td><td class="r">${count(dose.examples)}</td><td class="r">${count(dose.steps)}</td><td class="r">${filter.band}</td></tr>`,
  )}</tbody></table></div>
<p class="meta">${spec.replicates.length} replicates (seeds ${spec.replicates.join(', ')}); ${spec.pairs} pairs a pairing; ${count(tournament.gamesPlanned)} games; ply limit ${spec.maxPlies}; margin ±${spec.analysis.margin} Elo; α ${spec.analysis.alpha}; recipe version ${versions.recipe}, schedule version ${versions.schedule}. Sealed before the first game.</p>
<p>From the folder of this page, offline:</p>
<pre>npx sentimate verdict .</pre>
<p>recomputes plan hash, standings and verdict from <code>games.csv</code>, <code>games.pgn</code> and <code>report.json</code>. Against the record, with a sample of games played again:</p>
<pre>npx sentimate verify ${tournament.id} --replay 20</pre>
<p>The same tournament again: save the following as <code>spec.json</code> and run <code>npx sentimate tournament run spec.json</code>.</p>
<details><summary>the whole specification</summary><pre>${JSON.stringify(spec, null, 2)}</pre></details>
<p class="meta">Record: hash chain ends at <code>${tournament.chain}</code>.</p>`;
}
