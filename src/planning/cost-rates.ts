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
    baseSeconds: DEFAULT_RATES.baseSeconds * Math.max(token, position),
    gamesPerSecond: DEFAULT_RATES.gamesPerSecond / position,
  };
}

/** The rates of this machine and base, by the backend that worked last. */
function ownRates(rates: readonly Rate[], base: string): Rate[] {
  const own = rates.filter((rate) => rate.machine === thisMachine() && rate.base === base);
  const newest = own.reduce<Rate | undefined>((last, rate) => (last && last.at >= rate.at ? last : rate), undefined);
  return own.filter(({ backend }) => backend === newest?.backend);
}

/** A rate as found: its value when the other kind of work rests, and beside it where that was measured too. */
interface FoundRate {
  readonly value: number;
  readonly beside: number | null;
  readonly rate: Rate;
}

/** The rate of a quantity; where it is known beside the other kind of work only, it follows by the usual slowdown. */
function findRate(rates: readonly Rate[], quantity: Quantity, slowdown: number): FoundRate | undefined {
  const own = rates.filter((rate) => rate.quantity === quantity);
  const alone = own.find(({ beside }) => !beside);
  const beside = own.find((rate) => rate.beside);
  // a rate of real work says more than a trial, even where a part of it is assumed
  if (alone && !(alone.quick && beside)) return { value: alone.value, beside: beside?.value ?? null, rate: alone };
  return beside && { value: beside.value / slowdown, beside: null, rate: beside };
}

/** Rates of steps of these sizes: on this dialogue, else on another one, newest first. */
function stepRates(rates: readonly Rate[], { batch, maxTokens }: StepSizes, dataset: string): Rate[] {
  const newestFirst = [...rates].sort((a, b) => (a.at < b.at ? 1 : -1));
  const fitting = newestFirst.filter((rate) => rate.batch === batch && rate.maxTokens === maxTokens);
  const own = fitting.filter((rate) => rate.dataset === dataset);
  return own.length > 0 ? own : fitting.filter((rate) => rate.dataset === fitting[0]?.dataset);
}

function measuredRates(rates: readonly Rate[], sizes: StepSizes, plan: Plan, defaults: CostRates): Partial<CostRates> {
  const { slowdown } = DEFAULT_RATES;
  const dataset = plan.kind === 'tournament' ? plan.spec.dataset : '';
  const step = findRate(stepRates(rates, sizes, dataset), 'step', slowdown.fineTunes);
  const child = findRate(rates, 'child', slowdown.fineTunes);
  const first = findRate(rates, 'first child', slowdown.fineTunes);
  const ply = findRate(rates, 'ply', slowdown.games);
  const pliesPerGame = findRate(rates, 'game', 1)?.value ?? DEFAULT_RATES.pliesPerGame;
  const trains = plan.recipes.length > 0;
  const needed = trains ? [step, ply] : [ply];
  const times = needed.flatMap((found) => (found ? [found.rate.at] : [])).sort();
  const measured = times.length === needed.length;
  // a trial does not measure the checks: they are as much slower here as a step is
  const pace = step ? step.value * defaults.stepsPerSecond : 1;
  const checkSeconds = child?.value ?? defaults.checkSeconds * pace;
  return {
    ...(step ? { stepsPerSecond: 1 / step.value } : {}),
    checkSeconds,
    baseSeconds: first ? Math.max(0, first.value - checkSeconds) : defaults.baseSeconds * pace,
    ...(ply ? { gamesPerSecond: 1 / (ply.value * pliesPerGame) } : {}),
    pliesPerGame,
    drawRate: findRate(rates, 'draw', 1)?.value ?? null,
    slowdown: {
      fineTunes: slowdownOf(step) ?? slowdown.fineTunes,
      games: slowdownOf(ply) ?? slowdown.games,
    },
    measured,
    quick: measured && (needed.some((found) => found?.rate.quick) || (trains && !child)),
    at: measured ? times[0]! : null,
  };
}

const slowdownOf = (found: FoundRate | undefined): number | undefined =>
  found && found.beside !== null ? Math.max(1, found.beside / found.value) : undefined;
