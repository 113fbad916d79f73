import type { TreatmentCheck, Verdict } from '../../../spec/api/index.js';
import { Card, Dot, Empty, fixed, intervalText, type Names, numeric, signed, TableHead } from '../../parts/index.js';
import type { VerdictProps } from './card-props.js';

const ANSWERS = {
  took: 'the treatment took',
  'did not take': 'the treatment did not take',
  'cannot tell': 'whether it took cannot be told',
} as const;
const JUDGES = {
  vader: ['VADER', 'VADER compound of replies; decides, and chose the data'],
  classifier: ['Second judge', 'P(positive) − P(negative) of replies by a classifier that did not choose the data'],
  gold: ['Language model', 'Nats a token by which it prefers positive replies'],
} as const;

/** Whether the arms differ in tone, by several judges, and what fine-tuning damaged. Hidden in blinded mode. */
export function TreatmentCard({ verdict, names }: VerdictProps) {
  const { treatment, arms } = verdict;
  const answer = treatment?.answer;
  if (names.blinded)
    return (
      <Card title="Treatment and damage">
        <Empty>Tones and damage stay hidden until the verdict.</Empty>
      </Card>
    );
  return (
    <Card title="Treatment and damage" note={answer && ANSWERS[answer]}>
      {treatment ? <Judges treatment={treatment} /> : <Empty>No pair of children of the two arms yet.</Empty>}
      <Damage arms={arms} names={names} />
    </Card>
  );
}

function Judges({ treatment: { arms, judges, leastEffect, disagree, expected } }: { treatment: TreatmentCheck }) {
  return (
    <>
      {disagree && (
        <div class="card-body">
          <p class="problem small">{disagree[0]!.toUpperCase() + disagree.slice(1)}.</p>
        </div>
      )}
      <div class="scroll">
        <table class="small">
          <TableHead
            columns={[
              'Judge',
              'Answer',
              numeric(`${arms[0]} − ${arms[1]}`),
              numeric('95 % interval'),
              numeric('Against the base', 'Mean change of each arm'),
            ]}
          />
          <tbody>
            {judges.map(({ judge, unit, mean, low, high, base, answer }) => {
              const text = (value: number): string => signed(value, judge === 'gold' ? 3 : 2);
              return (
                <tr key={judge}>
                  <td title={JUDGES[judge][1]}>{JUDGES[judge][0]}</td>
                  <td>{answer ?? '–'}</td>
                  <td class="number">{text(mean)}</td>
                  <td class="number" title={`over ${unit}`}>
                    {intervalText(low, high, text)}
                  </td>
                  <td class="number">{base.map(text).join(', ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="card-body small soft">
        {expected === 'no side'
          ? 'The tones of the arms promise no side. '
          : `Took: the interval lies on the side that the tones promise (${expected}). `}
        Did not take: it excludes the least effect of the plan, {leastEffect}.
      </p>
    </>
  );
}

/** Tone, perplexity and drift of each arm against the base. */
function Damage({ arms, names }: { readonly arms: Verdict['arms']; readonly names: Names }) {
  const measured = arms.filter(({ damage }) => damage.perplexity !== null || damage.drift !== null);
  if (measured.length === 0) return null;
  return (
    <div class="scroll">
      <table class="small">
        <TableHead
          columns={[
            'Arm against the base',
            numeric('Perplexity', 'On held-out neutral dialogue, geometric mean over children'),
            numeric('Ratio', 'Child / base, with the 95 % interval over children'),
            numeric(
              'Drift',
              'KL of the chess policy from the base, thousandths of a nat, with the 95 % interval over children',
            ),
          ]}
        />
        <tbody>
          {measured.map(({ arm, damage: { perplexity, drift } }) => (
            <tr key={arm}>
              <td class="unbroken">
                <Dot colour={names.colour(arm)} />
                {arm}
              </td>
              <td class="number">
                {perplexity ? `${fixed(perplexity.base, 1)} → ${fixed(perplexity.child, 1)}` : '–'}
              </td>
              <td class="number">
                {perplexity ? withInterval(`× ${fixed(perplexity.ratio, 2)}`, perplexity, (end) => fixed(end, 2)) : '–'}
              </td>
              <td class="number">{drift ? driftText(drift) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

/** A value with its interval in brackets, where there is one. */
const withInterval = (value: string, { low, high }: Ends, text: (end: number) => string): string =>
  low === null || high === null ? value : `${value} (${intervalText(low, high, text)})`;

/** KL of the chess policy in thousandths of a nat. */
function driftText(drift: NonNullable<Verdict['arms'][number]['damage']['drift']>): string {
  const text = (nats: number): string => fixed(1000 * nats, 1);
  return withInterval(text(drift.mean), drift, text);
}
