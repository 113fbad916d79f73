import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseLevel, resolveLevel } from '../../../src/match/uci/engine-level.js';
import { type EngineTimeouts, UciEngine } from '../../../src/match/uci/uci-engine.js';
import { LineSplitter, parseBestMove, parseOption } from '../../../src/match/uci/uci-lines.js';

const open: UciEngine[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((engine) => engine.close()))));

const QUICK: EngineTimeouts = { readyMs: 10_000, moveMs: 10_000 };

async function fake(kind: string, timeouts = QUICK): Promise<UciEngine> {
  const engine = await UciEngine.start(
    { command: process.execPath, args: [join(import.meta.dirname, '..', 'fake-engine.mjs'), kind] },
    timeouts,
  );
  open.push(engine);
  return engine;
}

describe('lines of UCI', () => {
  it('are read as Stockfish 15.1 and others write them', () => {
    expect(parseOption('option name UCI_Elo type spin default 1350 min 1350 max 2850')).toEqual({
      name: 'UCI_Elo',
      type: 'spin',
      default: '1350',
      min: 1350,
      max: 2850,
    });
    expect(parseOption('option name Clear Hash type button')).toMatchObject({
      name: 'Clear Hash',
      type: 'button',
      default: undefined,
    });
    expect(parseOption('option name Style type combo default Solid var Solid var Risky')).toMatchObject({
      default: 'Solid',
    });
    expect(parseOption('option name SyzygyPath type string default <empty>')).toMatchObject({ default: '<empty>' });
    expect(parseOption('info string option name x')).toBeUndefined();
    expect(parseBestMove('bestmove e2e4 ponder e7e5')).toBe('e2e4');
    expect(parseBestMove('bestmove (none)')).toBe('(none)');
    expect(parseBestMove('info string bestmove e2e4')).toBeUndefined();
  });

  it('come whole, whatever pieces the bytes come in', () => {
    const splitter = new LineSplitter();
    expect(splitter.push('uci')).toEqual([]);
    expect(splitter.push('ok\r\nread')).toEqual(['uciok']);
    expect(splitter.push('yok\n\n')).toEqual(['readyok', '']);
    expect(splitter.push('x'.repeat(70_000))).toBeUndefined();
  });
});

