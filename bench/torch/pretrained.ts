/** Our end of pretrained.py: it asks transformers how long a model of a given shape takes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { SourceConfig } from '../../src/model/source/index.js';
import { TWIN_FILES } from './twin.js';

/** One thing to time: sequences of `length` tokens; `tokens` is how many are generated for each, or targets. */
export interface DecoderTask {
  readonly task: 'forward' | 'generate' | 'step';
  readonly rows: number;
  readonly length: number;
  readonly tokens: number;
  /** Of a step: blocks that are trained, from the last. */
  readonly top?: number;
}

/** The Python to use, or undefined where it has no transformers. SENTIMATE_TORCH_PYTHON names one beside `python3`. */
export function findTransformers(python = process.env.SENTIMATE_TORCH_PYTHON ?? 'python3'): string | undefined {
  return spawnSync(python, ['-c', 'import torch, transformers'], { stdio: 'ignore' }).status === 0 ? python : undefined;
}

/** A running pretrained.py with a model of random weights. */
export class PretrainedTwin {
  readonly #child: ChildProcess;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  constructor(
    python: string,
    readonly config: SourceConfig,
    readonly threads: number,
  ) {
    const child = spawn(python, [join(TWIN_FILES, 'pretrained.py'), '--speed'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child = child;
    this.#reader = createInterface({ input: child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Makes the model. Returns the versions of PyTorch and transformers. */
  open(): Promise<string> {
    return this.#ask({ ...this.config, threads: this.threads });
  }

  /** Returns the seconds that a task takes. */
  async seconds(task: DecoderTask): Promise<number> {
    return (JSON.parse(await this.#ask(task)) as { readonly seconds: number }).seconds;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.stdin!.end();
    await ended;
    this.#reader.close();
  }

  async #ask(order: object): Promise<string> {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`);
    const line = await this.#lines.next();
    if (line.done) throw new Error('pretrained.py ended early');
    return line.value;
  }
}
