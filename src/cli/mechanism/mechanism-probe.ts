import { type ProbeReport, probeSentiment } from '../../training/mechanism/index.js';
import { CliError, openProgress, table } from '../shell/index.js';
import { type MechanismFlags, print, withModel } from './mechanism-open.js';

interface ProbeFlags extends MechanismFlags {
  readonly examples: number;
  readonly remarks: readonly string[];
  readonly chances: number;
}

/** `sentimate mechanism probe`: probes for sentiment in the states of the trunk. Throws CliError. */
export async function probe(base: string, flags: ProbeFlags): Promise<void> {
  const { band, examples, chances, seed } = flags;
  const [good, bad, ...more] = flags.remarks;
  if (!good?.trim() || !bad?.trim() || more.length > 0) throw new CliError('usage', '--remarks takes two texts');
  if (chances < 19) throw new CliError('usage', '--chances must be at least 19: fewer cannot reach the level .05');
  await withModel(base, flags, async ({ network, address, signal, dataset }) => {
    const dialogue = await dataset('dialogue', flags.dialogue);
    const progress = openProgress();
    const onProgress = (value: number, total: number): void =>
      progress.update([{ name: 'probes', value, total, note: '' }]);
    try {
      const report = await probeSentiment(network, {
        dialogueDir: dialogue.dir,
        band,
        examples,
        chances,
        seed,
        remarks: [good, bad],
        onProgress,
        signal,
      });
      print(flags, { base: address, dialogue: dialogue.address, seed, chances, ...report }, probeLines(report));
    } finally {
      progress.stop();
    }
  });
}

const percent = (share: number): string => (100 * share).toFixed(1);

/** One row per network, probe and state. */
export function probeLines({ fit, test, band, remarks, rows }: ProbeReport): string[] {
  const columns = [
    { title: 'network' },
    { title: 'probe' },
    { title: 'read at' },
    { title: 'state', right: true },
    { title: 'held-out accuracy, %', right: true },
    { title: 'by chance; 95 % below', right: true },
    { title: 'p', right: true },
  ];
  const cells = rows.map(({ network, probe, place, state, accuracy: { share, low, high }, chance }) => [
    network,
    probe,
    probe === 'linear' ? (place === 'mean' ? 'mean of the reply' : 'end of the reply') : 'end of the remark',
    String(state),
    `${percent(share ?? 0)} (${percent(low)} to ${percent(high)})`,
    `${percent(chance.mean)}; ${percent(chance.high)}`,
    chance.p.toFixed(3),
  ]);
  return [
    ...table(columns, cells),
    `${fit} replies to fit, ${test} held out, half of each positive (VADER at least ${band}) and half negative, ` +
      'matched on source and length; 95 % intervals (Wilson).',
    'State 0 is the input of the trunk from the chat tower, state k the output of its block k - 1. ' +
      `Remarks: ${JSON.stringify(remarks[0])}, ${JSON.stringify(remarks[1])}.`,
    'By chance: linear probes of shuffled labels; random directions for contrast-consistent probes.',
  ];
}
