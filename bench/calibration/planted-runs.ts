/** Tournaments with a planted gap, each through the whole service: planned, trained, played and judged by its API. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../../src/cli/shell/api-client.js';
import type { TournamentRequest, Verdict } from '../../src/spec/api/index.js';

/** What the runs of a calibration have in common. */
export interface PlantedDesign {
  readonly model: string;
  readonly replicates: number;
  /** Pairs of games a block between the two arms. */
  readonly pairs: number;
}

/** A run: copy number `copy` of the tournament in which one arm plays at `temperature`. */
export interface PlantedRun {
  readonly temperature: number;
  readonly copy: number;
}

/** The temperature of the arm `plain`. */
export const PLAIN_TEMPERATURE = 0.5;
/** Distinguishes arms that play alike: their contestants need different keys. */
const NO_GAP = 1e-9;
/** Training is no part of the question, so it is as short as it can be; every tournament shares the children. */
const TRAINING = { dose: { examples: 32, steps: 1 }, fineTune: { batch: 8, learningRate: 1e-6 } };

/**
 * The request of a run. Both arms have the same children; all runs have other openings and other games, since `seed`
 * enters the plan's hash, which seeds the games.
 */
export function plantedRequest(design: PlantedDesign, run: PlantedRun): TournamentRequest {
  const { model, replicates, pairs } = design;
  const { temperature, copy } = run;
  const arm = { tone: 'random' as const, dose: TRAINING.dose };
  const planted = temperature === PLAIN_TEMPERATURE ? temperature + NO_GAP : temperature;
  return {
    name: nameOf(design, run),
    base: model,
    arms: [
      { ...arm, id: 'plain' },
      { ...arm, id: 'planted', decoding: { temperature: planted } },
    ],
    replicates: Array.from({ length: replicates }, (_, i) => i + 1),
    fineTune: TRAINING.fineTune,
    decoding: { temperature: PLAIN_TEMPERATURE },
    schedule: { kind: 'direct', contrasts: 0, arms: 0, seeds: 0, base: 1, twin: 0, anchors: 0 },
    pairs,
    anchors: [],
    seed: Math.round(1000 * temperature) * 10_000 + copy,
  };
}

const nameOf = ({ model, replicates, pairs }: PlantedDesign, { temperature, copy }: PlantedRun): string =>
  `${model} at ${temperature}, ${replicates} replicates of ${pairs} pairs, copy ${copy}`;

/** Ids of the tournaments by name, kept in the service's home, so that an interrupted calibration goes on. */
class KnownRuns {
  private constructor(
    private readonly file: string,
    private readonly design: PlantedDesign,
    private readonly ids: Map<string, string>,
  ) {}

  static async open(home: string, design: PlantedDesign): Promise<KnownRuns> {
    const file = join(home, 'planted-runs.json');
    const text = await readFile(file, 'utf8').catch(() => '{}');
    return new KnownRuns(file, design, new Map(Object.entries(JSON.parse(text) as Record<string, string>)));
  }

  idOf(run: PlantedRun): string | undefined {
    return this.ids.get(nameOf(this.design, run));
  }

  async add(run: PlantedRun, id: string): Promise<void> {
    this.ids.set(nameOf(this.design, run), id);
    await writeFile(`${this.file}.new`, JSON.stringify(Object.fromEntries(this.ids)));
    await rename(`${this.file}.new`, this.file);
  }
}

const PERIOD_MS = 2000;

/** Options of `playRuns`. */
export interface PlayOptions {
  readonly design: PlantedDesign;
  readonly home: string;
  readonly signal: AbortSignal;
  /** Tournaments under way at a time. */
  readonly open: number;
  readonly note: (line: string) => void;
}

/** Plays all runs in their order, and returns the ids of those that have finished; fewer after `signal`. */
export async function playRuns(
  api: ApiClient,
  runs: readonly PlantedRun[],
  { design, home, signal, open, note }: PlayOptions,
): Promise<Map<PlantedRun, string>> {
  const known = await KnownRuns.open(home, design);
  const finished = new Map<PlantedRun, string>();
  const waiting = [...runs];
  let playing: PlantedRun[] = [];
  while (!signal.aborted && waiting.length + playing.length > 0) {
    while (playing.length < open && waiting.length > 0) {
      const run = waiting.shift()!;
      if (known.idOf(run) === undefined)
        await known.add(run, (await api.startTournament(plantedRequest(design, run))).id);
      playing.push(run);
    }
    const before = finished.size;
    for (const run of playing) {
      const id = known.idOf(run)!;
      const { state } = await api.tournament(id);
      if (state === 'failed' || state === 'cancelled') throw new Error(`${nameOf(design, run)} (${id}) is ${state}`);
      if (state === 'finished') finished.set(run, id);
    }
    playing = playing.filter((run) => !finished.has(run));
    if (finished.size > before) note(`${finished.size} of ${runs.length} tournaments`);
    else await sleep(PERIOD_MS, undefined, { signal }).catch(() => undefined);
  }
  return finished;
}

/** The verdicts of finished runs, as the service gives them now. */
export async function verdictsOf(
  api: ApiClient,
  finished: ReadonlyMap<PlantedRun, string>,
): Promise<Map<PlantedRun, Verdict>> {
  const verdicts = new Map<PlantedRun, Verdict>();
  for (const [run, id] of finished) verdicts.set(run, await api.verdict(id));
  return verdicts;
}

/** What a plan promises. */
export interface PromisedPower {
  readonly power: number;
  /** Of the primary contrast, Elo. */
  readonly standardError: number;
}
interface Planned {
  readonly power: { readonly design: { readonly at: readonly [PromisedPower] } };
}

/**
 * The power that a plan promises at this gap, Elo, without spread between seeds: the two children of a replicate are
 * the same network, so their true differences are all alike.
 */
export async function promisedPower(
  api: ApiClient,
  { design, temperature, gap }: { readonly design: PlantedDesign; readonly temperature: number; readonly gap: number },
): Promise<PromisedPower> {
  const request = plantedRequest(design, { temperature, copy: 1 });
  const asked = `/tournaments?dryRun=true&gap=${Math.max(gap, 1)}&spread=0`;
  const { power } = await api.json<Planned>(asked, request);
  return power.design.at[0];
}
