import type { ContestantKey } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import type { RatedContestant } from '../standings/index.js';
import type { PlayTotals } from './play-by-arm.js';

/** One petaflop/s for a day: 10^15 x 86,400 operations (OpenAI, AI and Compute, 2018). */
export const PETAFLOP_DAY = 8.64e19;

/** What a child's card says of its making. */
export interface ReportCard {
  /** FLOP counted from the graph, and by time x peak x utilisation. */
  readonly flop: { readonly counted: number; readonly byTime: number };
  readonly seconds: number;
  readonly steps: number;
  readonly machine: string;
  readonly software: string;
  /** FLOP a second of the machine's measured peak; null on cards that do not tell. */
  readonly peak?: number | null;
}

export interface CostReport {
  /** FLOP; a multiply and an add count as two. */
  readonly fineTunes: number;
  /** FLOP by time on the machine, for comparison; null where no card has it. */
  readonly fineTunesByTime: number | null;
  /** What the fine-tunes made of their machines' measured peak, 0 to 1; null where no card tells. */
  readonly utilisation: number | null;
  /**
   * FLOP of the base's own training, all its runs together; null where its card does not tell. Not in `total`: it is
   * paid once for all tournaments.
   */
  readonly base: { readonly counted: number; readonly byTime: number } | null;
  /** FLOP of the forward passes at the boards. */
  readonly games: number;
  readonly total: number;
  /** `total` in petaflop/s-days. */
  readonly petaflopDays: number;
  /** Seconds of training, summed over children; null where no card has them. */
  readonly trainingSeconds: number | null;
  readonly trainingSteps: number;
  readonly networkMoves: number;
  /** `counted` from the children's cards; `bound` when a card is missing: every example at its longest. */
  readonly fineTunesFrom: 'counted' | 'bound';
  readonly machines: readonly string[];
}

interface Keyed {
  readonly key: string;
  readonly card: ReportCard | null;
}

/** A child that two contestants share was trained once and is counted once. */
export function costReport(
  plan: SealedTournament,
  fineTunes: readonly Keyed[],
  play: readonly PlayTotals[],
  contestants: readonly RatedContestant[],
  flop: { readonly token: number; readonly position: number },
  base: CostReport['base'] = null,
): CostReport {
  const cards = fineTunes.flatMap(({ card }) => card ?? []);
  const whole = cards.length > 0 && cards.length === fineTunes.length;
  const steps = plan.recipes.reduce((sum, { recipe }) => sum + recipe.treatment.dose.steps, 0);
  const { batch, maxTokens } = plan.spec.fineTune;
  const sum = (value: (card: ReportCard) => number): number => cards.reduce((total, card) => total + value(card), 0);
  const training = whole ? sum((card) => card.flop.counted) : 3 * steps * batch * maxTokens * flop.token;
  const networks = new Set<ContestantKey>(contestants.filter(({ kind }) => kind !== 'anchor').map(({ key }) => key));
  const moves = play.reduce((total, row) => total + (networks.has(row.key) ? row.moves : 0), 0);
  const games = moves * flop.position;
  return {
    fineTunes: training,
    fineTunesByTime: whole ? sum((card) => card.flop.byTime) : null,
    utilisation: utilisationOf(cards),
    base,
    games,
    total: training + games,
    petaflopDays: (training + games) / PETAFLOP_DAY,
    trainingSeconds: whole ? sum((card) => card.seconds) : null,
    trainingSteps: steps,
    networkMoves: moves,
    fineTunesFrom: whole ? 'counted' : 'bound',
    machines: [...new Set(cards.map(({ machine, software }) => [machine, software].filter(Boolean).join('; ')))].filter(
      Boolean,
    ),
  };
}

/** What was counted over what the peak could have done in the time, over the children whose cards tell both. */
function utilisationOf(cards: readonly ReportCard[]): number | null {
  const timed = cards.filter(({ peak, seconds }) => peak && seconds > 0);
  const could = timed.reduce((sum, { peak, seconds }) => sum + peak! * seconds, 0);
  return could > 0 ? timed.reduce((sum, { flop }) => sum + flop.counted, 0) / could : null;
}
