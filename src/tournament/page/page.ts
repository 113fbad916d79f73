/** The report as one HTML page: no scripts, nothing fetched, every text escaped. */

import type { Report } from '../report/index.js';
import { groupOf, SCALES, signed } from '../report/index.js';
import { crossTableFigure, crossTableOfGroups, MAX_DRAWN } from './cross-table.js';
import { forestPlot, ratingPlot } from './figures.js';
import { confidence, header } from './header.js';
import { familySection, looksSection, opinionsSection } from './inference-sections.js';
import { html, Markup } from './markup.js';
import { faultsSection, playSection } from './play-sections.js';
import { regretSection } from './regret-section.js';
import { improvementSection, specificationSection } from './robustness-section.js';
import { calibrationSection, costSection, limitsSection, planSection } from './sections.js';
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
${regretSection(report)}
${familySection(report)}
${looksSection(report)}
${opinionsSection(report)}
${specificationSection(report)}
${improvementSection(report)}
${sideEffectsSection(report)}
${playSection(report)}
${faultsSection(report)}
${calibrationSection(report)}
${costSection(report)}
${limitsSection(report)}
${planSection(report)}
</body>
</html>
`;
  return page.text;
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
  const errorsText = contrast.differences.some(({ error }) => error != null)
    ? 'Thin lines: 95 % intervals from each replicate’s games alone. '
    : 'Thin lines are the two ratings’ errors from games alone (an upper bound). ';
  const without = !complete
    ? '; no interval is given before the schedule is complete'
    : contrast.test === 'sign flips'
      ? '; there are too few replicates for an interval'
      : ', not corrected for the looks; the corrected estimate and its interval are above';
  const interval = contrast.low === null ? without : ` with its ${confidence(contrast)} interval (${method})`;
  return html`<h2>The contrast, seed by seed</h2>
<figure>${forestPlot({ contrast, seeds, before, margin, rows: standings.rows })}
<figcaption><b>Figure 1.</b> ${contrast.arms[0]} minus ${contrast.arms[1]} in ${scale.long}, one square a replicate:
both children were fine-tuned with the same seed. ${isElo ? errorsText : null}The diamond is their mean${interval}. ${
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
<figcaption><b>Figure 2.</b> Elo with 95 % intervals from games alone; 0 is ${zero}. All games enter one joint fit;
anchors are placed afterwards. Ranks are those that simultaneous intervals leave open; an arrow
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
