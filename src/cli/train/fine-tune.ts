import type { Command } from 'commander';
import type { FineTuneRequest, ModelDetail } from '../../spec/api/index.js';
import { ApiClient, CliError, openProgress, untilSignal, withOwnService } from '../shell/index.js';
import { awaitFineTunes, type FinishedFineTune } from './await-fine-tunes.js';
import { type ArmFlags, requestOf, withArmFlags } from './fine-tune-flags.js';
import { childLines, growthLines, profileLines } from './fine-tune-text.js';
import { growSubset } from './grow-subset.js';

interface ServiceFlags {
  readonly url?: string;
  readonly json?: boolean;
}
interface ProfileFlags extends ServiceFlags {
  readonly grow?: string;
}

/** `sentimate fine-tune run` and `sentimate fine-tune profile`. */
export function registerFineTune(program: Command): void {
  const command = program.command('fine-tune').description('train single children of a base');
  const shared = (one: Command): Command =>
    withArmFlags(one)
      .option('--url <url>', 'use the service at this address instead of starting one (key: SENTIMATE_API_KEY)')
      .option('--json', 'print the result as JSON');
  shared(
    command
      .command('run')
      .description('train one child and print its checks; an equal child that exists already is shown instead'),
  ).action(run);
  shared(
    command
      .command('profile')
      .description(
        'fine-tune each block of the chat alone and print its effect on the chat and on the board; ' +
          '--blocks selects some of them',
      ),
  )
    .option('--grow <epsilon>', 'then add the best block repeatedly, until the gain is below this many nats per token')
    .action(profile);
}

/** Calls `use` with the service at `url`, or with a service that is started for the command and stopped at the end. */
async function withService(
  url: string | undefined,
  use: (api: ApiClient, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (url === undefined)
    return withOwnService({ workers: true, env: process.env }, ({ api, signal }) => use(api, signal));
  await untilSignal((signal) => use(new ApiClient(url, process.env.SENTIMATE_API_KEY), signal));
}

const print = (flags: ServiceFlags, value: unknown, lines: readonly string[]): void =>
  void process.stdout.write(flags.json ? `${JSON.stringify(value, null, 2)}\n` : `${lines.join('\n')}\n`);

async function run(flags: ArmFlags & ServiceFlags): Promise<void> {
  const request = requestOf(flags);
  await withService(flags.url, async (api, signal) => {
    const [child] = await awaitFineTunes(api, [request], openProgress(), signal);
    print(flags, child, childLines(child!));
  });
}

async function profile(flags: ArmFlags & ProfileFlags): Promise<void> {
  const epsilon = flags.grow === undefined ? undefined : Number(flags.grow);
  if (epsilon !== undefined && !(epsilon > 0)) throw new CliError('usage', '--grow must be a positive number');
  const { blocks: selected, ...rest } = flags;
  const request = requestOf({ ...rest, method: 'full' });
  await withService(flags.url, async (api, signal) => {
    const { config } = await api.json<ModelDetail>(`/models/${encodeURIComponent(request.base ?? 'default')}`);
    const { chatBlocks } = await import('../../spec/index.js');
    const blocks = selected ?? chatBlocks(config);
    const tryAll = (subsets: readonly (readonly string[])[]): Promise<FinishedFineTune[]> =>
      awaitFineTunes(
        api,
        subsets.map((subset) => subsetRequest(request, subset)),
        openProgress(),
        signal,
      );
    const alone = await tryAll(blocks.map((block) => [block]));
    const [first] = alone;
    if (!first?.checks.chatLoss)
      throw new CliError('failed', 'the dataset has no held-out replies of this tone: the blocks cannot be compared');
    const lossOf = ({ checks }: FinishedFineTune): number => checks.chatLoss!.child;
    const grown =
      epsilon === undefined
        ? []
        : await growSubset({ blocks, baseLoss: first.checks.chatLoss.base, epsilon, tryAll, lossOf });
    print(flags, { blocks: blocks.map((block, i) => ({ block, ...alone[i]! })), grown }, [
      ...profileLines(blocks, alone),
      ...(epsilon === undefined ? [] : ['', ...growthLines(grown, epsilon)]),
    ]);
  });
}

const subsetRequest = (request: FineTuneRequest, blocks: readonly string[]): FineTuneRequest => ({
  ...request,
  arm: { ...request.arm, method: 'subset', blocks: [...blocks] },
});
