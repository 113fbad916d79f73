import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { legalIndices } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { buildProgram } from '../../../src/cli/main.js';
import { doseCurve, type PlayedGame, type SteeredContestant } from '../../../src/cli/mechanism/mechanism-curve.js';
import { failureOf } from '../../../src/cli/shell/errors.js';
import type { Card } from '../../../src/model/checkpoint/card.js';
import { readCheckpointAddress } from '../../../src/model/checkpoint/checkpoint.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { MatchRequest } from '../../../src/spec/api/matches.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import type { Result } from '../../../src/vocabulary/unions.js';
import { randomGame } from '../../chess/positions.js';
import { makeWorld, type World } from '../../training/world.js';

const GAMES = sha256Hex('games');
const DIALOGUE = sha256Hex('dialogue');
let world: World;

beforeAll(async () => {
  await startBackend();
  world = await makeWorld('convolutional', 0.3);
  vi.stubEnv('SENTIMATE_HOME', world.home);
  const games = join(world.home, 'datasets', GAMES);
  mkdirSync(games);
  writeFileSync(join(games, 'dataset.json'), JSON.stringify({ kind: 'games', address: GAMES, name: 'made-up-games' }));
  const records = [...randomGame('held out', 40)].map((position, ply) => {
    const record = new Uint8Array(RECORD_BYTES);
    packPosition(position, record, 0, { move: legalIndices(position)[0] ?? 0, outcome: 1, ply, game: 1 });
    return record;
  });
  writeFileSync(join(games, 'held-out.bin'), Buffer.concat(records));
  const dialogue = join(world.home, 'datasets', DIALOGUE);
  mkdirSync(dialogue);
  writeFileSync(
    join(dialogue, 'dataset.json'),
    JSON.stringify({ kind: 'dialogue', address: DIALOGUE, name: 'made-up-talk' }),
  );
  writeFileSync(join(dialogue, 'conversations.jsonl'), readFileSync(join(world.datasetDir, 'conversations.jsonl')));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(world.home, { recursive: true });
});

