import { useMemo } from 'preact/hooks';
import type { RecordedGame, TournamentPlan } from '../../../spec/api/index.js';
import type { PairingPurpose } from '../../../vocabulary/index.js';
import { usePolled } from '../../api/index.js';
import { Bar, Card, integer, numeric, TableHead } from '../../parts/index.js';
import type { CardContext } from './context.js';

const SERVES: Readonly<Record<PairingPurpose, string>> = {
  primary: 'Verdict: the two arms within each replicate',
  contrast: 'Further contrasts and placebo',
  arms: 'Other arms among each other',
  seeds: 'Spread between seeds of an arm',
  base: 'Children against the untouched base',
  'identical weights': 'The base against itself',
  anchors: 'Anchors',
};

interface Question {
  readonly purpose: PairingPurpose;
  /** Pairs of games of each pairing, in its block. */
  readonly pairs: number;
  readonly planned: number;
  readonly played: number;
}

/** The same for both orders of two contestants. */
const pairingKey = (block: number, first: string, second: string): string =>
  `${block} ${[first, second].sort().join()}`;

/** Games of a direct plan by the question that they serve, the verdict first; none of a round-robin. */
function questionsOf({ plan }: TournamentPlan, recorded: readonly RecordedGame[]): Question[] {
  const purposes = new Map<string, PairingPurpose>();
  const questions = new Map<PairingPurpose, { pairs: number; planned: number; played: number }>();
  for (const { block, first, second, pairs = plan.spec.pairs, purpose } of plan.pairings) {
    if (!purpose) continue;
    purposes.set(pairingKey(block, plan.contestants[first]!.name, plan.contestants[second]!.name), purpose);
    const question = questions.get(purpose) ?? { pairs, planned: 0, played: 0 };
    question.planned += 2 * pairs;
    questions.set(purpose, question);
  }
  for (const { block, white, black } of recorded) {
    const purpose = purposes.get(pairingKey(block, white, black));
    if (purpose) questions.get(purpose)!.played++;
  }
  return (Object.keys(SERVES) as PairingPurpose[]).flatMap((purpose) => {
    const counts = questions.get(purpose);
    return counts ? [{ purpose, ...counts }] : [];
  });
}

/** Which games serve which question, and how many of each are played; nothing for a round-robin. */
export function QuestionsCard({ path, recorded }: CardContext & { readonly recorded: readonly RecordedGame[] }) {
  const { data: plan } = usePolled<TournamentPlan>(`${path}/plan`);
  const questions = useMemo(() => (plan ? questionsOf(plan, recorded) : []), [plan, recorded]);
  if (questions.length === 0) return null;
  return (
    <Card title="Games by question">
      <div class="scroll">
        <table class="small">
          <TableHead columns={['Question', numeric('Pairs', 'Of games, in each pairing of a block'), 'Played']} />
          <tbody>
            {questions.map(({ purpose, pairs, planned, played }) => (
              <tr key={purpose}>
                <td>{SERVES[purpose]}</td>
                <td class="number">{pairs}</td>
                <td>
                  <span class="inline-bar">
                    <Bar share={planned ? played / planned : 0} label={SERVES[purpose]} />
                    <span class="soft unbroken">
                      {integer(played)} / {integer(planned)}
                    </span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
