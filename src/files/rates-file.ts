/**
 * `rates.json` in the home: how long work takes on the machines that share the home. Not part of any record: a file
 * that is lost or damaged costs an estimate, never a result.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

/**
 * What is measured: `step` seconds of a training step; `child` seconds of a fine-tune besides its steps (loading,
 * checks, saving); `first child` the same of the first one of a process, which measures its base too; `ply` seconds of
 * a match worker for one move of a network, at the batches of many games; `game` moves that both sides choose in a
 * game; `draw` share of drawn games between networks.
 */
export type Quantity = 'step' | 'child' | 'first child' | 'ply' | 'game' | 'draw';
/** The two kinds of work, which share a machine's processors. */
export type WorkKind = 'fine-tune' | 'match';

/** What a measurement holds for; equal keys are averaged. */
interface RateKey {
  readonly quantity: Quantity;
  /** Address of the base, or of the first network of a match. */
  readonly base: string;
  /** Address of the dialogue, whose length decides how long a step is; of `step` in work only. */
  readonly dataset?: string | undefined;
  /** Examples a step; of `step` only. */
  readonly batch?: number | undefined;
  /** Longest example in tokens; of `step` only. */
  readonly maxTokens?: number | undefined;
  /** Name and device of the backend, such as `tensorflow cpu`. */
  readonly backend: string;
  /** Processor and number of threads: `thisMachine`. */
  readonly machine: string;
  /** Whether the other kind of work was going on beside it. */
  readonly beside: boolean;
}

/** A measured rate. */
export interface Rate extends RateKey {
  /** In the unit of the quantity; positive. */
  readonly value: number;
  /** Time of the last measurement, ISO 8601. */
  readonly at: string;
  /** Whether it comes from a trial of some seconds instead of work; the first work replaces it. */
  readonly quick: boolean;
}

/** Content of the file. */
interface RatesFile {
  readonly version: 1;
  /** When each kind of work was last seen going on, by machine and kind, ISO 8601. */
  readonly active: Readonly<Record<string, string>>;
  readonly rates: readonly Rate[];
}

/** Weight of a new measurement in the mean, so that the last ten or so count. */
const NEW_WEIGHT = 0.2;
/** The oldest rates beyond this number are forgotten. */
const MAX_RATES = 300;
/** A larger file is none of ours. */
const MAX_BYTES = 1 << 20;
/** Work not seen for this long has ended without saying so, ms. */
const ACTIVE_MS = 30_000;
const EMPTY: RatesFile = { version: 1, active: {}, rates: [] };

const pathOf = (home: string): string => join(home, 'rates.json');

/** Name of this machine in rates: its processor and the number of threads that it runs at a time. */
export const thisMachine = (): string => `${cpus()[0]?.model.trim() || 'unknown'} x ${availableParallelism()}`;

/** Returns the rates of a home; none where the file is missing or damaged. Rows that make no sense are left out. */
export const readRates = async (home: string): Promise<readonly Rate[]> => (await readFileOf(home)).rates;

/** Folds measurements into the file. Rejects with the error of the file system. */
export function recordRates(home: string, measured: readonly Rate[]): Promise<void> {
  return update(home, (file) => ({ ...file, rates: measured.reduce(fold, file.rates).slice(-MAX_RATES) }));
}

/** Notes that work of this kind goes on now on this machine (`true`) or has ended. Rejects as `recordRates`. */
export function noteActivity(home: string, kind: WorkKind, active: boolean): Promise<void> {
  const name = activityName(kind);
  return update(home, (file) => {
    const { [name]: _, ...others } = file.active;
    return { ...file, active: active ? { ...others, [name]: new Date().toISOString() } : others };
  });
}

/** Whether work of this kind goes on on this machine, as far as the file knows. */
export async function isActive(home: string, kind: WorkKind): Promise<boolean> {
  const at = (await readFileOf(home)).active[activityName(kind)];
  return at !== undefined && Math.abs(Date.now() - Date.parse(at)) < ACTIVE_MS;
}

const activityName = (kind: WorkKind): string => `${kind} on ${thisMachine()}`;

/** Newest last. A quick trial changes nothing that work has measured. */
function fold(rates: readonly Rate[], rate: Rate): readonly Rate[] {
  if (!isRate(rate)) return rates;
  const key = keyOf(rate);
  const before = rates.find((other) => keyOf(other) === key);
  if (before && !before.quick && rate.quick) return rates;
  const value = before && !before.quick ? before.value + NEW_WEIGHT * (rate.value - before.value) : rate.value;
  return [...rates.filter((other) => other !== before), { ...rate, value }];
}

const keyOf = ({ quantity, base, dataset, batch, maxTokens, backend, machine, beside }: RateKey): string =>
  JSON.stringify([quantity, base, dataset ?? null, batch ?? null, maxTokens ?? null, backend, machine, beside]);

/** Of the last update of this process: updates follow each other. Those of other processes may be lost, at no harm. */
let last: Promise<unknown> = Promise.resolve();

function update(home: string, change: (file: RatesFile) => RatesFile): Promise<void> {
  const done = last.then(async () => {
    const text = JSON.stringify(change(await readFileOf(home)), null, 1);
    const draft = `${pathOf(home)}.${process.pid}.tmp`;
    await mkdir(home, { recursive: true });
    try {
      await writeFile(draft, `${text}\n`);
      await rename(draft, pathOf(home));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
  last = done.catch(() => undefined);
  return done;
}

async function readFileOf(home: string): Promise<RatesFile> {
  try {
    const text = await readFile(pathOf(home), 'utf8');
    if (text.length > MAX_BYTES) return EMPTY;
    const { version, active, rates } = JSON.parse(text) as Partial<Record<keyof RatesFile, unknown>>;
    if (version !== EMPTY.version) return EMPTY;
    return {
      version,
      active: isRecord(active)
        ? Object.fromEntries(Object.entries(active).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])))
        : {},
      rates: Array.isArray(rates) ? rates.filter(isRate) : [],
    };
  } catch {
    return EMPTY;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const QUANTITIES: readonly Quantity[] = ['step', 'child', 'first child', 'ply', 'game', 'draw'];

const isSize = (value: unknown): boolean => value === undefined || (Number.isSafeInteger(value) && Number(value) > 0);

function isRate(value: unknown): value is Rate {
  if (!isRecord(value)) return false;
  const { quantity, base, dataset, batch, maxTokens, backend, machine, beside, value: mean, at, quick } = value;
  return (
    QUANTITIES.includes(quantity as Quantity) &&
    [base, dataset ?? '', backend, machine, at].every((text) => typeof text === 'string' && text.length <= 200) &&
    [beside, quick].every((flag) => typeof flag === 'boolean') &&
    isSize(batch) &&
    isSize(maxTokens) &&
    typeof mean === 'number' &&
    Number.isFinite(mean) &&
    mean > 0 &&
    Number.isFinite(Date.parse(at as string))
  );
}
