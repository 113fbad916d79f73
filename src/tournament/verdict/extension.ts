import type { Follows, TournamentRequest } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { canonicalJson, hashOf } from '../../spec/keys/index.js';
import type { PlanHash } from '../../vocabulary/index.js';
import type { SealedTournament } from '../plan/index.js';
import { type SourceAddresses, SpecError, tournamentWithDefaults, usesEProcess } from '../plan/index.js';
import type { Verdict } from './verdict-types.js';

/** A finished tournament with its verdict, as far as one that extends it needs them. */
export interface ExtendedTournament {
  readonly id: string;
  readonly plan: SealedTournament;
  readonly planHash: PlanHash;
  /** Hash over all its results, in the order of recording. */
  readonly chain: string;
  readonly verdict: Verdict;
}

const cannotFollow = (field: string, message: string): SpecError => new SpecError('cannot-follow', field, message);

/**
 * Returns the spec of a tournament that adds replicates to an inconclusive one by that one's own rule, and what its
 * plan takes over. Settings that the request leaves out are copied; those it has must be equal, except name and
 * replicates. `sources` are the addresses of the request's base and dataset, if it names them. Throws SpecError.
 */
export function extensionOf(
  request: TournamentRequest,
  extended: ExtendedTournament,
  sources: Partial<SourceAddresses> = {},
): { readonly spec: TournamentSpec; readonly follows: Follows } {
  const { plan, verdict } = extended;
  const { spec: earlier } = plan;
  const look = (plan.follows?.look ?? 1) + 1;
  const extend = extensionRule(extended, look);
  const planned = (plan.follows?.planned ?? 0) + earlier.replicates.length;
  const replicates = addedReplicates(request, extended, look, extend.replicates);
  const spec = extendedSpec({ ...request, replicates }, earlier, sources);
  return {
    spec,
    follows: {
      look,
      looks: [
        ...(plan.follows?.looks ?? []),
        {
          tournament: extended.id,
          planHash: extended.planHash,
          chain: extended.chain,
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

/**
 * The plan's rule for more replicates. Throws SpecError if the verdict, the plan or its alpha allow no further look.
 */
function extensionRule(
  { plan, verdict }: ExtendedTournament,
  look: number,
): NonNullable<TournamentSpec['analysis']['extend']> {
  const { extend, stop } = plan.spec.analysis;
  if (verdict.state !== 'inconclusive')
    throw cannotFollow('follows', `only an inconclusive tournament can be followed; this one is: ${verdict.state}`);
  if (!extend)
    throw cannotFollow(
      'follows',
      'its plan has no rule for more replicates (analysis.extend), and none can be added after the fact',
    );
  if (!usesEProcess(stop) && look > extend.spending.length)
    throw cannotFollow(
      'follows',
      `its plan provides for ${extend.spending.length} looks, and all of them are taken: nothing is left of alpha`,
    );
  return extend;
}

/**
 * The seeds of look `look`, which the first plan seals: the first 32 bits of the SHA-256 of its hash, the look and the
 * index, so that nobody can choose them after the first results. Throws SpecError if the request names other ones.
 */
function addedReplicates(
  request: TournamentRequest,
  { plan, planHash }: ExtendedTournament,
  look: number,
  count: number,
): number[] {
  const first = plan.follows?.looks[0]?.planHash ?? planHash;
  const used = new Set([
    ...(plan.follows?.looks.flatMap(({ replicates }) => replicates) ?? []),
    ...plan.spec.replicates,
  ]);
  const seeds: number[] = [];
  for (let index = 0; seeds.length < count; index++) {
    const seed = Number.parseInt(hashOf({ plan: first, look, index }).slice(0, 8), 16);
    if (!used.has(seed)) seeds.push(seed);
    used.add(seed);
  }
  if (request.replicates && canonicalJson(request.replicates) !== canonicalJson(seeds))
    throw cannotFollow(
      'replicates',
      `the first plan fixes number and seeds of the replicates that this look adds (${seeds.join(', ')}): ` +
        'leave them out',
    );
  return seeds;
}

/** Merges the request into the earlier spec. Throws SpecError if a setting other than name and replicates differs. */
function extendedSpec(
  { follows: _, ...request }: TournamentRequest,
  earlier: TournamentSpec,
  sources: Partial<SourceAddresses>,
): TournamentSpec {
  const spec = tournamentWithDefaults(
    {
      ...earlier,
      ...request,
      fineTune: { ...earlier.fineTune, ...request.fineTune },
      decoding: { ...earlier.decoding, ...request.decoding },
      openings: { ...earlier.openings, ...request.openings },
      analysis: {
        ...earlier.analysis,
        ...request.analysis,
        limits: { ...earlier.analysis.limits, ...request.analysis?.limits },
        extend: request.analysis?.extend === null ? null : { ...earlier.analysis.extend, ...request.analysis?.extend },
      },
    },
    { base: sources.base ?? earlier.base, dataset: sources.dataset ?? earlier.dataset },
  );
  for (const key of Object.keys(spec) as (keyof TournamentSpec)[]) {
    if (key === 'name' || key === 'replicates') continue;
    if (canonicalJson(spec[key]) !== canonicalJson(earlier[key]))
      throw cannotFollow(key, `${key} must be as in the tournament that is followed`);
  }
  return spec;
}
