/**
 * States of sequences on disk, so that a run that is resumed need not compute them again: `states.f32` holds them one
 * after the other, `states.jsonl` a line for each. A line is written after its states, so that one without is ignored.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatSequence } from '../../dialogue/tokens/index.js';

interface Place {
  readonly key: string;
  /** Numbers before it, and its own. */
  readonly from: number;
  readonly length: number;
}

/** States by the tokens of their sequence. Call `close` when done. */
export class StateStore {
  private constructor(
    private readonly data: FileHandle,
    private readonly index: FileHandle,
    private readonly places: Map<string, Place>,
    private end: number,
  ) {}

  /** Opens the store in a folder, which is created. What does not belong to a whole line is overwritten. */
  static async open(dir: string): Promise<StateStore> {
    await mkdir(dir, { recursive: true });
    const text = await readFile(join(dir, 'states.jsonl'), 'utf8').catch(ifMissing);
    const lines = text.split('\n').slice(0, -1);
    const places = lines.map((line) => JSON.parse(line) as Place);
    const index = await open(join(dir, 'states.jsonl'), 'a+');
    await index.truncate(Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
    const data = await open(join(dir, 'states.f32'), 'a+').then(async (handle) => {
      await handle.close(); // made where it was missing; appending would ignore positions
      return open(join(dir, 'states.f32'), 'r+');
    });
    const end = places.reduce((last, { from, length }) => Math.max(last, from + length), 0);
    return new StateStore(data, index, new Map(places.map((place) => [place.key, place])), end);
  }

  /** States of a sequence; undefined where there are none. */
  async read({ tokens }: ChatSequence): Promise<Float32Array | undefined> {
    const place = this.places.get(keyOf(tokens));
    if (!place) return undefined;
    const values = new Float32Array(place.length);
    const bytes = new Uint8Array(values.buffer);
    const { bytesRead } = await this.data.read(bytes, 0, bytes.length, place.from * 4);
    return bytesRead === bytes.length ? values : undefined;
  }

  /** Appends the states of a sequence. */
  async write({ tokens }: ChatSequence, values: Float32Array): Promise<void> {
    const place = { key: keyOf(tokens), from: this.end, length: values.length };
    await this.data.write(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      0,
      undefined,
      this.end * 4,
    );
    await this.index.write(`${JSON.stringify(place)}\n`);
    this.places.set(place.key, place);
    this.end += values.length;
  }

  /** Closes the files. */
  async close(): Promise<void> {
    await this.data.close();
    await this.index.close();
  }
}

/** Empty for a file that does not exist yet; other errors are not hidden. */
const ifMissing = (error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return '';
  throw error;
};

/** The key of states: a hash of the tokens of their sequence. */
export const keyOf = (tokens: Int32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength))
    .digest('hex');