describe('an engine', () => {
  it('says what it is, takes options and moves', async () => {
    const engine = await fake('good');
    expect(engine.name).toBe('Fake 1.0');
    expect([...engine.options.keys()]).toEqual(['threads', 'uci_limitstrength', 'uci_elo', 'debug log file', 'style']);
    await engine.setOptions({ threads: 2, UCI_Elo: 1250 });
    await engine.newGame();
    expect(await engine.bestMove([], { nodes: 10 })).toBe('a2a3');
    expect(await engine.bestMove(['e2e4', 'e7e5', 'g1f3', 'b8c6', 'f1c4', 'g8f6', 'e1g1'], { movetimeMs: 5 })).toBe(
      'a7a5',
    );
    expect(await engine.bestMove(['a2a3'], { depth: 2 })).toBe('a7a5');
  });

  it('hears the lines of the protocol in their order', async () => {
    const engine = await fake('good');
    await engine.setOptions({ Threads: 1 });
    await engine.newGame();
    await engine.bestMove(['e2e4'], { nodes: 10 });
    const said = await engine
      .bestMove([], { nodes: 1 })
      .then(() =>
        (engine as unknown as { ask(l: string, t: number, f: (l: string) => string | undefined): Promise<string> }).ask(
          'history',
          5000,
          parseBestMove,
        ),
      );
    const log = JSON.parse(Buffer.from(said, 'base64').toString()) as string[];
    expect(log.filter((line, i) => log.indexOf(line) === i)).toEqual([
      'uci',
      'setoption name Threads value 1',
      'isready',
      'ucinewgame',
      'position startpos moves e2e4',
      'go nodes 10',
      'position startpos',
      'go nodes 1',
      'history',
    ]);
  });

  it.each([
    [{ Hash: 1 }, 'Fake 1.0 has no option Hash'],
    [{ UCI_Elo: 1000 }, 'Fake 1.0 takes UCI_Elo from 1200 to 2000, not 1000'],
    [{ Style: 'Solid\nquit' }, 'more than one line'],
  ])('refuses %j before it is sent', async (options, words) => {
    const engine = await fake('good');
    await expect(engine.setOptions(options as Record<string, string | number>)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'engine-option',
      message: expect.stringContaining(words) as string,
    });
  });

  it('is waited for, not for ever', async () => {
    expect(await (await fake('late')).bestMove([], { nodes: 1 })).toBe('a2a3');
    const engine = await fake('stuck', { readyMs: 10_000, moveMs: 300 });
    await expect(engine.bestMove([], { nodes: 1 })).rejects.toMatchObject({
      code: 'engine-silent',
      message: 'Fake 1.0 did not answer within 0.3 s',
    });
    await expect(engine.bestMove([], { nodes: 1 })).rejects.toMatchObject({ code: 'engine-silent' }); // it stays over
    await expect(fake('deaf', { readyMs: 1_500, moveMs: 1_500 })).rejects.toMatchObject({ code: 'engine-silent' });
  });

  it('that dies or talks nonsense ends in an error that says so', async () => {
    await expect((await fake('dies')).bestMove([], { nodes: 1 })).rejects.toMatchObject({
      code: 'engine-died',
      message: 'Fake 1.0 ended by itself (exit code 3)',
    });
    await expect(fake('flood')).rejects.toMatchObject({ code: 'engine-nonsense' });
    await expect(
      UciEngine.start({ command: join(import.meta.dirname, '..', 'no-such-engine'), args: [] }),
    ).rejects.toMatchObject({ code: 'engine-missing' });
    await expect(UciEngine.start({ command: process.execPath, args: ['-e', 'process.exit(1)'] })).rejects.toMatchObject(
      { code: 'engine-died' },
    );
  });

  it('is gone after close, politely or not', async () => {
    for (const kind of ['good', 'stuck']) {
      const engine = await fake(kind);
      const process = (engine as unknown as { process: { exitCode: number | null; signalCode: string | null } })
        .process;
      await engine.close();
      expect(process.exitCode ?? process.signalCode).toBe(kind === 'good' ? 0 : 'SIGKILL');
      await expect(engine.bestMove([], { nodes: 1 })).rejects.toMatchObject({ code: 'engine-closed' });
    }
  });
});

describe('a level', () => {
  const options = new Map([
    ['uci_limitstrength', parseOption('option name UCI_LimitStrength type check default false')!],
    ['uci_elo', parseOption('option name UCI_Elo type spin default 1350 min 1350 max 2850')!],
    ['skill level', parseOption('option name Skill Level type spin default 20 min 0 max 20')!],
  ]);

  it.each([
    ['lowest', { name: 'Elo 1350', elo: 1350, options: { UCI_LimitStrength: true, UCI_Elo: 1350 } }],
    ['1500', { name: 'Elo 1500', elo: 1500, options: { UCI_LimitStrength: true, UCI_Elo: 1500 } }],
    ['skill:0', { name: 'skill 0', elo: null, options: { 'Skill Level': 0 } }],
    ['full', { name: 'full strength', elo: null, options: {} }],
  ])('%s is set by options', (text, level) => {
    expect(resolveLevel(parseLevel(text)!, 'X', options)).toEqual(level);
  });

  it('is refused where the engine cannot play it', () => {
    expect(['', 'strong', 'skill:', 'skill:-1', '12345', '1e3'].map(parseLevel)).toEqual(Array.from({ length: 6 }));
    expect(() => resolveLevel(parseLevel('1320')!, 'X', options)).toThrow(
      'X takes UCI_Elo from 1350 to 2850, not 1320',
    );
    expect(() => resolveLevel(parseLevel('skill:21')!, 'X', options)).toThrow(
      'X takes Skill Level from 0 to 20, not 21',
    );
    expect(() => resolveLevel(parseLevel('1500')!, 'X', new Map())).toThrow('X has no option UCI_Elo');
  });
});
