import { canonicalJson, type TournamentRequest, type TournamentSpec } from '../../spec/index.js';
import type { PlanHash } from '../../vocabulary/index.js';
import type { EarlierLooks, SealedTournament } from '../plan/index.js';
import { isSequential, type SourceAddresses, SpecError, tournamentWithDefaults } from '../plan/index.js';
import type { Verdict } from './verdict-types.js';

/** A finished tournament with its verdict, as far as one that follows it needs them. */
export interface ExtendedTournament {
  readonly id: string;
  readonly plan: SealedTournament;
  readonly planHash: PlanHash;
  readonly chain: string;
  readonly verdict: Verdict;
}

const LARGEST_SEED = 2 ** 32 - 1;

/**
 * The spec of a tournament that adds replicates to an inconclusive one by that one's own rule, and what it carries
 * over. Everything that the request leaves out is as it was; what it does say must be as it was, but for name and
 * replicates. `sources` are the addresses of the request's base and dataset, where it names them. Throws SpecError.
 */
export function extensionOf(
  request: TournamentRequest,
  followed: ExtendedTournament,
  sources: Partial<SourceAddresses> = {},
): { readonly spec: TournamentSpec; readonly follows: EarlierLooks } {
  const { plan, verdict } = followed;
  const { spec: earlier } = plan;
  const refuse = (field: string, message: string): SpecError => new SpecError('cannot-follow', field, message);
  const { extend, stop } = earlier.analysis;
  if (verdict.state !== 'inconclusive')
    throw refuse('follows', `only an inconclusive tournament can be followed; this one is: ${verdict.state}`);
  if (!extend)
    throw refuse(
      'follows',
      'its plan has no rule for more replicates (analysis.extend), and none can be added after the fact',
    );
  const look = (plan.follows?.look ?? 1) + 1;
  if (!isSequential(stop) && look > extend.spending.length)
    throw refuse(
      'follows',
      `its plan provides for ${extend.spending.length} looks, and all of them are taken: nothing is left of alpha`,
    );

  const before = plan.follows?.looks.flatMap(({ replicates }) => replicates) ?? [];
  const used = new Set([...before, ...earlier.replicates]);
  const planned = (plan.follows?.planned ?? 0) + earlier.replicates.length;
  const room = extend.mostReplicates - planned;
  const replicates = request.replicates ?? nextSeeds(used, Math.min(earlier.replicates.length, room));
  const twice = replicates.findIndex((seed) => used.has(seed));
  if (twice >= 0)
    throw refuse(`replicates.${twice}`, `seed ${replicates[twice]} was used before: a replicate counts once`);
  if (replicates.length > room || room <= 0)
    throw refuse(
      'replicates',
      `the plan allows ${extend.mostReplicates} replicates in all, of which ${planned} were planned before`,
    );

  const { follows: _, ...asked } = request;
  const spec = tournamentWithDefaults(
    {
      ...earlier,
      ...asked,
      replicates,
      fineTune: { ...earlier.fineTune, ...asked.fineTune },
      decoding: { ...earlier.decoding, ...asked.decoding },
      openings: { ...earlier.openings, ...asked.openings },
      analysis: {
        ...earlier.analysis,
        ...asked.analysis,
        limits: { ...earlier.analysis.limits, ...asked.analysis?.limits },
        extend,
      },
    },
    { base: sources.base ?? earlier.base, dataset: sources.dataset ?? earlier.dataset },
  );
  for (const key of Object.keys(spec) as (keyof TournamentSpec)[]) {
    if (key === 'name' || key === 'replicates') continue;
    if (canonicalJson(spec[key]) !== canonicalJson(earlier[key]))
      throw refuse(key, `${key} must be as in the tournament that is followed`);
  }
  return {
    spec,
    follows: {
      look,
      looks: [
        ...(plan.follows?.looks ?? []),
        {
          tournament: followed.id,
          planHash: followed.planHash,
          chain: followed.chain,
          replicates: earlier.replicates,
          alpha: verdict.spending.alpha,
          p: verdict.contrast?.p ?? null,
        },
      ],
      planned,
      contrasts: [verdict.contrast, ...verdict.family, verdict.placebo].flatMap((contrast) =>
        contrast
          ? [{ arms: contrast.arms, differences: contrast.differences.map(({ difference: _, ...one }) => one) }]
          : [],
      ),
    },
  };
}

function nextSeeds(used: ReadonlySet<number>, count: number): number[] {
  const seeds: number[] = [];
  for (let seed = Math.max(...used) + 1; seeds.length < count; seed++) {
    const next = seed > LARGEST_SEED ? seed - LARGEST_SEED - 1 : seed;
    if (!used.has(next)) seeds.push(next);
  }
  return seeds;
}
