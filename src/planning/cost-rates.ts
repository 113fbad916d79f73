import { type Quantity, type Rate, readRates, thisMachine } from '../files/index.js';
import { boardFlop, tokenFlop } from '../spec/index.js';
import { type CostRates, DEFAULT_RATES, type Plan } from '../tournament/plan/index.js';
import type { PlanningContext } from './lookups.js';

/** Sizes of a training step. */
interface StepSizes {
  readonly batch: number;
  readonly maxTokens: number;
}

/** Sizes that the default rate of training holds for. */
const DEFAULT_SIZES: StepSizes = { batch: 16, maxTokens: 96 };

/**
 * The rates that a plan's cost follows from: FLOP by the shape of its base, and times as measured on this machine
 * (`rates.json` in the home), each of them the default where it is not known. Default times of a network larger than
 * the default base, or of larger steps, grow in proportion to their FLOP; those of a smaller one are not shortened.
 */
export async function costRatesOf(
  { lookups, home }: Pick<PlanningContext, 'lookups' | 'home'>,
  plan: Plan,
): Promise<CostRates> {
  const network =
    plan.kind === 'tournament' ? plan.spec.base : plan.contestants.find(({ checkpoint }) => checkpoint)?.checkpoint;
  const known = network ? await lookups.model(network) : null;
  if (!known) return DEFAULT_RATES;
  const sizes = plan.kind === 'tournament' ? plan.spec.fineTune : DEFAULT_SIZES;
  const flop = { flopPerToken: tokenFlop(known.config, sizes.maxTokens), flopPerPosition: boardFlop(known.config) };
  const defaults = scaledDefaults(flop, sizes);
  const rates = home === undefined ? [] : await readRates(home);
  return { ...defaults, ...flop, ...measuredRates(ownRates(rates, known.address), sizes, plan, defaults) };
}

function scaledDefaults(
  { flopPerToken, flopPerPosition }: Pick<CostRates, 'flopPerToken' | 'flopPerPosition'>,
  { batch, maxTokens }: StepSizes,
): CostRates {
  const token = Math.max(1, flopPerToken / DEFAULT_RATES.flopPerToken);
  const position = Math.max(1, flopPerPosition / DEFAULT_RATES.flopPerPosition);
  const step = Math.max(1, (batch * maxTokens) / (DEFAULT_SIZES.batch * DEFAULT_SIZES.maxTokens));
  return {
    ...DEFAULT_RATES,
    stepsPerSecond: DEFAULT_RATES.stepsPerSecond / (token * step),
    checkSeconds: DEFAULT_RATES.checkSeconds * Math.max(token, position),
    gamesPerSecond: DEFAULT_RATES.gamesPerSecond / position,
  };
}

/** The rates of this machine and base, by the backend that worked last. */
function ownRates(rates: readonly Rate[], base: string): Rate[] {
  const own = rates.filter((rate) => rate.machine === thisMachine() && rate.base === base);
  const newest = own.reduce<Rate | undefined>((last, rate) => (last && last.at >= rate.at ? last : rate), undefined);
  return own.filter(({ backend }) => backend === newest?.backend);
}

/** A quantity alone, or what it follows to be from its value beside the other kind of work. */
function findRate(
  rates: readonly Rate[],
  quantity: Quantity,
  slowdown: number,
  sizes?: StepSizes,
): { readonly value: number; readonly rate: Rate; readonly beside: number | null } | undefined {
  const of = (beside: boolean): Rate | undefined =>
    rates.find(
      (rate) =>
        rate.quantity === quantity &&
        rate.beside === beside &&
        (!sizes || (rate.batch === sizes.batch && rate.maxTokens === sizes.maxTokens)),
    );
  const [alone, beside] = [of(false), of(true)];
  // work that was measured beside other work says more than a trial, even where the other part is assumed
  if (alone && !(alone.quick && beside)) return { value: alone.value, rate: alone, beside: beside?.value ?? null };
  return beside && { value: beside.value / slowdown, rate: beside, beside: beside.value };
}

function measuredRates(
  rates: readonly Rate[],
  sizes: StepSizes,
  { recipes }: Plan,
  defaults: CostRates,
): Partial<CostRates> {
  const { slowdown } = DEFAULT_RATES;
  const step = findRate(rates, 'step', slowdown.fineTunes, sizes);
  const child = findRate(rates, 'child', slowdown.fineTunes);
  const ply = findRate(rates, 'ply', slowdown.games);
  const plies = findRate(rates, 'game', 1);
  const pliesPerGame = plies?.value ?? DEFAULT_RATES.pliesPerGame;
  const needed = recipes.length > 0 ? [step, ply] : [ply];
  const times = needed.flatMap((found) => (found ? [found.rate.at] : [])).sort();
  const measured = times.length === needed.length;
  return {
    ...(step ? { stepsPerSecond: 1 / step.value } : {}),
    // a trial does not measure the checks: they are as much slower here as a step is
    checkSeconds: child?.value ?? defaults.checkSeconds * (step ? step.value * defaults.stepsPerSecond : 1),
    ...(ply ? { gamesPerSecond: 1 / (ply.value * pliesPerGame) } : {}),
    pliesPerGame,
    slowdown: {
      fineTunes: slowdownOf(step) ?? slowdown.fineTunes,
      games: slowdownOf(ply) ?? slowdown.games,
    },
    measured,
    quick: measured && (needed.some((found) => found?.rate.quick) || (recipes.length > 0 && !child)),
    at: measured ? times[0]! : null,
  };
}

const slowdownOf = (found: ReturnType<typeof findRate>): number | undefined =>
  found && found.beside !== null && !found.rate.beside ? Math.max(1, found.beside / found.value) : undefined;
