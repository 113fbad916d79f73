/** The report's section on the treatment: did it take, by several judges, and what did it damage? */

import type { Report } from '../report/index.js';
import { DASH, fixed, signed } from '../report/index.js';
import { damageText } from '../validity/index.js';
import type { Verdict } from '../verdict/index.js';
import { type Strip, stripPlot } from './figures.js';
import { capitalised, html, type Markup, tableOf } from './markup.js';
import { toneClass } from './style-sheet.js';

const JUDGES = {
  vader: 'VADER, compound of replies',
  classifier: 'second judge, P(positive) − P(negative) of replies',
  gold: 'language model, nats a token for positive replies',
} as const;

/** What each judge says of the two arms of the primary contrast. */
function judgesTable(treatment: Verdict['treatment']): Markup | null {
  if (!treatment) return null;
  const [first, second] = treatment.arms;
  const rows = treatment.judges.map(({ judge, unit, mean, low, high, base, answer }) => {
    const digits = judge === 'gold' ? 3 : 2;
    return [
      JUDGES[judge],
      signed(mean, digits),
      low === null ? DASH : `${signed(low, digits)} to ${signed(high, digits)}`,
      unit,
      ...base.map((change) => signed(change, digits)),
      answer ?? DASH,
    ];
  });
  const head = [
    'judge',
    `${first} − ${second}`,
    '95 % interval',
    'over',
    `${first} − base`,
    `${second} − base`,
    'answer',
  ];
  const disagree = treatment.disagree ? html`<p class="bad">${capitalised(treatment.disagree)}.</p>` : null;
  return html`${tableOf(head, rows, [3, 6])}
<p class="meta">The arms compared with each other, child against child of one replicate and prompt by prompt. Took: the
interval lies on the side that the tones promise. Did not take: it excludes the plan’s least effect of
${treatment.leastEffect}, or, for the language model, lies on the other side of 0. VADER decides; it also chose what the
arms learn, unless they learn by labels. The second judge did not.</p>
${disagree}`;
}

/** Effect of the fine-tuning: tone against the base and between the arms, by several judges; damage; every child. */
export function treatmentSection({ verdict, fineTunes, plan }: Report): Markup {
  const { arms } = plan.spec;
  const children = plan.contestants
    .filter(({ kind }) => kind === 'child')
    .map((child) => ({ child, run: fineTunes.find(({ key }) => key === child.fineTuneKey) }));
  const strips = verdict.arms.map(
    ({ arm, replySentiment }): Strip => ({
      name: arm,
      kind: toneClass({ arm, contestant: arm }, arms),
      values: children.flatMap(({ child, run }) =>
        child.arm === arm && run?.checks ? [run.checks.replySentiment.difference] : [],
      ),
      mean: replySentiment?.mean ?? null,
      low: replySentiment?.low ?? null,
      high: replySentiment?.high ?? null,
      note: signed(replySentiment?.mean, 2),
    }),
  );
  const damage = damageText(verdict.arms);
  const head = [
    ...['child', 'seed', 'sentiment, child − base', 'neutral perplexity'],
    ...['chess policy KL, nats', 'legal share', 'state'],
  ];
  const withBase = (child: string, base: string): Markup => html`${child} <small>base ${base}</small>`;
  const rows = children.map(({ child, run }) => {
    const checks = run?.checks;
    const perplexity = checks?.neutralPerplexity;
    const kind = toneClass({ arm: child.arm, contestant: child.name }, arms);
    return [
      html`<span class="chip ${kind}">${child.name}</span>`,
      plan.spec.replicates[(child.replicate ?? 1) - 1],
      checks ? `${signed(checks.replySentiment.difference, 2)} ± ${checks.replySentiment.error.toFixed(2)}` : DASH,
      perplexity ? withBase(fixed(perplexity.child, 1), fixed(perplexity.base, 1)) : DASH,
      fixed(checks?.chessPolicyKl, 4),
      checks ? withBase(fixed(checks.legalShare.child, 3), fixed(checks.legalShare.base, 3)) : DASH,
      run?.error ? html`<span class="bad">${run.state}: ${run.error.message}</span>` : (run?.state ?? 'not started'),
    ];
  });
  return html`<h2>Did the treatment take?</h2>
<figure>${stripPlot(strips, 'Change of the sentiment of replies, by arm', 2)}
<figcaption><b>Figure 4.</b> Change of the replies’ sentiment against the untouched base (VADER’s compound, −1 to 1) on
fixed prompts: every child, and the arm’s mean with its 95 % interval.</figcaption></figure>
${judgesTable(verdict.treatment)}
${damage ? html`<p>${capitalised(damage)}.</p>` : null}
${tableOf(head, rows, [6])}
<p class="meta">Neutral perplexity is on held-out neutral dialogue; the KL is of the chess policy from the base’s over
fixed positions, 0 when no weight of the board’s path moved.</p>`;
}
