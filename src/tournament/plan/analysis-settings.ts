import type {
  Analysis,
  AnalysisRequest,
  Arm,
  ArmsStop,
  MatchStop,
  MatchStopRequest,
  PairsTest,
  TournamentSpec,
} from '../../spec/index.js';

/**
 * Largest difference of the arms' mean KL of the chess policy, nats. Children of the default dose lie 0.004 to 0.013
 * from their base and arms 0.002 apart (docs/log.md); at 0.05 one arm may have changed up to 16 % more of its moves
 * than the other (Pinsker's inequality).
 */
const DRIFT = 0.05;

/**
 * The default primary contrast: positive minus negative where both are there, else the first two arms, none for a
 * single arm.
 */
function defaultPrimary(arms: readonly Arm[]): [string, string] | null {
  const positive = arms.find(({ id }) => id === 'positive');
  const negative = arms.find(({ id }) => id === 'negative');
  const [a, b] = positive && negative ? [positive, negative] : arms;
  return a && b ? [a.id, b.id] : null;
}

function hypothesisOf(primary: readonly string[] | null): string {
  if (!primary) return 'none: there is no contrast, results are described only';
  return `children of the base fine-tuned in the arm ${primary[0]} play at another strength than those fine-tuned in the arm ${primary[1]} (two-sided)`;
}

/** Both ways to say that the schedule is played to its end are one. */
const atTheEnd = (stop: ArmsStop | MatchStopRequest | undefined): boolean =>
  stop === undefined || stop === 'schedule' || stop.kind === 'schedule';
export const isSequential = (stop: ArmsStop | MatchStop | undefined): boolean => !atTheEnd(stop);

/** Fills in every default. A resolved analysis resolves to itself. */
export function analysisWithDefaults(request: AnalysisRequest, arms: readonly Arm[], replicates: number): Analysis {
  const { primary: wanted, limits, extend, ...rest } = request;
  const primary = wanted === undefined ? defaultPrimary(arms) : wanted;
  const sequential = isSequential(request.stop);
  return {
    hypothesis: hypothesisOf(primary),
    unit: 'replicate',
    primary,
    margin: 10,
    alpha: 0.05,
    family: [],
    ...rest,
    stop: sequential ? { kind: 'sequential' } : 'schedule',
    extend:
      extend == null ? null : { mostReplicates: 2 * replicates, spending: sequential ? [] : [0.5, 0.5], ...extend },
    limits: { failedReplicates: 1, perplexityRatio: 1.2, drift: DRIFT, ...limits },
  };
}

/** The analysis of a plan, with what plans of earlier versions did not say. */
export function analysisOf({ analysis, arms, replicates }: TournamentSpec): Analysis {
  return { ...analysisWithDefaults(analysis, arms, replicates.length), limits: { ...analysis.limits } };
}

export function matchStopWithDefaults(stop: MatchStopRequest | undefined): MatchStop {
  if (stop === undefined || stop === 'schedule' || stop.kind === 'schedule') return 'schedule';
  return { elo0: 0, elo1: 20, alpha: 0.05, beta: 0.05, bounds: 'logistic', ...stop };
}

/** The sequential test that a match was planned with; null where it is played to its end. */
export function pairsTestOf(stop: MatchStop | undefined): PairsTest | null {
  return stop === undefined || stop === 'schedule' || stop.kind === 'schedule' ? null : stop;
}

/**
 * The level at which a look decides. Looks 1, 2, ... spend the shares of alpha that the plan gives them: together at
 * most alpha, so the chance that any of them finds a difference that is not there is at most alpha, however the looks
 * depend on each other (Bonferroni). The e-process of a sequential stop may be looked at without end, so all of its
 * looks have alpha. 0: nothing is left to spend.
 */
export function levelOf({ alpha, extend, stop }: Pick<Analysis, 'alpha' | 'extend' | 'stop'>, look: number): number {
  if (isSequential(stop)) return alpha;
  if (!extend) return look === 1 ? alpha : 0;
  return alpha * (extend.spending[look - 1] ?? 0);
}
