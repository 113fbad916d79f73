/**
 * Specification curve: the primary contrast by every analysis of a declared list (Simonsohn, Simmons & Nelson, Nature
 * Human Behaviour 4, 2020; here without a joint test, since replicates are few and the planned test decides).
 */
import type { SpecificationCurve } from '../../spec/api/index.js';
import { analysisContextOf, type Evidence, type Verdict } from '../verdict/index.js';
import { declaredSpecifications } from './declared.js';
import { gameFindings } from './game-findings.js';
import { type Finding, leaveOneOut, overReplicates, unavailable } from './over-replicates.js';
import { regretFindings } from './regret-findings.js';

/**
 * Returns the curve of a verdict; null for a single arm. Before the schedule's end it is the list alone. Alternatives
 * use the replicates of this tournament, without those of earlier looks.
 */
export function specificationCurve(evidence: Evidence, verdict: Verdict): SpecificationCurve | null {
  const { primary } = evidence.plan.spec.analysis;
  if (!primary) return null;
  const arms = primary as [string, string];
  const findings = verdict.complete ? findingsOf(evidence, arms, verdict) : null;
  const rows = declaredSpecifications(evidence.plan).map((specification): SpecificationCurve['rows'][number] => ({
    interval: 'confidence',
    ...specification,
    ...(findings
      ? (findings.get(specification.id) ?? unavailable('it was not measured'))
      : unavailable('the schedule is not complete')),
  }));
  const own = rows[0]!.estimate;
  const estimates = rows.slice(1).flatMap(({ estimate, interval }) => (interval === 'range' ? [] : (estimate ?? [])));
  const same = estimates.filter((estimate) => Math.sign(estimate) === Math.sign(own ?? 0)).length;
  return { arms, rows, sameSign: own === null ? null : { of: estimates.length, same } };
}

/** Every analysis that can be computed, by its id. */
function findingsOf(evidence: Evidence, arms: [string, string], verdict: Verdict): Map<string, Finding> {
  const context = analysisContextOf(evidence);
  const { contrast } = verdict;
  const games = gameFindings(context, arms, verdict.treatment);
  const values = contrast?.differences.map(({ difference }) => difference) ?? [];
  const isOfGames = contrast !== null && contrast.scale !== 'expected points';
  // plans carry the differences of earlier looks, not their games
  const played = isOfGames && context.earlier.look === 1 ? (games.get('endpoint: games')?.games ?? null) : null;
  const none = unavailable('policy regret was not measured on every child');
  const withScale = (finding: Finding): Finding => (contrast ? { ...finding, scale: contrast.scale } : none);
  return new Map([
    ...games,
    ...regretFindings(context, arms, verdict.regret),
    ['plan', withScale(overReplicates(values, played))],
    ['replicates: one out', withScale(leaveOneOut(values, played))],
  ]);
}
