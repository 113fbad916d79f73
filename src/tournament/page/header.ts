/** The head of the report's page. */
import type { Report } from '../report/index.js';
import { count, DASH, pValue, SCALES } from '../report/index.js';
import type { Contrast } from '../verdict/index.js';
import { capitalised, html, type Markup } from './markup.js';

/** Name, verdict, key figures and warnings. */
export function header({ tournament, verdict, plan }: Report): Markup {
  const { contrast, replicates, state, line } = verdict;
  const when = (tournament.finishedAt ?? tournament.createdAt).slice(0, 16).replace('T', ' ');
  const alpha = plan.spec.analysis.alpha;
  const unsealed = tournament.sealed
    ? null
    : html`<p class="note"><b>The stored plan does not have the hash that it was sealed with.</b> Nothing below can be
relied on.</p>`;
  const partial =
    tournament.state === 'finished'
      ? null
      : html`<p class="note">This tournament is <b>${tournament.state}</b>: ${count(tournament.games)} of
${count(tournament.gamesPlanned)} games. What follows is partial.</p>`;
  const warnings =
    verdict.warnings.length === 0
      ? null
      : html`<ul class="note">${verdict.warnings.map((warning) => html`<li>${capitalised(warning)}.</li>`)}</ul>`;
  return html`<header>
<div class="kind">Sentimate tournament report</div>
<h1>${tournament.name}</h1>
<div class="meta">${tournament.state} ${when} UTC · tournament <code>${tournament.id}</code><br>plan
<code>${tournament.planHash}</code>${tournament.sealed ? ' (recomputed and equal)' : null}</div>
${unsealed}
${partial}
<div class="verdict"><strong>${headline(state)}</strong><p>${line}.</p></div>
<div class="facts">
${estimateFacts(verdict)}
${fact(pValue(contrast?.p), `p, ${TESTS[contrast?.test ?? 'sign flips']} (α = ${alpha})`)}
${fact(`${replicates.used.length} of ${replicates.planned}`, 'replicates in use, the unit of inference')}
${fact(count(tournament.games), 'games recorded')}
</div>
${warnings}
<p class="meta">All Elo on this page are on one scale: Davidson’s, with the draws and White’s advantage that the games
of complete replicates show.</p>
</header>`;
}

/** Confidence of the interval in percent; it follows from the plan's alpha. */
export const confidence = (contrast: Contrast | null): string =>
  `${Number((100 * (contrast?.confidence ?? 0.95)).toFixed(2))} %`;

/** The verdict's state as a heading. */
function headline(state: string): string {
  const words: Readonly<Record<string, string>> = {
    'no contrast': 'A single arm: nothing is compared',
    'too few replicates': 'Too few replicates for a verdict',
    'too early': 'Too early for a verdict',
    invalid: 'Invalid: a check of the run failed',
    inconclusive: 'Inconclusive',
    equivalent: 'Equivalent within the margin',
  };
  return words[state] ?? `${state.charAt(0).toUpperCase()}${state.slice(1)}`;
}

const TESTS: Readonly<Record<Contrast['test'], string>> = {
  'sign flips': 'exact sign flips',
  'sequential sign flips': 'sequential sign flips',
  'e-process': 'e-process',
};

const fact = (value: string, meaning: string): Markup => html`<div><b>${value}</b><span>${meaning}</span></div>`;

/** Estimate and interval of the primary contrast; after a sequential stop those that are corrected for the looks. */
function estimateFacts({ contrast, sequential }: Report['verdict']): Markup {
  if (!contrast) return fact(DASH, 'no contrast: a single arm');
  const name = `${contrast.arms[0]} − ${contrast.arms[1]}`;
  const corrected = sequential?.elo;
  if (corrected?.estimate != null) {
    const { write } = SCALES.elo;
    return html`${fact(write(corrected.estimate), `${name}, Elo, corrected for the looks`)}
${fact(`${write(corrected.low)} to ${write(corrected.high)}`, '95 % interval, corrected for the looks')}`;
  }
  const { write, long } = SCALES[contrast.scale];
  return html`${fact(write(contrast.mean), `${name}, ${long}`)}
${fact(
  contrast.low === null ? DASH : `${write(contrast.low)} to ${write(contrast.high)}`,
  `${confidence(contrast)} interval over replicates`,
)}`;
}
