/** The report's sections on play and faults by arm. */
import type { Report } from '../report/index.js';
import { count, fixed, percent } from '../report/index.js';
import { html, type Markup, tableOf } from './markup.js';

/** Side effects on play by arm: length, legality, guard, endings. */
export function playSection({ play }: Report): Markup {
  const endings = [
    ...new Set(play.flatMap((row) => Object.keys(row.endings))),
  ] as (keyof (typeof play)[number]['endings'])[];
  const head = [
    'arm',
    'games',
    'plies',
    'legal share',
    'guarded moves',
    ...endings.map((one) => one.replaceAll('-', ' ')),
  ];
  const rows = play.map((row) => [
    row.group,
    count(row.games),
    fixed(row.plies, 0),
    percent(row.legalShare),
    percent(row.guarded),
    ...endings.map((one) => percent(row.endings[one] ?? 0, 0)),
  ]);
  return html`<h2>Side effects on play</h2>
${tableOf(head, rows)}
<p class="meta">Means over each arm’s games. Legal share: what the raw policy gives to legal moves before the mask.
Guarded: moves that the declared guard changed or decided. The rest: share of games by how they ended. Described, not
tested.</p>`;
}

/** Faults by arm: failed and repeated work, forfeits. */
export function faultsSection({ faults }: Report): Markup {
  const forfeits = [...new Set(faults.flatMap((row) => Object.keys(row.forfeits)))];
  const head = [
    ...[
      'arm',
      'fine-tunes',
      'failed',
      'repeated',
      'games replayed',
      'late results',
      'other moves',
      'conflicts',
      'ply limit',
    ],
    ...forfeits.map((one) => one.replaceAll('-', ' ')),
  ];
  const rows = faults.map((row) => [
    row.group,
    row.fineTunes,
    row.failedFineTunes,
    row.repeatedFineTunes,
    count(row.replayedGames),
    count(row.lateResults),
    count(row.otherMoves),
    row.conflicts > 0 ? html`<span class="bad">${row.conflicts}</span>` : 0,
    count(row.plyLimit),
    ...forfeits.map((one) => row.forfeits[one] ?? 0),
  ]);
  return html`<h2>Faults by arm</h2>
${tableOf(head, rows)}
<p class="meta">A game is counted for both of its sides. Replayed: the same game again after a process was lost.
Late results are kept and never counted. Other moves: a second result whose moves differ where a decision hangs on less
than the tolerance, or by an engine; the game on record holds. A conflict: the game on record is not what the networks
decide; it should not occur. Games at the ply limit are draws.</p>`;
}
