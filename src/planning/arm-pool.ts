/**
 * How many examples an arm can have, from the profile of its dataset alone. Training draws from strata (by default
 * source x length) with as many examples of each tone as the scarcest of positive, negative and neutral has there
 * (src/dialogue/arms), after replies that exceed the token limit are left out. The profile tells less than that, so
 * this is an upper bound: training may have fewer examples, never more.
 */
import type { FineTuneRecipe } from '../spec/index.js';

/** The parts of a dialogue's profile that are read here; those of other versions may lack any. */
interface ProfileParts {
  readonly examples?: { readonly train?: number };
  readonly sentiment?: {
    readonly histogram?: readonly number[];
    readonly band?: number;
    readonly pools?: ToneCounts;
  };
  readonly bySource?: Readonly<Record<string, { readonly examples: number; readonly pools: ToneCounts }>>;
  readonly labels?: Readonly<Record<string, number>>;
}

/** Numbers of examples by tone. */
interface ToneCounts {
  readonly positive: number;
  readonly negative: number;
  readonly neutral: number;
}

/** What an arm can draw from. */
export interface ArmPool {
  /** No arm of this kind can have more examples than this; infinite where the profile says nothing. */
  readonly most: number;
  /** What there is, in words, such as `812 positive, 790 negative and 0 neutral replies at a band of 0.5`. */
  readonly words: string;
}

/** Labels beyond this number are not counted in a profile. */
const MAX_LABELS = 1000;

/** Returns what an arm can draw from a dataset with this `dataset.json`. */
export function armPool(
  profile: unknown,
  arm: Pick<FineTuneRecipe['treatment'], 'tone' | 'filter' | 'label'>,
): ArmPool {
  const parts = (typeof profile === 'object' && profile !== null ? profile : {}) as ProfileParts;
  const train = parts.examples?.train ?? Infinity;
  if (arm.tone === 'custom') return labelPool(parts, arm.label ?? '', train);
  const { band, match } = arm.filter;
  const counts = countsAt(parts, band);
  if (!counts) return { most: train, words: `${train} examples` };
  const scarcest = Math.min(counts.positive, counts.negative, counts.neutral);
  const matched = match === undefined || match.includes('source') ? mostBySource(parts, band) : Infinity;
  const { positive, negative, neutral } = counts;
  return {
    most: Math.min(train, scarcest, matched),
    words:
      `${counts.exact ? '' : 'at most '}${positive} positive, ${negative} negative and ${neutral} neutral replies ` +
      `at a band of ${band}${matched < scarcest ? `, ${matched} of each in the same sources` : ''}`,
  };
}

function labelPool({ labels = {} }: ProfileParts, label: string, train: number): ArmPool {
  const counted = Object.hasOwn(labels, label) ? labels[label]! : 0;
  const unknown = counted === 0 && Object.keys(labels).length >= MAX_LABELS;
  return { most: unknown ? train : Math.min(train, counted), words: `${counted} examples labelled ${label}` };
}

/**
 * Examples by tone at a band: exact at the profile's own band. At others by the histogram of compounds, where the bin
 * that holds the end of the band is counted in full. Undefined where the profile has neither.
 */
function countsAt({ sentiment }: ProfileParts, band: number): (ToneCounts & { readonly exact: boolean }) | undefined {
  const { histogram, pools, band: own } = sentiment ?? {};
  if (!pools || !histogram || own === undefined) return undefined;
  if (band === own) return { ...pools, exact: true };
  const binOf = (compound: number): number => Math.floor(((compound + 1) / 2) * histogram.length);
  const sum = (from: number, to: number): number => histogram.slice(from, to).reduce((total, each) => total + each, 0);
  const positive = sum(binOf(band), histogram.length);
  const negative = sum(0, binOf(-band) + 1);
  return band > own
    ? {
        positive: Math.min(positive, pools.positive),
        negative: Math.min(negative, pools.negative),
        neutral: pools.neutral,
        exact: false,
      }
    : { positive, negative, neutral: pools.neutral, exact: false };
}

/** Sum over sources of what each tone can have there; infinite where the profile does not count sources. */
function mostBySource({ bySource, sentiment }: ProfileParts, band: number): number {
  if (!bySource) return Infinity;
  const wider = band < (sentiment?.band ?? 0);
  return Object.values(bySource).reduce((total, { examples, pools: { positive, negative, neutral } }) => {
    // a narrower band than the profile's may make any reply positive or negative that is not neutral, but not both
    const toned = wider ? Math.floor((examples - neutral) / 2) : Math.min(positive, negative);
    return total + Math.min(toned, neutral);
  }, 0);
}
