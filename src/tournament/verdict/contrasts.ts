/** The contrasts of a plan: primary, further ones, placebo, and the primary one on policy regret. */
import type { RegretSummary, ReplicateDifference } from '../../spec/api/index.js';
import { directScheduleOf, plannedLooks, usesEProcess } from '../plan/index.js';
import type { AnalysisContext } from './analysis-context.js';
import { contrastByBlock } from './analysis-set.js';
import { playersByBlock } from './complete-blocks.js';
import { type Contrast, type ContrastRule, contrastOf, ratingDifferences } from './contrast.js';
import { directDifferences, directMatches } from './direct-matches.js';
import { regretEndpoint } from './regret-endpoint.js';

/**
 * Differences of two arms by replicate, those of earlier looks first; this tournament's ordinals continue from theirs.
 * Without `withEarlier` those of this tournament alone, with its own ordinals.
 */
export function differencesFor(
  { plan, analysisSet, earlier, rows, scale }: AnalysisContext,
  arms: readonly string[],
  withEarlier = true,
): ReplicateDifference[] {
  const { games, usedReplicates } = analysisSet;
  const own = directScheduleOf(plan.spec)
    ? directDifferences(directMatches(games, playersByBlock(plan.contestants, arms, usedReplicates)), scale)
    : ratingDifferences(rows, arms, usedReplicates, contrastByBlock(plan, games, arms, usedReplicates));
  if (!withEarlier) return own;
  const before = earlier.contrasts.find(({ arms: [a, b] }) => a === arms[0] && b === arms[1])?.differences ?? [];
  return [...before, ...own.map((one) => ({ ...one, replicate: earlier.planned + one.replicate }))];
}

/** What decides about the contrast of two arms: the stop rule monitors the primary one only. */
function ruleFor({ analysis, analysisSet, alpha }: AnalysisContext, arms: readonly string[]): ContrastRule {
  const isPrimary = arms.join() === analysis.primary?.join();
  if (usesEProcess(analysis.stop)) return { alpha, test: 'e-process' };
  return isPrimary && plannedLooks(analysis.stop)
    ? { alpha, test: 'sequential sign flips', looks: analysisSet.looks }
    : { alpha, test: 'sign flips' };
}

/** What must not be shown of a contrast before the schedule's end. */
const withheld = { low: null, high: null, interval: null, p: null } as const;

/** The contrast of two arms by their games; without interval and p while the schedule is incomplete. */
export function gameContrast(context: AnalysisContext, arms: readonly string[]): Contrast {
  const contrast = contrastOf(arms as [string, string], differencesFor(context, arms), ruleFor(context, arms));
  return context.analysisSet.complete ? contrast : { ...contrast, ...withheld };
}

/** The contrast of `shuffled-a` and `shuffled-b`; null without both. */
export function placeboContrast(context: AnalysisContext): Contrast | null {
  const { arms } = context.plan.spec;
  const [a, b] = ['shuffled-a', 'shuffled-b'].map((sought) => arms.find(({ tone }) => tone === sought)?.id);
  return a === undefined || b === undefined ? null : gameContrast(context, [a, b]);
}

/** Policy regret of two arms; null where some child in use was not measured, or replicates of earlier looks enter. */
export function regretFor(context: AnalysisContext, arms: [string, string]): RegretSummary | null {
  const { analysisSet, contestants, checks, alpha, rows, earlier } = context;
  if (earlier.look > 1) return null; // earlier looks carry differences of games only
  const regret = regretEndpoint({
    contestants,
    checks,
    arms,
    replicates: analysisSet.usedReplicates,
    rule: { alpha, test: 'sign flips' },
    rows,
  });
  if (!regret || analysisSet.complete) return regret;
  return {
    ...regret,
    contrast: { ...regret.contrast, ...withheld },
    byPhase: regret.byPhase.map(({ phase, contrast }) => ({ phase, contrast: { ...contrast, ...withheld } })),
  };
}
