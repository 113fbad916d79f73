import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir, checkpointsDir } from '../../files/index.js';
import type { MatchRequest } from '../../spec/index.js';
import type { DirectionKind } from '../../training/mechanism/index.js';
import { makeSteered, type SteerReport } from '../../training/mechanism/index.js';
import type { Address } from '../../vocabulary/index.js';
import { follow } from '../run/index.js';
import { CliError, type OwnService, openProgress, withOwnService } from '../shell/index.js';
import { type DoseCurve, doseCurve, type PlayedGame, type SteeredContestant } from './mechanism-curve.js';
import { type MechanismFlags, print, withModel } from './mechanism-open.js';
import { curveLines, steerLines } from './mechanism-text.js';

interface SteerFlags extends MechanismFlags {
  readonly block?: number;
  readonly doses: readonly number[];
  readonly directions: readonly DirectionKind[];
  readonly examples: number;
  readonly pairs?: number;
  readonly temperature: number;
  readonly spec?: string;
}

/**
 * `sentimate mechanism steer`: makes steered children, and with --pairs plays each against the base. Throws CliError.
 */
export async function steer(model: string, flags: SteerFlags): Promise<void> {
  const { pairs, temperature } = flags;
  if (pairs !== undefined && (pairs < 1 || pairs > 1000)) throw new CliError('usage', '--pairs must be from 1 to 1000');
  if (!(temperature >= 0 && temperature <= 4))
    throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { base, report } = await makeChildren(model, flags);
  const spec = matchOf(base, report, flags);
  if (flags.spec !== undefined) await writeFile(flags.spec, `${JSON.stringify(spec, null, 2)}\n`);
  if (pairs === undefined) return print(flags, { base, ...report, match: spec }, steerLines(report));
  process.stderr.write(`${steerLines(report).join('\n')}\n`);
  await withOwnService({ workers: true, env: process.env }, async (service) => {
    const { id, curve, trouble } = await play(service, spec, report);
    print(flags, { base, ...report, match: id, ...curve }, curveLines(curve));
    if (trouble !== null) throw new CliError('failed', trouble);
  });
}

async function makeChildren(model: string, flags: SteerFlags): Promise<{ base: Address; report: SteerReport }> {
  const { band, seed, examples, doses, directions: kinds } = flags;
  return withModel(model, flags, async ({ network, dir, address, home, signal, dataset }) => {
    const { layers } = network.config.trunk;
    const { block = layers - 1 } = flags;
    if (block >= layers)
      throw new CliError('usage', `--block must be below ${layers}, the number of blocks of the trunk`);
    const dialogue = await dataset('dialogue', flags.dialogue);
    const progress = openProgress();
    const onProgress = (value: number, total: number): void =>
      progress.update([{ name: 'steered', value, total, note: 'children' }]);
    const inputs = {
      baseDir: dir,
      base: address,
      dialogue: dialogue.address,
      dialogueDir: dialogue.dir,
      checkpointsDir: checkpointsDir(home),
    };
    try {
      const report = await makeSteered(network, {
        ...inputs,
        block,
        kinds,
        doses,
        band,
        examples,
        seed,
        onProgress,
        signal,
      });
      // a shipped base is copied into the store when a service starts
      const shipped = !existsSync(join(checkpointDir(home, address), 'model.safetensors'));
      if (shipped && flags.pairs !== undefined && dir === model)
        throw new CliError(
          'usage',
          'with --pairs the base must be a shipped model or a checkpoint of the store: name it by its address',
        );
      return { base: address, report };
    } finally {
      progress.stop();
    }
  });
}

/** The match of the base against all children: a gauntlet, whose first contestant plays each of the others. */
export function matchOf(
  base: Address,
  { children }: Pick<SteerReport, 'children'>,
  { pairs = 32, temperature, seed }: Pick<SteerFlags, 'pairs' | 'temperature' | 'seed'>,
): MatchRequest {
  const decoding = { temperature };
  const [first] = children;
  const name = `steering ${base.slice(0, 12)}${first ? ` behind block ${first.steer.block}` : ''}`;
  return {
    name,
    contestants: [{ model: base, decoding }, ...children.map(({ address }) => ({ model: address, decoding }))],
    schedule: { kind: 'gauntlet' },
    pairs,
    seed,
  };
}

async function play(
  { api, signal }: OwnService,
  spec: MatchRequest,
  { children }: SteerReport,
): Promise<{ id: string; curve: DoseCurve; trouble: string | null }> {
  const { id, games } = await api.startTournament(spec, 'matches');
  process.stderr.write(`match ${id}: ${games} games\n`);
  const { trouble } = await follow(api, id, openProgress(), signal, 'matches');
  const { rows } = await api.standings(id, 'matches');
  const names = new Map(rows.map(({ checkpoint, contestant }) => [checkpoint, contestant]));
  const steered = children.map(
    ({ address, steer: { direction, dose } }): SteeredContestant => ({
      contestant: names.get(address)!,
      direction,
      dose,
    }),
  );
  return { id, curve: doseCurve(steered, await gamesOf(api, id)), trouble };
}

async function gamesOf(api: OwnService['api'], id: string): Promise<PlayedGame[]> {
  let text = '';
  for await (const chunk of await api.stream(`/matches/${id}/games`, 'application/x-ndjson')) text += String(chunk);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PlayedGame);
}
