/** The report as one HTML page: no scripts, nothing fetched, every text escaped. */

import type { Report } from '../report/index.js';
import { count, DASH, groupOf, pValue, SCALES, signed } from '../report/index.js';
import type { Contrast } from '../verdict/index.js';
import { crossTableFigure, crossTableOfGroups, MAX_DRAWN } from './cross-table.js';
import { forestPlot, ratingPlot } from './figures.js';
import { html, Markup } from './markup.js';
import {
  calibrationSection,
  costSection,
  faultsSection,
  limitsSection,
  opinionsSection,
  planSection,
  playSection,
} from './sections.js';
import { sideEffectsSection } from './side-effects-section.js';
import { STYLE, toneClass } from './style-sheet.js';
import { treatmentSection } from './treatment-section.js';

/** Content security policy of the page: it may use its own style sheet and nothing else. */
export const REPORT_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/** Returns the whole page. */
export function reportHtml(report: Report): string {
  const { tournament } = report;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${REPORT_CSP}">
<meta name="referrer" content="no-referrer">
<title>${tournament.name} · Sentimate report</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
${header(report)}
${forest(report)}
${ratings(report)}
${crossTable(report)}
${treatmentSection(report)}
${sideEffectsSection(report)}
${playSection(report)}
${faultsSection(report)}
${opinionsSection(report)}
${calibrationSection(report)}
${costSection(report)}
${limitsSection(report)}
${planSection(report)}
</body>
</html>
`;
  return page.text;
}

function header({ tournament, verdict, plan }: Report): Markup {
  const { contrast, replicates, state, line } = verdict;
  const scale = SCALES[contrast?.scale ?? 'elo'];
  const when = (tournament.finishedAt ?? tournament.createdAt).slice(0, 16).replace('T', ' ');
  const alpha = plan.spec.analysis.alpha;
  const fact = (value: string, meaning: string): Markup => html`<div><b>${value}</b><span>${meaning}</span></div>`;
  const unsealed = tournament.sealed
    ? null
    : html`<p class="note"><b>The stored plan does not have the hash that it was sealed with.</b> Nothing below can be
relied on.</p>`;
  const partial =
    tournament.state === 'finished'
      ? null
      : html`<p class="note">This tournament is <b>${tournament.state}</b>: ${count(tournament.games)} of
${count(tournament.gamesPlanned)} games. What follows is partial.</p>`;
  return html`<header>
<div class="kind">Sentimate tournament report</div>
<h1>${tournament.name}</h1>
<div class="meta">${tournament.state} ${when} UTC · tournament <code>${tournament.id}</code><br>plan
<code>${tournament.planHash}</code>${tournament.sealed ? ' (recomputed and equal)' : null}</div>
${unsealed}
${partial}
<div class="verdict"><strong>${headline(state)}</strong><p>${line}.</p></div>
<div class="facts">
${fact(
  contrast ? scale.write(contrast.mean) : DASH,
  contrast ? `${contrast.arms[0]} − ${contrast.arms[1]}, ${scale.long}` : 'no contrast: a single arm',
)}
${fact(
  contrast?.low == null ? DASH : `${scale.write(contrast.low)} to ${scale.write(contrast.high)}`,
  `${confidence(contrast)} interval over replicates`,
)}
${fact(pValue(contrast?.p), `p, ${contrast?.test === 'e-process' ? 'e-process' : 'exact sign flips'} (α = ${alpha})`)}
${fact(`${replicates.used.length} of ${replicates.planned}`, 'replicates in use, the unit of inference')}
${fact(count(tournament.games), 'games recorded')}
</div>
</header>`;
}

/** Confidence of the interval in percent; it follows from the plan's alpha. */
const confidence = (contrast: Contrast | null): string =>
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

function forest({ verdict: { contrast, complete }, plan, standings }: Report): Markup | null {
  if (!contrast || contrast.differences.length === 0) return null;
  const { margin } = plan.spec.analysis;
  const scale = SCALES[contrast.scale];
  const { looks = [], planned: before = 0 } = plan.follows ?? {};
  const seeds = [...looks.flatMap(({ replicates }) => replicates), ...plan.spec.replicates];
  const isElo = contrast.scale === 'elo';
  const method =
    contrast.interval === 'sign flips'
      ? 'exact, by inverting the sign-flip test'
      : 'Student’s t: too few replicates for the exact one';
  const without = complete
    ? '; there are too few replicates for an interval'
    : '; no interval is given before the schedule is complete';
  const interval = contrast.low === null ? without : ` with its ${confidence(contrast)} interval (${method})`;
  return html`<h2>The contrast, seed by seed</h2>
<figure>${forestPlot({ contrast, seeds, before, margin, rows: standings.rows })}
<figcaption><b>Figure 1.</b> ${contrast.arms[0]} minus ${contrast.arms[1]} in ${scale.long}, one square a replicate:
both children were fine-tuned with the same seed. ${
    isElo ? 'Thin lines are the two ratings’ errors from games alone (an upper bound). ' : null
  }The diamond is their mean${interval}. ${
    isElo ? `The band is the margin of equivalence, ±${margin} Elo.` : null
  }</figcaption></figure>`;
}

function ratings({ standings, plan }: Report): Markup {
  const incomparable = standings.rows.filter(({ group }) => group !== 0).length;
  const facts = [
    standings.whiteAdvantage === null ? '' : `White’s advantage ${signed(standings.whiteAdvantage)} Elo.`,
    standings.drawRate === null ? '' : `Draws between equals ${(100 * standings.drawRate).toFixed(0)} %.`,
    incomparable > 0 ? `${incomparable} contestants cannot be compared with these and are left out.` : '',
  ].filter(Boolean);
  const zero = standings.zero === 'mean' ? 'the mean' : standings.zero;
  const notes = standings.notes.map((note) => html`<li>${note}</li>`);
  return html`<h2>Ratings</h2>
<figure>${ratingPlot(standings.rows, (row) => toneClass(row, plan.spec.arms))}
<figcaption><b>Figure 2.</b> Elo with 95 % intervals from games alone; 0 is ${zero}. Joint Davidson model with White’s
advantage and draws; anchors are placed afterwards. Ranks are those that simultaneous intervals leave open; an arrow
marks a one-sided bound; score in percent. ${facts.join(' ')}</figcaption></figure>
${notes.length > 0 ? html`<ul>${notes}</ul>` : null}`;
}

function crossTable({ crossTable: cells, standings, play, plan }: Report): Markup | null {
  if (cells.length === 0) return null;
  const groups = new Map(
    standings.rows.map((row) => [row.contestant, groupOf({ arm: row.arm, name: row.contestant })]),
  );
  const names = standings.rows.map(({ contestant }) => contestant);
  const columns = [
    ...plan.spec.arms.map(({ id }) => id),
    ...plan.contestants.filter(({ kind }) => kind === 'untouched').map(({ name }) => name),
  ];
  const table = crossTableOfGroups(
    cells,
    (name) => groups.get(name)!,
    play.map(({ group }) => group),
    columns,
  );
  const figure =
    names.length > MAX_DRAWN
      ? null
      : html`<figure>${crossTableFigure(cells, names)}<figcaption><b>Figure 3.</b> The same for every contestant,
strongest first: the row’s share of points against the column, in percent.</figcaption></figure>`;
  return html`<h2>Who beat whom</h2>
${table}
<p class="meta">Share of points of the row against the column in percent, with wins, draws and losses; games within an
arm left out.</p>
${figure}`;
}
