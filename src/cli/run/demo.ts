import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { homeFrom } from '../../files/index.js';
import type { FineTune } from '../../spec/api/index.js';
import {
  CliError,
  cacheFolder,
  duration,
  openProgress,
  type TraceSummary,
  table,
  WorkTrace,
  withOwnService,
} from '../shell/index.js';
import { follow } from './follow-progress.js';
import { measureUnknown } from './measure.js';
import { DEFAULT_PORT } from './serve.js';
import { timeText } from './time-text.js';

/** Fewer steps and games than the defaults, so that it takes minutes; eight replicates, so that it can conclude. */
const DEMO = {
  name: 'demo',
  arms: (['positive', 'negative'] as const).map((tone) => ({ id: tone, dose: { examples: 256, steps: 24 } })),
  replicates: [1, 2, 3, 4, 5, 6, 7, 8],
  pairs: 16,
};

/** `sentimate demo`: a small tournament, from dialogue to standings. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'fine-tune children on positive and negative dialogue, let them play, and show the verdict (some minutes)',
    )
    .option('--base <model>', 'the network to fine-tune: a shipped name or an address', 'default')
    .option('--json', 'print id, standings and verdict as JSON')
    .action(demo);
}

async function demo(flags: { readonly base: string; readonly json?: boolean }): Promise<void> {
  const since = performance.now();
  const env = process.env;
  const say = (line: string): void => void (flags.json ? process.stderr : process.stdout).write(`${line}\n`);
  say('Children of one network are fine-tuned on positive and on negative dialogue, with eight seeds each.');
  say('The two children of each seed play rated chess; a few games are against their base and a random mover.');
  const { availableModel } = await import('../data/index.js');
  const base = await availableModel(flags.base, say); // an unknown base is refused by the service, with its reason
  const dialogue = await dialogueFor(homeFrom(env), cacheFolder(env), say);

  await withOwnService({ workers: true, env }, async ({ api, url, signal }) => {
    const spec = { ...DEMO, base, ...(dialogue === undefined ? {} : { dataset: dialogue }) };
    let plan = await api.dryRun(spec);
    if (await measureUnknown([{ ...plan.spec, cost: plan.cost }], env, say)) plan = await api.dryRun(spec);
    const expected = plan.cost.seconds.wall;
    say(`This takes ${timeText(plan.cost.seconds, plan.cost.rates)}.`);
    const trace = new WorkTrace(api);
    const { id, games, fineTunes } = await api.startTournament(spec);
    say(
      `tournament ${id}: ${fineTunes} fine-tunes, ${games} games; ` +
        `watch it at ${url}/#/tournaments/${id} (the API: ${url}/docs)`,
    );
    const { trouble } = await follow(api, id, openProgress(), signal, 'tournaments', (view) => trace.look(view));
    const summary = await trace.summary(id);
    const [standings, verdict, children] = [await api.standings(id), await api.verdict(id), await api.fineTunes(id)];
    if (flags.json) return void process.stdout.write(`${JSON.stringify({ id, standings, verdict }, null, 2)}\n`);
    const { resultLines } = await import('./results.js');
    say(
      [
        '',
        ...sampleLines(children),
        ...resultLines(standings, verdict),
        '',
        ...nextLines(id),
        '',
        ...traceLines(summary),
        '',
        `training and games took ${duration(summary.seconds)}, ${duration(expected)} were expected; ` +
          `done in ${duration((performance.now() - since) / 1000)}`,
      ].join('\n'),
    );
    if (trouble !== null) throw new CliError('failed', trouble);
  });
}

/** Address of real dialogue if pip can fetch it; undefined for the API's default, the starter dialogue. */
async function dialogueFor(home: string, cache: string, say: (line: string) => void): Promise<string | undefined> {
  const { fetchChitchat } = await import('../data/index.js');
  const path = await fetchChitchat(cache, say);
  if (path === undefined) {
    say('dialogue: the starter dialogue that ships with the project');
    return undefined;
  }
  const { importDialogue } = await import('../../dialogue/read/index.js');
  const { address, conversations } = await importDialogue({ files: [path], home, name: 'chitchat' });
  say(`dialogue: chitchat-dataset, ${conversations.train} conversations between people`);
  return address;
}

/** The replies of the base and of one child per arm to the same prompt. */
function sampleLines(children: readonly FineTune[]): string[] {
  const samples = DEMO.arms.flatMap(({ id: arm }) => {
    const child = children.find(({ recipe, checks }) => recipe.treatment.tone === arm && checks !== null);
    const sample = child?.checks?.samples[0];
    return sample ? [{ arm, ...sample }] : [];
  });
  const [first] = samples;
  if (!first) return [];
  return [
    `What they say to “${first.prompt}”`,
    '',
    `  untouched  ${first.base}`,
    ...samples.map(({ arm, child }) => `  ${arm.padEnd(9)}  ${child}`),
    '',
  ];
}

/** What the workers did and waited for, and the processors that they used. */
function traceLines({ seconds, rows, processors }: TraceSummary): string[] {
  const share = (part: number): string => `${(100 * (part / seconds)).toFixed(0)} %`;
  return [
    ...table(
      [{ title: 'What went on' }, { title: 'seconds', right: true }, { title: 'of the time', right: true }],
      rows.map((row) => [row.what, row.seconds.toFixed(0), share(row.seconds)]),
    ),
    ...(processors
      ? [
          `processors used on average: fine-tunes ${processors['fine-tunes'].toFixed(2)}, ` +
            `games ${processors.games.toFixed(2)}, all ${processors.all.toFixed(2)} of ${availableParallelism()}`,
        ]
      : []),
  ];
}

function nextLines(id: string): string[] {
  const at = `http://127.0.0.1:${DEFAULT_PORT}`;
  return [
    'Everything that was started has been stopped. To explore the results, start the service and query it:',
    '',
    '  npx sentimate serve',
    '',
    `  ${at}/#/tournaments/${id}`,
    `  curl -s ${at}/tournaments/${id}/standings`,
    `  curl -s ${at}/tournaments/${id}/verdict`,
    `  curl -s -H 'Accept: application/x-chess-pgn' ${at}/tournaments/${id}/games`,
    `  curl -s -H 'Content-Type: application/json' -d '{"turns":["How was your day?"]}' ${at}/models/default/chat`,
    `  ${at}/docs`,
  ];
}
