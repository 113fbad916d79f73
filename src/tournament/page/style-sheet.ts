/** The look of the report, and the CSS classes that colour contestants by tone. */
import type { Arm } from '../../spec/index.js';

/** The tones with a colour of their own; see the classes `t-*` below. */
const COLOURED_TONES = new Set(['positive', 'negative', 'neutral', 'shuffled-a', 'shuffled-b', 'random']);

/** Returns the CSS class of a contestant, by the tone of its arm (arms may have any id). */
export function toneClass(
  { arm, contestant }: { readonly arm: string | null; readonly contestant: string },
  arms: readonly Arm[],
): string {
  if (arm === null) return contestant.startsWith('anchor:') ? 't-anchor' : 't-base';
  const tone = arms.find(({ id }) => id === arm)?.tone ?? '';
  return COLOURED_TONES.has(tone) ? `t-${tone}` : 't-other';
}

/** The style sheet: one column, figures in the page's colours, a dark scheme, and a light one for print. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1c20;--soft:#666c75;--line:#d9dce1;--grid:#eceef1;
--wash:#f6f7f9;--accent:#2b5d8a;
--positive:#12806a;--negative:#c2492b;--neutral:#6b7280;--a:#7a5ba8;--b:#a07414;--random:#2f73b5;--other:#8a3f6d;
--base:#1a1c20;--anchor:#9aa1ab}
@media (prefers-color-scheme:dark){:root{--paper:#15171b;--ink:#e6e8eb;--soft:#9aa1ab;--line:#383d45;--grid:#262a31;
--wash:#1d2025;--accent:#7fb2df;
--positive:#3fbf9f;--negative:#f0805e;--neutral:#a3aab5;--a:#b195e0;--b:#d9a93f;--random:#6aaeea;--other:#d583b4;
--base:#e6e8eb;--anchor:#7b828d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.5rem 1.25rem 4rem;max-width:54rem;background:var(--paper);color:var(--ink);
font:16px/1.55 Charter,"Bitstream Charter","Iowan Old Style",Georgia,serif}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.6rem 0 .5rem;padding-top:.9rem;border-top:1px solid var(--line)}
p{margin:.5rem 0}
.kind,.meta,figcaption,table,svg text,.facts,summary,.note,pre,code{font-family:system-ui,-apple-system,"Segoe UI",
Roboto,"Helvetica Neue",Arial,sans-serif}
.kind{font-size:.78rem;letter-spacing:.09em;text-transform:uppercase;color:var(--soft)}
.meta{font-size:.82rem;color:var(--soft);overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.84em}
pre{background:var(--wash);padding:.8rem 1rem;overflow-x:auto;border-radius:6px;font-size:.78rem;line-height:1.45}
.verdict{margin:1.4rem 0;padding:1.1rem 1.3rem;border-left:4px solid var(--accent);background:var(--wash)}
.verdict strong{display:block;font-size:1.45rem;line-height:1.25;margin-bottom:.35rem}
.verdict p{margin:.2rem 0 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1rem;margin:1.2rem 0}
.facts div{border-top:2px solid var(--line);padding-top:.4rem}
.facts b{display:block;font-size:1.22rem;font-weight:600;font-variant-numeric:tabular-nums}
.facts span{display:block;line-height:1.35;font-size:.78rem;color:var(--soft)}
.note{font-size:.88rem;padding:.6rem .9rem;border:1px solid var(--negative);border-radius:6px;margin:1rem 0}
figure{margin:1.2rem 0;break-inside:avoid}
figcaption{font-size:.84rem;color:var(--soft);margin-top:.5rem;line-height:1.45}
figcaption b{color:var(--ink)}
.wide{overflow-x:auto}
svg{display:block;width:100%;min-width:40rem;height:auto}
svg text{font-size:12px;fill:var(--ink);font-variant-numeric:tabular-nums}
svg .soft,svg .tick,svg .head{fill:var(--soft)}
svg .tick,svg .head{font-size:11px}
svg .strong{font-weight:600}
svg .grid{stroke:var(--grid)} svg .zero{stroke:var(--soft)} svg .rule{stroke:var(--line)}
svg .band{fill:var(--accent);fill-opacity:.1}
svg .thin{stroke:var(--soft);stroke-width:1} svg .thick{stroke:var(--tone,var(--ink));stroke-width:2;
stroke-opacity:.75}
svg .mark{fill:var(--tone,var(--accent))} svg .dot{fill:var(--tone,var(--ink))}
svg .ghost{fill:var(--tone,var(--ink));fill-opacity:.35}
svg .summary{fill:var(--ink)} svg .arrow{stroke:var(--tone,var(--ink));stroke-width:2;fill:none}
svg .won{fill:var(--positive)} svg .lost{fill:var(--negative)} svg .same{fill:var(--line)} svg .unplayed{fill:none;
stroke:var(--grid)}
.t-positive{--tone:var(--positive)} .t-negative{--tone:var(--negative)} .t-neutral{--tone:var(--neutral)}
.t-shuffled-a{--tone:var(--a)}
.t-shuffled-b{--tone:var(--b)} .t-random{--tone:var(--random)} .t-other{--tone:var(--other)}
.t-base{--tone:var(--base)} .t-anchor{--tone:var(--anchor)}
table{border-collapse:collapse;width:100%;font-size:.84rem;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.28rem .6rem .28rem 0;border-bottom:1px solid var(--grid);vertical-align:top}
thead th{border-bottom:1px solid var(--line);color:var(--soft);font-weight:500}
tbody th{font-weight:500;white-space:nowrap}
.r{text-align:right} td.r,th.r{padding-left:.6rem} td.r{white-space:nowrap}
table:has(thead th:nth-child(9)){font-size:.76rem}
table:has(thead th:nth-child(9)) :is(td,th):not(:first-child){padding:.28rem .2rem .28rem .3rem}
.curve tbody th{white-space:normal;min-width:9rem} .curve td:nth-child(2){min-width:14rem}
small{color:var(--soft)} .bad{color:var(--negative);font-weight:600}
.chip::before{content:"";display:inline-block;width:.62em;height:.62em;border-radius:50%;
background:var(--tone,var(--ink));margin-right:.45em}
ul{padding-left:1.2rem;margin:.4rem 0} li{margin:.25rem 0}
details{margin:.8rem 0} summary{cursor:pointer;font-size:.86rem;color:var(--accent)}
@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#555;--line:#bbb;--grid:#e3e3e3;--wash:#f4f4f4;
--accent:#2b5d8a;--positive:#12806a;--negative:#c2492b;
--neutral:#6b7280;--a:#7a5ba8;--b:#a07414;--random:#2f73b5;--other:#8a3f6d;--base:#000;--anchor:#8a8f98}
body{max-width:none;padding:0;font-size:10.5pt} h2{break-after:avoid} tr{break-inside:avoid} svg{min-width:0}
.wide{overflow:visible} details{display:none} *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();
