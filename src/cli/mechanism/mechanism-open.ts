/** Shared by the mechanism commands: opens the network, finds its datasets and handles signals. */
import { homeFrom } from '../../files/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { Address, DatasetKind } from '../../vocabulary/index.js';
import { datasetsOnCard, type FoundDataset, namedDataset } from '../evaluate/index.js';
import { CliError, INTERRUPT_SIGNALS, modelDir, untilSignal } from '../shell/index.js';

/** Flags of all mechanism commands. */
export interface MechanismFlags {
  readonly dialogue?: string;
  readonly band: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** An opened model. */
export interface Opened {
  readonly network: Network;
  readonly dir: string;
  readonly address: Address;
  readonly home: string;
  readonly signal: AbortSignal;
  /** The dataset named by a flag, or the first one on the card. Throws CliError if there is none. */
  readonly dataset: (kind: DatasetKind, named: string | undefined) => Promise<FoundDataset>;
}

/**
 * Opens a model, calls `use` and disposes of the model. Ctrl-C aborts `signal`. Throws CliError and CheckpointError.
 */
export async function withModel<T>(
  model: string,
  { band }: MechanismFlags,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  if (!(band >= 0.05 && band <= 0.95)) throw new CliError('usage', '--band must be a number from 0.05 to 0.95');
  const dir = await modelDir(model);
  const home = homeFrom(process.env);
  const { openModel } = await import('../shell/index.js');
  const { readCheckpointAddress } = await import('../../model/checkpoint/index.js');
  const dataset: Opened['dataset'] = async (kind, named) => {
    if (named !== undefined) return namedDataset(home, kind, named);
    const [first] = await datasetsOnCard(home, kind, dir);
    if (!first)
      throw new CliError(
        'not-found',
        `the ${kind} that it was trained on is not available; name another dataset with --${kind}`,
      );
    return first;
  };
  const run = async (signal: AbortSignal): Promise<T> => {
    const network = await openModel(dir);
    try {
      return await use({ network, dir, address: await readCheckpointAddress(dir), home, signal, dataset });
    } finally {
      network.dispose();
    }
  };
  return untilSignal(run, { signals: INTERRUPT_SIGNALS, reason: () => new CliError('stopped', 'stopped') });
}

/** Prints `value` as JSON or `lines` as text. */
export const print = ({ json }: { readonly json?: boolean }, value: unknown, lines: readonly string[]): void =>
  void process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join('\n')}\n`);
