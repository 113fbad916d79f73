import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { homeFrom } from '../../files/index.js';
import {
  CURVE_AXES,
  CURVE_LOSSES,
  type CurveAxis,
  type CurveLoss,
  type LearningCurve,
  learningCurves,
  MAX_EXTRAPOLATION,
  type Run,
  runOfCard,
  runOfRow,
} from '../../tournament/scaling/index.js';
import { CliError, table } from '../shell/index.js';

interface ScalingFlags {
  readonly runs?: string | true;
  readonly x: CurveAxis;
  readonly loss: CurveLoss;
  readonly at?: readonly number[];
  readonly json?: boolean;
}

/** `sentimate scaling` */
export function registerScaling(program: Command): void {
  program
    .command('scaling')
    .description('learning curves of runs: a power law with its band, extrapolated only within limits')
    .argument(
      '[files...]',
      'cards of checkpoints, rows of `sentimate train --json`, or points {x, loss}; JSON or a line each',
    )
    .option('--runs [folder]', 'every card.json under a folder; without one, all checkpoints of SENTIMATE_HOME')
    .addOption(new Option('--x <axis>', 'independent variable of the curve').choices(CURVE_AXES).default('tokens'))
    .addOption(new Option('--loss <loss>', 'which held-out loss').choices(CURVE_LOSSES).default('chat'))
    .option(
      '--at <sizes>',
      `predict the loss at these sizes, up to ${MAX_EXTRAPOLATION} times the largest observed`,
      sizes,
    )
    .option('--json', 'print JSON')
    .action(scaling);
}

function sizes(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!values.every((value) => value > 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('needs numbers above 0, separated by commas.');
  return values;
}

async function scaling(
  files: readonly string[],
  { runs: folder, x, loss, at = [], json }: ScalingFlags,
): Promise<void> {
  if (files.length === 0 && folder === undefined) throw new CliError('usage', 'give files, or --runs');
  const runs: Run[] = [];
  for (const file of files) runs.push(...(await runsOfFile(file, x, loss)));
  if (folder !== undefined)
    for (const card of await cardsUnder(folder === true ? join(homeFrom(process.env), 'checkpoints') : folder))
      runs.push(...(await runsOfFile(card, x, loss)));
  const curves = learningCurves(runs, x, loss, at);
  if (curves.length === 0)
    throw new CliError('bad-file', `none of ${runs.length} runs has both ${x} and the ${loss} loss`);
  process.stdout.write(
    json
      ? `${JSON.stringify({ x, loss, curves }, null, 2)}\n`
      : `${curves.flatMap((curve) => [...curveLines(curve, x, loss), '']).join('\n')}`,
  );
  const refused = curves.flatMap(({ foretold }) => foretold.flatMap((one) => ('refused' in one ? one.refused : [])));
  if (refused.length > 0) throw new CliError('failed', refused[0]!);
  if (at.length > 0 && curves.every(({ fit }) => fit === null))
    throw new CliError('failed', `no prediction at ${at.join(', ')}: ${curves[0]!.reason!}`);
}

/** Reads runs from a JSON value, an array of them, `{points: [...]}`, or JSON lines. */
async function runsOfFile(path: string, axis: CurveAxis, loss: CurveLoss): Promise<Run[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('bad-file', `${path}: ${error.code === 'ENOENT' ? 'no such file' : 'cannot be read'}`);
  });
  return valuesOf(text, path).flatMap((value) => runOfCard(value) ?? runOfRow(value, axis, loss) ?? []);
}

function valuesOf(text: string, path: string): unknown[] {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return text.split('\n').flatMap((line, i) => {
      if (line.trim() === '') return [];
      try {
        return [JSON.parse(line) as unknown];
      } catch {
        throw new CliError('bad-file', `${path}, line ${i + 1}: is not JSON`);
      }
    });
  }
  if (Array.isArray(whole)) return whole;
  const points = (whole as { points?: unknown } | null)?.points;
  return Array.isArray(points) ? points : [whole];
}

async function cardsUnder(folder: string): Promise<string[]> {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory())
    throw new CliError('bad-file', `${folder}: is not a folder`);
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => basename(name) === 'card.json')
    .sort()
    .map((name) => join(folder, name));
}

/** Four significant digits, in scientific notation for very large or small values. */
const short = (value: number): string =>
  value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3)
    ? value.toExponential(3)
    : String(Number(value.toPrecision(4)));

function curveLines({ kind, points, fit, reason, foretold }: LearningCurve, x: CurveAxis, loss: CurveLoss): string[] {
  const rows = points.map((point) => [
    short(point.x),
    point.loss.toFixed(4),
    fit ? (fit.a * point.x ** -fit.b + fit.c).toFixed(4) : '–',
  ]);
  const predictions = foretold.map((point) =>
    'refused' in point
      ? [short(point.x), '–', 'refused']
      : [short(point.x), `${point.loss.toFixed(4)}`, `${point.low.toFixed(4)} to ${point.high.toFixed(4)}`],
  );
  const band = (name: 'a' | 'b' | 'c'): string =>
    `${name} ${short(fit![name])} (${short(fit!.band[name].low)} to ${short(fit!.band[name].high)})`;
  return [
    `${kind}:`,
    ...table(
      [
        { title: x, right: true },
        { title: `${loss} loss`, right: true },
        { title: 'fitted', right: true },
      ],
      rows,
    ),
    fit
      ? `L = a x^-b + c: ${band('b')}, ${band('c')}, ${band('a')}; residuals ${short(fit.spread)}; ` +
        'bands contain 95 % of the bootstrap'
      : `no fit: ${reason!}`,
    ...(predictions.length > 0
      ? table(
          [
            { title: x, right: true },
            { title: 'predicted', right: true },
            { title: 'band', right: true },
          ],
          predictions,
        )
      : []),
  ];
}
