import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Study, StudyDryRun, StudyResults, StudySummary } from '../../spec/api/index.js';
import {
  ApiClient,
  CliError,
  duration,
  type OwnService,
  openProgress,
  readSpec,
  untilSignal,
  withOwnService,
} from '../shell/index.js';
import { checkSpec, dryRunStudy } from './local-plan.js';
import { measureUnknown } from './measure.js';
import { jointRates, timeText } from './time-text.js';

interface RunFlags {
  readonly url?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly csv?: string;
  readonly measure: boolean;
}

const POLL_PERIOD_MS = 2_000;

/** `sentimate study run SPEC.json`: runs or resumes a study and prints its results. */
export function registerStudy(program: Command): void {
  program
    .command('study')
    .description('run a study: many tournaments from one grid of settings')
    .command('run')
    .description(
      'run the study that a file describes (the body of POST /studies); the same file resumes the same study',
    )
    .argument('<spec>', 'JSON file; - reads standard input')
    .option('--dry-run', 'print cells and cost; nothing is stored')
    .option('--no-measure', 'with --dry-run: do not try this machine’s speed where it is not known')
    .option('--csv <file>', 'also write the results as CSV')
    .option('--url <url>', 'use the service at this address instead of starting one (key: SENTIMATE_API_KEY)')
    .option('--json', 'print the results as JSON')
    .action(run);
}

async function run(path: string, flags: RunFlags): Promise<void> {
  const spec = await readSpec(path);
  const { url } = flags;
  if (url !== undefined)
    return untilSignal((signal) => {
      const api = new ApiClient(url, process.env.SENTIMATE_API_KEY);
      return flags.dryRun ? dryRun(api, spec, flags) : play({ api, signal }, spec, flags);
    });
  if (flags.dryRun) return showPlan(await measuredDryRun(spec, flags), flags);
  await checkSpec('study', spec, process.env);
  await withOwnService({ workers: true, env: process.env }, (service) => play(service, spec, flags));
}

/** Measures this machine where its rates are not known, as `sentimate plan` does. */
async function measuredDryRun(spec: unknown, { measure }: RunFlags): Promise<StudyDryRun> {
  const plan = await dryRunStudy(spec, process.env);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  return measure && (await measureUnknown(plan.cells, process.env, say)) ? dryRunStudy(spec, process.env) : plan;
}

async function dryRun(api: ApiClient, spec: unknown, flags: RunFlags): Promise<void> {
  showPlan(await api.json<StudyDryRun>('/studies?dryRun=true', spec), flags);
}

function showPlan(plan: StudyDryRun, flags: RunFlags): void {
  process.stdout.write(flags.json ? `${JSON.stringify(plan, null, 2)}\n` : `${planLines(plan).join('\n')}\n`);
}

/**
 * A dry run of a study as text.
 *
 * @internal Exported for tests.
 */
export function planLines({ cells, total, trend, warnings, factors }: StudyDryRun): string[] {
  return [
    `cells        ${total.cells}: ${cells
      .map(({ name }) => name)
      .slice(0, 12)
      .join('; ')}${cells.length > 12 ? '; …' : ''}`,
    `fine-tunes   ${total.fineTunes}${total.shared > 0 ? `, and ${total.shared} shared between cells` : ''}, ` +
      `about ${duration(total.seconds.fineTunes)} of one worker`,
    `games        ${total.games}, about ${duration(total.seconds.games)} of one worker`,
    `time         ${timeText(total.seconds, jointRates(cells.map(({ cost }) => cost.rates)))}`,
    `computation  ${total.flop.toExponential(1)} FLOP`,
    `reach        ${factorText(factors.bases, 'base')}; ${factorText(factors.datasets, 'dataset')}`,
    trend === null
      ? 'trend        none is declared'
      : `trend        over ${trend.axis} (${trend.levels.join(', ')}): ` +
        `${trend.replicates} replicate${trend.replicates === 1 ? '' : 's'}` +
        (trend.enough ? '' : ` of the ${trend.needed} that a p-value needs`),
    ...warnings.map(({ field, message }) => `warning      ${field}: ${message}`),
  ];
}

const factorText = (levels: number, noun: string): string =>
  levels === 1 ? `one ${noun}, so the claim is of it only` : `${levels} ${noun}s`;

async function play(
  { api, signal }: Pick<OwnService, 'api' | 'signal'>,
  spec: unknown,
  flags: RunFlags,
): Promise<void> {
  const { id } = await api.json<StudySummary>('/studies', spec);
  process.stderr.write(`study ${id}\n`);
  const state = await followStudy(api, id, signal);
  const results = await api.json<StudyResults>(`/studies/${id}/results`);
  if (flags.csv !== undefined) await writeFile(flags.csv, await api.stream(`/studies/${id}/results`, 'text/csv'));
  const { studyLines } = await import('./study-text.js');
  process.stdout.write(
    flags.json ? `${JSON.stringify({ id, ...results }, null, 2)}\n` : `${studyLines(results).join('\n')}\n`,
  );
  if (state !== 'finished') throw new CliError('failed', `the study is ${state}`);
}

/**
 * Shows the finished cells and the games of the running ones until the study ends; returns its state. Throws CliError
 * when `signal` aborts; the study continues with the service.
 */
async function followStudy(api: ApiClient, id: string, signal: AbortSignal): Promise<Study['state']> {
  const progress = openProgress();
  try {
    for (;;) {
      const { state, cells } = await api.json<Study>(`/studies/${id}`);
      const open = cells.filter((cell) => cell.state === 'created' || cell.state === 'running');
      const over = cells.filter((cell) => cell.state !== 'waiting' && !open.includes(cell)).length;
      const views = await Promise.all(open.map(({ tournament }) => api.tournament(tournament)));
      const sum = (value: (view: (typeof views)[number]) => number): number =>
        views.reduce((total, view) => total + value(view), 0);
      progress.update([
        { name: 'cells', value: over, total: cells.length, note: open.map(({ name }) => name).join('; ') },
        {
          name: 'games',
          value: sum((view) => view.progress.done),
          total: sum((view) => view.progress.games),
          note: 'of these cells',
        },
      ]);
      if (state !== 'created' && state !== 'running') return state;
      await sleep(POLL_PERIOD_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CliError('stopped', `stopped; the same command resumes study ${id}`);
    }
  } finally {
    progress.stop();
  }
}
