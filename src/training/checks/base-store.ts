/**
 * Measurements of a base on disk. All children of a home are compared with them, so every worker takes the same ones.
 * A file is named by what it was measured on and by the version of the checks; it is read as data only.
 */
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import Schema from 'typebox/schema';
import { madeOnce } from '../../files/index.js';
import { allFinite } from '../../model/safetensors/index.js';
import type { ReadonlyStatic } from '../../spec/index.js';
import { hashOf } from '../../spec/keys/index.js';

/**
 * Version of what the files hold. It rises with every change after which the base would be measured otherwise: of the
 * forward passes, of decoding, of self-play and of the shape of the files.
 */
const CHECKS_VERSION = 3;
/** Digits of the hash in a file's name. */
const DIGITS = 24;

/** What a file holds. */
interface PartName {
  /** Name of the measurement. */
  readonly name: string;
  /** Address of the dataset that it was measured on; none where it concerns the base alone. */
  readonly dataset?: string;
  /** Any JSON value that determines the measurement of this base together with the version. */
  readonly of: unknown;
}

/** The measurements of one base; `dir` is its folder (`baseChecksDir`). All methods reject as `madeOnce`. */
export class BaseStore {
  constructor(readonly dir: string) {}

  /** Returns a stored JSON value, measured by `make` where there is none that fits the schema. */
  json<T extends TSchema>(
    part: PartName,
    schema: T,
    make: () => Promise<ReadonlyStatic<T>>,
  ): Promise<ReadonlyStatic<T>> {
    const check = Schema.Compile(schema);
    return madeOnce(this.#path(part), {
      make: async () => Buffer.from(JSON.stringify(await make())),
      parse: (content) => {
        const value = parsedJson(content);
        return check.Check(value) ? (value as ReadonlyStatic<T>) : undefined;
      },
    });
  }

  /** Returns `length` stored finite numbers (float32, little-endian), measured by `make` where there are none. */
  floats(part: PartName, length: number, make: () => Promise<Float32Array>): Promise<Float32Array> {
    return madeOnce(this.#path(part), {
      make: async () => {
        const values = await make();
        return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      },
      parse: (content) => {
        if (content.length !== 4 * length) return undefined;
        const values = new Float32Array(length);
        new Uint8Array(values.buffer).set(content); // the content may begin at any byte
        return allFinite(values) ? values : undefined;
      },
    });
  }

  #path({ name, dataset, of }: PartName): string {
    return join(
      this.dir,
      `v${CHECKS_VERSION}`,
      ...(dataset === undefined ? [] : [dataset]),
      `${name}-${hashOf(of).slice(0, DIGITS)}`,
    );
  }
}

function parsedJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    return undefined;
  }
}
