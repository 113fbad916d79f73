/** The tensors of a pretrained tower, taken from a source model. */
import { parseTokenizerFile } from '../../dialogue/tokens/index.js';
import type { PretrainedChat } from '../../spec/index.js';
import { towerName } from '../forward/index.js';
import type { StoredTensor } from '../safetensors/index.js';
import type { SourceConfig } from '../source/index.js';
import { decoderShapes } from '../transformer/index.js';
import { cutWeights } from '../vocabulary-cut/index.js';

/** Byte-level text of a line break. */
const LINE_BREAK = 'Ċ';

/** What of a source model a tower is made of. */
interface TowerSource {
  readonly config: SourceConfig;
  readonly weights: ReadonlyMap<string, StoredTensor>;
  readonly tokenizerJson: string;
}

/**
 * Returns the tensors of the tower by their names in a network. `tokenizerJson` is the network's tokenizer: the
 * source's own or one cut from it, whose tokens take the rows of the same tokens.
 *
 * The end of a turn takes the row of a line break, and the line break its row: pretrained models have read dialogue
 * written one turn a line, while their own end of a text tells them to forget what came before. Untouched SmolLM2 needs
 * 1.40 bits a byte for conversations between people with line breaks, 1.87 with ends of text (docs/log.md, 2026-12-01).
 *
 * Throws RangeError where config and source do not fit, SourceError for a token that the source does not have.
 */
export function towerOfSource(
  chat: PretrainedChat,
  tokenizerJson: string,
  source: TowerSource,
): Map<string, StoredTensor> {
  const { config } = source;
  const other = SAME.find((key) => chat[key] !== config[key]);
  if (other) throw new RangeError(`the source model has another ${other}`);
  if (chat.context > config.context) throw new RangeError(`the source model has a context of ${config.context} only`);
  const { weights } = cutWeights(source, tokenizerJson);
  const { vocabulary, endOfTurn } = parseTokenizerFile(tokenizerJson);
  if (vocabulary.length !== chat.vocabulary) throw new RangeError(`the tokenizer has ${vocabulary.length} tokens`);
  const lineBreak = vocabulary.indexOf(LINE_BREAK);
  const tower = new Map<string, StoredTensor>();
  for (const [name, shape] of decoderShapes(chat)) {
    let { data } = weights.get(name)!;
    if (name === 'position') data = data.slice(0, chat.context * chat.width);
    if (lineBreak >= 0 && name === 'embedding') data = swapped(data, [endOfTurn, lineBreak], chat.width, 1);
    if (lineBreak >= 0 && name === 'head.weight') data = swapped(data, [endOfTurn, lineBreak], 1, vocabulary.length);
    tower.set(towerName(name), { shape, data });
  }
  return tower;
}

/** Sizes that a tower has of its source. */
const SAME = [
  'family',
  'width',
  'layers',
  'heads',
  'keyValueHeads',
  'hidden',
  'epsilon',
  'rotaryBase',
  'tied',
] as const;

/**
 * A copy of a matrix in which two vectors have changed places: vector i begins at i * `stride`, and its elements stand
 * `step` apart.
 */
function swapped(matrix: Float32Array, [a, b]: [number, number], stride: number, step: number): Float32Array {
  const out = matrix.slice();
  const length = step === 1 ? stride : matrix.length / step;
  for (let i = 0; i < length; i++) {
    out[a * stride + i * step] = matrix[b * stride + i * step]!;
    out[b * stride + i * step] = matrix[a * stride + i * step]!;
  }
  return out;
}
