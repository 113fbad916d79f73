import { describe, expect, it } from 'vitest';
import type { PolicyModel } from '../../../src/match/player/player.js';
import { UciServer, type UciServerOptions } from '../../../src/match/uci/uci-server.js';
import { flatModel, hashModel } from '../mock-model.js';

interface Talk {
  readonly server: UciServer;
  readonly said: string[];
  /** Sends lines and waits until nothing is thought about any more. */
  readonly ask: (...lines: string[]) => Promise<string[]>;
}

function talk(options: Partial<UciServerOptions> = {}): Talk {
  const said: string[] = [];
  const server = new UciServer({
    name: 'Sentimate test',
    write: (line) => said.push(line),
    model: Promise.resolve(hashModel(1)),
    decoding: { temperature: 0, guard: 'none' },
    seed: 1,
    now: () => 0,
    ...options,
  });
  const turns = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  };
  const ask = async (...lines: string[]): Promise<string[]> => {
    const before = said.length;
    for (const line of lines) server.handleLine(line);
    await turns();
    return said.slice(before);
  };
  return { server, said, ask };
}
const moves = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith('bestmove ')).map((line) => line.split(' ')[1]!);

describe('a network as a UCI engine', () => {
  it('says who it is before its network is there, and is ready after', async () => {
    let arrive: (model: PolicyModel) => void = () => undefined;
    const { ask } = talk({ model: new Promise((resolve) => (arrive = resolve)) });
    expect(await ask('uci')).toEqual([
      'id name Sentimate test',
      'id author the Sentimate project',
      'option name Temperature type string default 0',
      'option name Seed type spin default 1 min 0 max 2147483647',
      'option name Guard type combo default none var none var mate-and-repetition',
      'option name UCI_ShowWDL type check default false',
      'uciok',
    ]);
    expect(await ask('isready', 'position startpos', 'go nodes 1')).toEqual([]);
    arrive(hashModel(1));
    const after = await ask();
    expect(after[0]).toBe('readyok');
    expect(moves(after)).toHaveLength(1);
  });

  it('plays the move of the policy, whatever limits the search', async () => {
    const { ask } = talk();
    const found = [];
    for (const limit of ['nodes 1', 'nodes 1000', 'depth 3', 'movetime 50', 'wtime 1000 btime 1000', ''])
      found.push(...moves(await ask('position startpos moves e2e4 e7e5', `go ${limit}`)));
    expect(found).toHaveLength(6);
    expect(new Set(found).size).toBe(1);
  });

  it('mates in one under its guard, from a FEN, and knows when there is no move', async () => {
    const { ask } = talk();
    await ask('setoption name Guard value mate-and-repetition');
    expect(moves(await ask('position fen 6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1', 'go'))).toEqual(['a1a8']);
    expect(await ask('position fen 6k1/5ppp/8/8/8/8/5PPP/R5K1 w - - 0 1 moves a1a8', 'go')).toEqual([
      'bestmove (none)',
    ]);
  });

  it('keeps to the moves that it is told to search', async () => {
    const { ask } = talk();
    for (const move of ['a2a3', 'h2h4', 'b1c3']) {
      expect(moves(await ask('position startpos', `go searchmoves ${move} nodes 1`))).toEqual([move]);
      expect(moves(await ask(`go nodes 1 searchmoves ${move}`))).toEqual([move]);
    }
    expect(['a2a3', 'h2h4']).toContain(moves(await ask('go searchmoves a2a3 h2h4 depth 2'))[0]);
    // none of them is legal: as if it had not been said
    expect(moves(await ask('go searchmoves e7e5'))).toHaveLength(1);
  });

  it('keeps the move until it is stopped when it may think without end', async () => {
    const { ask } = talk();
    const thought = await ask('position startpos', 'go infinite');
    expect(thought).toHaveLength(1);
    expect(thought[0]).toMatch(/^info depth 1 seldepth 1 nodes 1 time 0 score cp -?\d+ pv [a-h][1-8]/);
    expect(await ask('go nodes 1')).toEqual(['info string still thinking']);
    expect(moves(await ask('stop'))).toHaveLength(1);
    expect(await ask('stop')).toEqual([]);
    expect(moves(await ask('go ponder'))).toEqual([]);
    expect(moves(await ask('ponderhit'))).toHaveLength(1);
  });

  it('tells the move that it owes at the end of its input', async () => {
    const { server, said } = talk();
    server.handleLine('go infinite');
    expect(server.handleLine('quit')).toBe(false);
    await server.finish();
    expect(moves(said)).toHaveLength(1);
  });

  it('passes over what it does not know and says what it cannot do', async () => {
    const { ask } = talk();
    expect(await ask('', '   ', 'xyzzy', 'debug on', 'register later', '\u0000')).toEqual([]);
    expect(await ask('position startpos moves e2e5')).toEqual(['info string no legal move: e2e5']);
    expect(moves(await ask('go'))).toEqual(['(none)']); // not the move of some other position
    expect(await ask('position')).toEqual(['info string position needs startpos or fen']);
    expect(await ask('position fen 8/8 w')).toEqual(['info string no legal position: 8/8 w']);
    for (const [line, words] of [
      ['name Temperature value hot', 'Temperature is a number from 0 to 4'],
      ['name Temperature value', 'Temperature is a number from 0 to 4'],
      ['name Seed value -1', 'Seed is a whole number from 0 to 2147483647'],
      ['name Guard value all', 'Guard is none or mate-and-repetition'],
      ['name Hash value 16', 'there is no option Hash'],
    ] as const)
      expect(await ask(`setoption ${line}`)).toEqual([`info string ${words}`]);
  });

  it('draws equal games from equal seeds, and other ones from game to game', async () => {
    const ten = async (seed: number): Promise<string[]> => {
      const { ask } = talk({ model: Promise.resolve(flatModel()), decoding: { temperature: 1, guard: 'none' } });
      await ask(`setoption name Seed value ${seed}`);
      const found = [];
      for (let i = 0; i < 10; i++) found.push(...moves(await ask('ucinewgame', 'position startpos', 'go nodes 1')));
      return found;
    };
    const [one, again, other] = [await ten(7), await ten(7), await ten(8)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(new Set(one).size).toBeGreaterThan(3);
  });

  it('shows what its value head expects', async () => {
    const model: PolicyModel = {
      evaluate: async (positions) => ({
        ...(await flatModel().evaluate(positions)),
        outcome: Float32Array.of(0.5, 0.3, 0.2),
      }),
    };
    const { ask } = talk({ model: Promise.resolve(model) });
    await ask('setoption name UCI_ShowWDL value true');
    const [info] = await ask('go');
    expect(info).toContain(' wdl 500 300 200 ');
    expect(info).toContain(` cp ${Math.round(Math.log(0.65 / 0.35) / 0.00368208)} `);
  });

  it('shows a sure win without an infinity', async () => {
    const model: PolicyModel = {
      evaluate: async (positions) => ({
        ...(await flatModel().evaluate(positions)),
        outcome: Float32Array.of(1, 0, 0),
      }),
    };
    expect((await talk({ model: Promise.resolve(model) }).ask('go'))[0]).toContain('score cp 2500');
  });

  it('gives the reason when its network fails', async () => {
    const { server } = talk({ model: Promise.reject(new Error('no such file')) });
    server.handleLine('go');
    await expect(server.finish()).rejects.toThrow('no such file');
  });
});
