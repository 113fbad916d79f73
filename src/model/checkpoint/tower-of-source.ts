/** The tensors of a pretrained tower, taken from a source model. */
import { parseTokenizerFile } from '../../dialogue/tokens/index.js';
import type { PretrainedChat } from '../../spec/index.js';
import { towerName } from '../forward/index.js';
import type { StoredTensor } from '../safetensors/index.js';
import type { SourceConfig } from '../source/index.js';
import { decoderShapes } from '../transformer/index.js';

/** Byte-level text of a line break. */
const LINE_BREAK = 'Ċ';

/** What of a source model a tower is made of. */
interface TowerSource {
  readonly config: SourceConfig;
  readonly weights: ReadonlyMap<string, StoredTensor>;
  readonly tokenizerJson: string;
}

/**
 * Returns the tensors of the tower by their names in a network. `tokenizerJson` is the network's tokenizer: the source's
 * own or one cut from it, whose tokens take the rows of the same tokens.
 *
 * The end of a turn takes the row of a line break, and the line break its row: pretrained models have read dialogue
 * written one turn a line, while their own end of a text tells them to forget what came before. Untouched SmolLM2 needs
 * 1.40 bits a byte for conversations between people with line breaks, 1.87 with ends of text (docs/log.md, 2026-12-01).
 *
 * Throws RangeError where config and source do not fit, or a token is not the source's.
 */
export function towerOfSource(
  chat: PretrainedChat,
  tokenizerJson: string,
  { config, weights, tokenizerJson: fullJson }: TowerSource,
): Map<string, StoredTensor> {
  const same = [
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
  const other = same.find((key) => chat[key] !== config[key]);
  if (other) throw new RangeError(`the source model has another ${other}`);
  if (chat.context > config.context) throw new RangeError(`the source model has a context of ${config.context} only`);
  const rows = sourceRows(tokenizerJson, fullJson);
  if (rows.length !== chat.vocabulary) throw new RangeError(`the tokenizer has ${rows.length} tokens`);
  const tower = new Map<string, StoredTensor>();
  for (const [name, shape] of decoderShapes(chat)) {
    const tensor = weights.get(name)!;
    const { data } = tensor;
    const { width, context } = chat;
    if (name === 'embedding') tower.set(towerName(name), { shape, data: takeRows(data, width, rows) });
    else if (name === 'position') tower.set(towerName(name), { shape, data: data.slice(0, context * width) });
    else if (name === 'head.weight')
      tower.set(towerName(name), { shape, data: takeColumns(data, rows, tensor.shape[1]!) });
    else tower.set(towerName(name), tensor);
  }
  return tower;
}

/** The source's row of each token of the network. */
function sourceRows(tokenizerJson: string, fullJson: string): number[] {
  const { vocabulary, endOfTurn } = parseTokenizerFile(tokenizerJson);
  const full = new Map(parseTokenizerFile(fullJson).vocabulary.map((token, id) => [token, id]));
  const rows = vocabulary.map((token) => {
    const row = full.get(token);
    if (row === undefined)
      throw new RangeError(`token ${JSON.stringify(token.slice(0, 40))} is not in the source model`);
    return row;
  });
  const lineBreak = vocabulary.indexOf(LINE_BREAK);
  if (lineBreak >= 0) [rows[endOfTurn], rows[lineBreak]] = [rows[lineBreak]!, rows[endOfTurn]!];
  return rows;
}

function takeRows(table: Float32Array, width: number, rows: readonly number[]): Float32Array {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, at) => out.set(table.subarray(row * width, (row + 1) * width), at * width));
  return out;
}

function takeColumns(matrix: Float32Array, columns: readonly number[], width: number): Float32Array {
  const height = matrix.length / width;
  const out = new Float32Array(height * columns.length);
  for (let row = 0; row < height; row++)
    columns.forEach((column, at) => (out[row * columns.length + at] = matrix[row * width + column]!));
  return out;
}
