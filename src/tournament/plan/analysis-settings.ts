import type { AnalysisRequest, MatchStopRequest } from '../../spec/api/index.js';
import type { Analysis, Arm, ArmsStop, MatchStop, PairsTest, TournamentSpec } from '../../spec/index.js';
import { defaultLooks } from '../stats/index.js';

/**
 * Default limits. `drift`: largest difference of the arms' mean KL of the chess policy, nats; steering tables give 925
 * to 971 Elo of damage a nat (docs/mechanism.md), so .01 lets at most about 10 Elo of pure damage pass.
 * `perplexityOfBase`: an arm whose neutral perplexity is half again its base's has forgotten more than tone explains.
 * `leastEffect`: VADER compound; half of the weakest effect that a default dose had (docs/log.md).
 */
const LIMITS = { failedReplicates: 1, perplexityRatio: 1.2, drift: 0.01, perplexityOfBase: 1.5, leastEffect: 0.1 };

/**
 * Default margin, Elo: what the default design can show with 80 % power where nothing is there and seeds spread by 20
 * (docs/verdict.md). A smaller one takes more replicates, however many games are played.
 */
const MARGIN = 50;

/**
 * The default primary contrast: positive minus negative if there are both, else the first two arms; null for a single
 * arm.
 */
function defaultPrimary(arms: readonly Arm[]): [string, string] | null {
  const positive = arms.find(({ id }) => id === 'positive');
  const negative = arms.find(({ id }) => id === 'negative');
  const [a, b] = positive && negative ? [positive, negative] : arms;
  return a && b ? [a.id, b.id] : null;
}

function hypothesisOf(primary: readonly string[] | null): string {
  if (!primary) return 'none: there is no contrast, results are described only';
  const [first, second] = primary;
  return (
    `children of the base fine-tuned in the arm ${first} play at another strength than those fine-tuned ` +
    `in the arm ${second} (two-sided)`
  );
}

/** Whether the schedule is played to its end; specs have two ways to say so. */
const isPlayedOut = (stop: AnalysisRequest['stop'] | MatchStopRequest): boolean =>
  stop === undefined || stop === 'schedule' || stop.kind === 'schedule';
/** Whether a stop rule may end the run before its schedule. */
export const isSequential = (stop: AnalysisRequest['stop'] | MatchStop): boolean => !isPlayedOut(stop);
/** Whether the e-process over blocks decides, which may be looked at however often. */
export const usesEProcess = (stop: ArmsStop): boolean => stop !== 'schedule' && stop.kind === 'sequential';
/** The planned looks of exact sequential sign flips, as numbers of blocks; null for any other stop rule. */
export const plannedLooks = (stop: ArmsStop): readonly number[] | null =>
  stop !== 'schedule' && stop.kind === 'group-sequential' ? stop.looks : null;

function stopWithDefaults(stop: AnalysisRequest['stop'], replicates: number, alpha: number): ArmsStop {
  if (stop === undefined || stop === 'schedule' || stop.kind === 'schedule') return 'schedule';
  if (stop.kind === 'sequential') return { kind: 'sequential' };
  return { kind: 'group-sequential', looks: stop.looks ?? defaultLooks(replicates, alpha) };
}

/** Fills in every default of an analysis; idempotent. `replicates` is their number. */
export function analysisWithDefaults(request: AnalysisRequest, arms: readonly Arm[], replicates: number): Analysis {
  const { primary: requested, limits, extend, alpha = 0.05, ...rest } = request;
  const primary = requested === undefined ? defaultPrimary(arms) : requested;
  const stop = stopWithDefaults(request.stop, replicates, alpha);
  return {
    hypothesis: hypothesisOf(primary),
    unit: 'replicate',
    primary,
    endpoint: 'games',
    margin: MARGIN,
    alpha,
    family: [],
    ...rest,
    stop,
    extend: extend == null ? null : { replicates, spending: usesEProcess(stop) ? [] : [0.5, 0.5], ...extend },
    limits: { ...LIMITS, ...limits },
  };
}

/** The analysis of a plan, with defaults for settings that plans of earlier versions lack. */
export function analysisOf({ analysis, arms, replicates }: TournamentSpec): Analysis {
  return { ...analysisWithDefaults(analysis, arms, replicates.length), limits: { ...analysis.limits } };
}

/** Fills in every default of a match's stop rule; `schedule` if the request has none. */
export function matchStopWithDefaults(stop: MatchStopRequest | undefined): MatchStop {
  if (stop === undefined || stop === 'schedule' || stop.kind === 'schedule') return 'schedule';
  return { elo0: 0, elo1: 20, alpha: 0.05, beta: 0.05, bounds: 'logistic', ...stop };
}

/** The sequential test that a match was planned with; null if it is played to its end. */
export function pairSprtOf(stop: MatchStop | undefined): PairsTest | null {
  return stop === undefined || stop === 'schedule' || stop.kind === 'schedule' ? null : stop;
}

/**
 * The level at which look `look` (from 1) decides. Looks spend the shares of alpha that the plan gives them, together
 * at most alpha, so the probability of a false finding in any of them is at most alpha, whatever their dependence
 * (Bonferroni). The e-process is valid at any number of looks, so each of them has all of alpha.
 * Returns 0 if nothing is left to spend.
 */
export function levelOf({ alpha, extend, stop }: Pick<Analysis, 'alpha' | 'extend' | 'stop'>, look: number): number {
  if (usesEProcess(stop)) return alpha;
  if (!extend) return look === 1 ? alpha : 0;
  return alpha * (extend.spending[look - 1] ?? 0);
}