/** What the command prints; throws what it throws. */
async function mechanism(...args: string[]): Promise<string> {
  let out = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    await (await buildProgram(['mechanism'])).parseAsync(['mechanism', ...args], { from: 'user' });
    return out;
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

describe('sentimate mechanism', () => {
  it('compares the gradients of both tasks in the shared layers', async () => {
    const stdout = await mechanism(
      'cosine',
      world.base,
      '--games',
      'made-up-games',
      '--dialogue',
      DIALOGUE,
      '--batches',
      '4',
      '--positions',
      '8',
      '--sequences',
      '4',
      '--json',
    );
    const report = JSON.parse(stdout) as { layers: { layer: string; ofBatches: { mean: number } }[] };
    expect(report).toMatchObject({
      base: world.base,
      games: GAMES,
      dialogue: DIALOGUE,
      tone: 'random',
      replies: 36,
      batches: 4,
    });
    expect(report.layers.map(({ layer }) => layer)).toEqual([
      'all shared layers',
      'trunk.block0.up',
      'trunk.block0.down',
    ]);
    for (const { ofBatches } of report.layers) expect(Math.abs(ofBatches.mean)).toBeLessThanOrEqual(1);
  });

  it('probes the trunk and an untrained one, and prints what chance reaches', async () => {
    const stdout = await mechanism(
      'probe',
      world.base,
      '--dialogue',
      'made-up-talk',
      '--examples',
      '16',
      '--band',
      '0.3',
      '--chances',
      '19',
      '--json',
    );
    const { rows, fit, test } = JSON.parse(stdout) as {
      rows: { network: string; accuracy: { of: number }; chance: { p: number } }[];
      fit: number;
      test: number;
    };
    expect([fit, test]).toEqual([32, 24]);
    expect(rows.map(({ network }) => network)).toEqual([
      ...Array<string>(6).fill('trained'),
      ...Array<string>(3).fill('untrained'),
    ]);
    for (const { accuracy, chance } of rows) {
      expect(accuracy.of).toBe(24);
      expect(chance.p).toBeGreaterThanOrEqual(0.05); // 19 shuffles: 1 / 20 at least
    }
  });

  it('makes steered children that any match can name', async () => {
    const flags = [
      '--dialogue',
      DIALOGUE,
      '--band',
      '0.3',
      '--examples',
      '16',
      '--doses',
      '-1.5',
      '--directions',
      'sentiment,shuffled',
      '--spec',
      join(world.home, 'match.json'),
      '--json',
    ];
    const stdout = await mechanism('steer', world.base, ...flags);
    const report = JSON.parse(stdout) as {
      base: string;
      length: number;
      children: { address: string; steer: { direction: string; dose: number } }[];
      match: unknown;
    };
    expect(report.children.map(({ steer }) => [steer.direction, steer.dose])).toEqual([
      ['sentiment', -1.5],
      ['shuffled', -1.5],
    ]);
    expect(new Set(report.children.map(({ address }) => address)).size).toBe(2);
    for (const { address, steer } of report.children) {
      const dir = join(world.home, 'checkpoints', address);
      expect(await readCheckpointAddress(dir)).toBe(address);
      const card = JSON.parse(readFileSync(join(dir, 'card.json'), 'utf8')) as Card;
      expect(card).toMatchObject({
        kind: 'child',
        parent: world.base,
        data: [DIALOGUE],
        steps: 0,
        metrics: { steer: { ...steer, block: 0, length: report.length, dialogue: DIALOGUE } },
      });
    }
    const match = JSON.parse(readFileSync(join(world.home, 'match.json'), 'utf8')) as MatchRequest;
    expect(report.match).toEqual(match);
    expect(Value.Check(MatchRequest, match)).toBe(true);
    expect(match.contestants.map((side) => ('model' in side ? side.model : ''))).toEqual([
      world.base,
      ...report.children.map(({ address }) => address),
    ]);
    const again = JSON.parse(await mechanism('steer', world.base, ...flags)) as typeof report;
    // the same command makes the same bits
    expect(again.children.map(({ address }) => address)).toEqual(report.children.map(({ address }) => address));
  }, 240_000);

  it.each([
    [['steer', '--doses', '0,1'], 'different numbers other than 0'],
    [['steer', '--directions', 'joy'], 'takes sentiment, shuffled, random'],
    [['steer', '--block', '1', '--dialogue', DIALOGUE], '--block must be below 1'],
    [['steer', '--pairs', '0'], '--pairs must be'],
    [['probe', '--dialogue', 'nobody'], 'there is no dialogue dataset nobody'],
    [['probe'], 'name another dataset with --dialogue'],
    [['probe', '--chances', '5'], 'at least 19'],
    [['probe', '--dialogue', DIALOGUE, '--band', '0.95'], 'matched replies of each tone'],
    [['cosine', '--batches', '1'], 'at least 2'],
    [['cosine', '--band', '2'], '--band must be'],
  ])('says in one line what is wrong with %j', async ([command, ...flags], words) => {
    const error: unknown = await mechanism(command!, world.base, ...flags).catch((thrown: unknown) => thrown);
    const { line, status } = failureOf(error);
    expect(status).toBeGreaterThan(0);
    expect(line ?? String(error)).toContain(words); // the parser of options has shown its line already
  });
});

describe('the dose curve', () => {
  const children: SteeredContestant[] = [-2, -1, 1, 2].map((dose) => ({
    contestant: `child ${dose}`,
    direction: 'sentiment',
    dose,
  }));
  /** Each child's points in the games of each opening, first as White. */
  const gamesOf = (points: (dose: number, opening: number) => [number, number], openings: number): PlayedGame[] => {
    const results: Record<number, Result> = { 0: '0-1', 0.5: '1/2-1/2', 1: '1-0' };
    return children.flatMap(({ contestant, dose }, c) =>
      Array.from({ length: openings }, (_, k) => {
        const [white, black] = points(dose, k);
        const pair = k * children.length + c;
        return [
          { number: 2 * pair, pair, white: contestant, black: 'base', result: results[white]! },
          { number: 2 * pair + 1, pair, white: 'base', black: contestant, result: results[1 - black]! },
        ];
      }).flat(),
    );
  };

  it('tells what turns with the sign from harm', () => {
    // Odd: +2 and +1 win a half point more, -1 and -2 a half point less than even. By hand: excess of 1/4 a game each,
    // slope (2 + 1 + 1 + 2) / 4 / (4 + 1 + 1 + 4) = 0.15.
    const odd = doseCurve(
      children,
      gamesOf((dose) => (dose > 0 ? [1, 0.5] : [0.5, 0]), 10),
    );
    expect(odd.contrasts[0]!.slope!.mean).toBeCloseTo(0.15, 12);
    expect(odd.contrasts[0]!.even!.mean).toBeCloseTo(0, 12);
    expect(odd.points.map(({ wins, draws, losses }) => [wins, draws, losses])).toEqual([
      [0, 10, 10],
      [0, 10, 10],
      [10, 10, 0],
      [10, 10, 0],
    ]);
    const harm = doseCurve(
      children,
      gamesOf(() => [0.5, 0], 10),
    );
    expect(harm.contrasts[0]!.slope!.mean).toBeCloseTo(0, 12);
    expect(harm.contrasts[0]!.even!.mean).toBeCloseTo(-0.25, 12);
  });

  it('turns its slope, and keeps the harm, when the doses change their signs', () => {
    const point = fc.constantFrom(0, 0.5, 1);
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(point, point), { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
        (rows) => {
          const games = gamesOf((dose, k) => rows[k]![[-2, -1, 1, 2].indexOf(dose)]! as [number, number], rows.length);
          const [one] = doseCurve(children, games).contrasts;
          const [turned] = doseCurve(
            children.map((child) => ({ ...child, dose: -child.dose })),
            games,
          ).contrasts;
          expect(turned!.slope!.mean).toBeCloseTo(-one!.slope!.mean, 12);
          expect(turned!.slope!.low).toBeCloseTo(-one!.slope!.high!, 12);
          expect(turned!.even).toEqual(one!.even);
        },
      ),
    );
  });

  it('leaves out pairs that are not complete, and says nothing of none', () => {
    const games = gamesOf(() => [1, 1], 3);
    const cut = doseCurve(children, games.slice(0, -1));
    expect(cut.contrasts[0]!.openings).toBe(2);
    expect(cut.points.at(-1)).toMatchObject({ wins: 4, elo: null });
    expect(doseCurve(children, []).contrasts[0]).toMatchObject({ openings: 0, slope: null, even: null });
  });
});
