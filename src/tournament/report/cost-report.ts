import type { Report } from '../../spec/api/index.js';
import type { ContestantKey } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import type { RatedContestant } from '../standings/index.js';
import type { PlayTotals } from './play-by-arm.js';

/** One petaflop/s for a day: 10^15 x 86,400 operations (OpenAI, AI and Compute, 2018). */
export const PETAFLOP_DAY = 8.64e19;

/** What a child's card says of its making. */
export type ReportCard = NonNullable<Report['fineTunes'][number]['card']>;

/** What a tournament cost. */
export type CostReport = Report['cost'];

/** What the cost is computed from. */
export interface CostInput {
  readonly plan: SealedTournament;
  /** One for each child, with its card if there is one. */
  readonly fineTunes: readonly { readonly card: ReportCard | null }[];
  readonly play: readonly PlayTotals[];
  readonly contestants: readonly RatedContestant[];
  /** FLOP of one forward pass, per token of chat and per position of the board. */
  readonly flop: { readonly token: number; readonly position: number };
  readonly base: CostReport['base'];
}

/** Sums the cost of a tournament. A child that two contestants share was trained once and counts once. */
export function costReport({ plan, fineTunes, play, contestants, flop, base }: CostInput): CostReport {
  const cards = fineTunes.flatMap(({ card }) => card ?? []);
  const allCards = cards.length > 0 && cards.length === fineTunes.length;
  const steps = plan.recipes.reduce((sum, { recipe }) => sum + recipe.treatment.dose.steps, 0);
  const { batch, maxTokens } = plan.spec.fineTune;
  const sum = (value: (card: ReportCard) => number): number => cards.reduce((total, card) => total + value(card), 0);
  const training = allCards ? sum((card) => card.flop.counted) : 3 * steps * batch * maxTokens * flop.token;
  const networks = new Set<ContestantKey>(contestants.filter(({ kind }) => kind !== 'anchor').map(({ key }) => key));
  const moves = play.reduce((total, row) => total + (networks.has(row.key) ? row.moves : 0), 0);
  const games = moves * flop.position;
  return {
    fineTunes: training,
    fineTunesByTime: allCards ? sum((card) => card.flop.byTime) : null,
    utilisation: utilisationOf(cards),
    base,
    games,
    total: training + games,
    petaflopDays: (training + games) / PETAFLOP_DAY,
    trainingSeconds: allCards ? sum((card) => card.seconds) : null,
    trainingSteps: steps,
    networkMoves: moves,
    fineTunesFrom: allCards ? 'counted' : 'bound',
    machines: [...new Set(cards.map(({ machine, software }) => [machine, software].filter(Boolean).join('; ')))].filter(
      Boolean,
    ),
  };
}

/** Counted FLOP over peak x time, over the children whose cards have both. */
function utilisationOf(cards: readonly ReportCard[]): number | null {
  const timed = cards.filter(({ peak, seconds }) => peak && seconds > 0);
  const capacity = timed.reduce((sum, { peak, seconds }) => sum + peak! * seconds, 0);
  return capacity > 0 ? timed.reduce((sum, { flop }) => sum + flop.counted, 0) / capacity : null;
}
