import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { EngineDefinition } from '../../spec/index.js';
import { type EngineCommand, FileError, installedStockfish, npmStockfish, projectRoot } from '../index.js';

/** An entry of the configuration. Without `nodes` or `depth` an engine gets DEFAULT_NODES. */
const EngineEntry = Type.Object(
  {
    name: EngineDefinition.properties.name,
    command: Type.String({ minLength: 1 }),
    args: Type.Optional(Type.Array(Type.String())),
    options: Type.Optional(EngineDefinition.properties.options),
    nodes: Type.Optional(Type.Integer({ minimum: 1 })),
    depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    elo: Type.Optional(Type.Number({ minimum: 0, maximum: 5000 })),
  },
  { additionalProperties: false },
);
const EngineEntries = Type.Array(EngineEntry);

/** An engine that this machine may play with. */
interface ConfiguredEngine {
  readonly definition: EngineDefinition;
  readonly command: EngineCommand;
}

const DEFAULT_NODES = 10_000;
/**
 * Elo levels that an installed Stockfish is offered at. Its lowest is 1320 or 1350, depending on its version. The
 * ratings are Stockfish's own, for its own time control.
 */
const STOCKFISH_LEVELS = [1350, 1500, 1700, 2000, 2300, 2600];
const BUILT_IN_ANCHORS = ['random', 'greedy'];

/**
 * The engines of the server's configuration, by name. `SENTIMATE_ENGINES` is a JSON array of entries, the path of a
 * file with one, or `none`. When it is not set, the engines are levels of the installed Stockfish, if any. Throws
 * FileError `not-found` or `wrong-kind`.
 */
export function configuredEngines(env: NodeJS.ProcessEnv): ReadonlyMap<string, ConfiguredEngine> {
  const text = env.SENTIMATE_ENGINES?.trim();
  if (text === 'none') return new Map();
  const engines = text ? readEntries(text) : stockfishLevels(env);
  const byName = new Map<string, ConfiguredEngine>();
  for (const engine of engines) {
    const { name } = engine.definition;
    if (byName.has(name) || BUILT_IN_ANCHORS.includes(name))
      throw new FileError('wrong-kind', `SENTIMATE_ENGINES: there are two anchors ${name}`);
    byName.set(name, engine);
  }
  return byName;
}

function readEntries(text: string): ConfiguredEngine[] {
  const inline = text.startsWith('[');
  const source = inline ? 'SENTIMATE_ENGINES' : text;
  let value: unknown;
  try {
    value = JSON.parse(inline ? text : readFileSync(text, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FileError(
      code === 'ENOENT' ? 'not-found' : 'wrong-kind',
      `${source}: ${code === 'ENOENT' ? 'no such file' : `is not JSON: ${message.split('\n', 1)[0]}`}`,
    );
  }
  if (!Value.Check(EngineEntries, value)) {
    const [problem] = Value.Errors(EngineEntries, value);
    const path = problem?.instancePath.slice(1).replaceAll('/', '.');
    throw new FileError(
      'wrong-kind',
      `${source}: ${path || 'the value'} ${problem?.message ?? 'is not a list of engines'}`,
    );
  }
  return value.map((entry, index) => toConfiguredEngine(entry, source, index));
}

function toConfiguredEngine(
  { name, command, args = [], options = {}, nodes, depth, elo }: Static<typeof EngineEntry>,
  source: string,
  index: number,
): ConfiguredEngine {
  if (nodes !== undefined && depth !== undefined)
    throw new FileError('wrong-kind', `${source}: ${index} has nodes and depth; give one of them`);
  const limit = depth === undefined ? { nodes: nodes ?? DEFAULT_NODES } : { depth };
  return { definition: { name, elo: elo ?? null, limit, options }, command: { command, args } };
}

function stockfishLevels(env: NodeJS.ProcessEnv): ConfiguredEngine[] {
  const command = installedStockfish(env) ?? npmStockfish([process.cwd(), projectRoot()]);
  if (!command) return [];
  return STOCKFISH_LEVELS.map((elo) => ({
    definition: {
      name: `stockfish-${elo}`,
      elo,
      limit: { nodes: DEFAULT_NODES },
      options: { UCI_LimitStrength: true, UCI_Elo: elo },
    },
    command,
  }));
}
