import { existsSync } from 'node:fs';
import { type EngineCommand, installedStockfish, npmStockfish, projectRoot } from '../../files/index.js';
import {
  EngineError,
  type EngineLevel,
  EnginePool,
  parseLevel,
  type ResolvedLevel,
  resolveLevel,
  type SearchLimit,
} from '../../match/uci/index.js';
import { CliError } from '../shell/index.js';
import type { EvaluateFlags } from './evaluate-flags.js';

/** A started engine with the levels to play. */
export interface ChosenEngine {
  readonly pool: EnginePool;
  readonly levels: readonly ResolvedLevel[];
}

const DEFAULT_NODES = 10_000;
const DEFAULT_LEVELS = ['lowest', '1500'];
const NO_ENGINE =
  'no engine was found: install Stockfish (`apt install stockfish`, `brew install stockfish` or ' +
  '`npm i stockfish`) or name one with --engine';
/** Engine processes that search in parallel. */
const PROCESSES = 2;

type EngineFlags = Pick<EvaluateFlags, 'engine' | 'levels' | 'nodes' | 'movetime' | 'depth'>;

/** The search limit of the engine, and its description. The default is 10,000 nodes per move. */
export function searchLimit({ nodes, movetime, depth }: EngineFlags): { limit: SearchLimit; text: string } {
  if (movetime !== undefined) return { limit: { movetimeMs: movetime }, text: `${movetime} ms a move` };
  if (depth !== undefined) return { limit: { depth }, text: `depth ${depth}` };
  const count = nodes ?? DEFAULT_NODES;
  return { limit: { nodes: count }, text: `${count} nodes a move` };
}

/**
 * Validates the engine flags without starting the engine. `command` is undefined if `--engine none` is given or no
 * engine is installed. Throws CliError.
 */
export function engineOf(flags: EngineFlags): { command: EngineCommand | undefined; levels: readonly EngineLevel[] } {
  const levels = (flags.levels ?? DEFAULT_LEVELS).map((text) => {
    const level = parseLevel(text);
    if (level === undefined)
      throw new CliError(
        'usage',
        `--levels: ${text.slice(0, 20)} is not a level; use lowest, an Elo such as 1500, skill:0 to skill:20, or full`,
      );
    return level;
  });
  return { command: flags.engine === 'none' ? undefined : commandOf(flags.engine), levels };
}

/**
 * Starts the engine and resolves its levels. Without an engine, `note` is the reason, or null with `--engine none`.
 * Throws CliError.
 */
export async function chooseEngine(flags: EngineFlags): Promise<ChosenEngine | { readonly note: string | null }> {
  if (flags.engine === 'none') return { note: null };
  const { command, levels } = engineOf(flags);
  if (command === undefined) return { note: NO_ENGINE };
  let pool: EnginePool | undefined;
  try {
    pool = await EnginePool.start(command, PROCESSES);
    pool.setLimit(searchLimit(flags).limit);
    const { name, options } = pool.first;
    return { pool, levels: levels.map((level) => resolveLevel(level, name, options)) };
  } catch (error) {
    await pool?.close();
    if (error instanceof EngineError)
      throw new CliError(error.code === 'engine-option' ? 'usage' : 'failed', `--engine: ${error.message}`);
    throw error;
  }
}

function commandOf(engine: string | undefined): EngineCommand | undefined {
  const npm = (): EngineCommand | undefined => npmStockfish([process.cwd(), projectRoot()]);
  if (engine === undefined) return installedStockfish(process.env) ?? npm();
  if (engine === 'npm') {
    const found = npm();
    if (found === undefined)
      throw new CliError('not-found', 'the npm package stockfish is not installed here; get it with: npm i stockfish');
    return found;
  }
  if (!existsSync(engine)) throw new CliError('not-found', `${engine}: there is no such engine`);
  return { command: engine, args: [] };
}
