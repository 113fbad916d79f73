/** The alternatives that are analyses of policy regret: as measured, by phase, and at other temperatures. */
import type { RegretSummary } from '../../spec/api/index.js';
import { REGRET_TEMPERATURES } from '../../vocabulary/index.js';
import { type AnalysisContext, type Contrast, regretFor } from '../verdict/index.js';
import { type Finding, overReplicates } from './over-replicates.js';

const findingOf = ({ differences }: Contrast): Finding =>
  overReplicates(
    differences.map(({ difference }) => difference),
    null,
  );

/** Returns the findings by id, without those that were not measured; see `declaredSpecifications`. */
export function regretFindings(
  context: AnalysisContext,
  arms: [string, string],
  regret: RegretSummary | null,
): [string, Finding][] {
  if (!regret) return [];
  return [
    ['endpoint: regret', findingOf(regret.contrast)],
    ...regret.byPhase.map(({ phase, contrast }): [string, Finding] => [`regret: ${phase}`, findingOf(contrast)]),
    ...REGRET_TEMPERATURES.flatMap((temperature): [string, Finding][] => {
      const contestants = context.contestants.map((one) =>
        one.decoding ? { ...one, decoding: { ...one.decoding, temperature } } : one,
      );
      const measured = regretFor({ ...context, contestants }, arms);
      return measured ? [[`decoding: ${temperature}`, findingOf(measured.contrast)]] : [];
    }),
  ];
}
