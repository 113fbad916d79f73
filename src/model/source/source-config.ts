/** What a source model is: a pretrained decoder of one of two families, its shape and its tensors. */
import { type DecoderFamily, type DecoderShape, decoderShapes } from '../transformer/index.js';

/** The shape of a source model. */
export type SourceConfig = DecoderShape;
/** Families that are read. */
export type SourceFamily = DecoderFamily;

const MOST_MESSAGE = 400;

/** A file is not a source model: damaged, contradictory, or of a kind that is not read. The message is one line. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly code: 'bad-source' | 'unsupported-source',
    message: string,
  ) {
    // names from a file may hold what moves a terminal's cursor
    super(message.replace(/\p{C}/gu, ' ').slice(0, MOST_MESSAGE));
  }
}

/** The file contradicts itself or its format. */
export const bad = (message: string): SourceError => new SourceError('bad-source', message);
/** The file may be fine, but holds what is not read here. */
export const unsupported = (message: string): SourceError => new SourceError('unsupported-source', message);

/** Sizes above these are of no model that fits one machine's memory as float32. */
const MOST: Readonly<Record<string, number>> = {
  vocabulary: 1_000_000,
  context: 2 ** 24,
  width: 65_536,
  layers: 1_000,
  heads: 4_096,
  keyValueHeads: 4_096,
  hidden: 1_000_000,
};
const MOST_PARAMETERS = 2e9;

/** Checks a value as SourceConfig and returns only its known fields. Throws SourceError. */
export function checkSourceConfig(value: unknown): SourceConfig {
  if (typeof value !== 'object' || value === null) throw bad('config is not an object');
  const config = value as SourceConfig & Record<string, unknown>;
  const { family, vocabulary, context, width, layers, heads, keyValueHeads, hidden, epsilon, rotaryBase, tied } =
    config;
  if (family !== 'llama' && family !== 'gpt2') throw bad('config.family is neither llama nor gpt2');
  for (const [name, most] of Object.entries(MOST)) {
    const size = config[name];
    if (!Number.isInteger(size) || (size as number) < 1 || (size as number) > most)
      throw bad(
        `${name} must be a whole number from 1 to ${most}, not ${(JSON.stringify(size) ?? 'nothing').slice(0, 40)}`,
      );
  }
  if (!(typeof epsilon === 'number' && epsilon > 0 && epsilon < 1)) throw bad('epsilon of the norms must be in (0, 1)');
  if (typeof tied !== 'boolean') throw bad('config.tied must be true or false');
  if (width % heads !== 0) throw bad(`width ${width} is not a multiple of ${heads} heads`);
  if (heads % keyValueHeads !== 0) throw bad(`${heads} heads are not a multiple of ${keyValueHeads} key-value heads`);
  const common = { family, vocabulary, context, width, layers, heads, keyValueHeads, hidden, epsilon };
  const checked = family === 'llama' ? { ...common, rotaryBase: rotaryBase!, tied } : { ...common, tied };
  if (family === 'llama') {
    if (!(typeof rotaryBase === 'number' && rotaryBase > 1 && Number.isFinite(rotaryBase)))
      throw bad('the rotary base must be a number above 1');
    if ((width / heads) % 2 !== 0) throw bad('rotary positions need heads of even width');
  } else if (heads !== keyValueHeads) throw bad('gpt2 has as many heads of keys and values as of queries');
  // every block has at least this many; counted before its tensors are listed, for which a hostile count is too many
  if (layers * width * hidden > MOST_PARAMETERS || parameterCount(checked) > MOST_PARAMETERS)
    throw unsupported(`the model has more than ${MOST_PARAMETERS / 1e9} thousand million parameters`);
  return checked;
}

/** Returns name and shape of every tensor, in the order of the stored file. */
export const sourceShapes = (config: SourceConfig): Map<string, readonly number[]> => decoderShapes(config);

/** Number of elements of a tensor. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Number of all parameters. */
export function parameterCount(config: SourceConfig): number {
  return [...sourceShapes(config).values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
}
