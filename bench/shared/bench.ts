/** What all benches have in common: their arguments, and a header that says where the numbers come from. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { projectRoot } from '../../src/files/home.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Extensions that change how fast our libraries' kernels are, as Linux names them. */
const INSTRUCTION_SETS = ['avx', 'avx2', 'fma', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_int8'];

/**
 * Returns the values of a bench's options. With `--smoke` the values of `smoke` replace the defaults: the smallest
 * sizes with which everything runs once, for tests. Throws TypeError for an unknown option.
 */
export function benchArguments<const T extends Options>(
  options: T,
  smoke: { readonly [name in keyof T]?: string | boolean },
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  const small = process.argv.includes('--smoke');
  const given = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      small && smoke[name] !== undefined ? { ...option, default: smoke[name] } : option,
    ]),
  );
  const { values } = parseArgs({ options: { ...given, smoke: { type: 'boolean' } } });
  return values as ReturnType<typeof benchArguments<T>>;
}

/** Returns which of the extensions above the processor has, as in `avx, avx2`; `unknown` where Linux does not tell. */
export function instructionSets(info = '/proc/cpuinfo'): string {
  const flags = existsSync(info)
    ? /^flags\s*:(.*)$/m.exec(readFileSync(info, 'utf8'))?.[1]?.trim().split(' ')
    : undefined;
  return flags ? INSTRUCTION_SETS.filter((name) => flags.includes(name)).join(', ') || 'none' : 'unknown';
}

/** Returns the version of an installed npm package. Throws Error where it is not installed. */
const packageVersion = (name: string): string =>
  (JSON.parse(readFileSync(join(projectRoot(), 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/**
 * Prints the header of a bench: date, processors, their instruction sets, the machine's load, and versions of Node, of
 * npm `packages` and of `others`, by name.
 */
export function printHeader(packages: readonly string[] = [], others: Readonly<Record<string, string>> = {}): void {
  const versions = [
    `Node ${process.versions.node}`,
    ...packages.map((name) => `${name} ${packageVersion(name)}`),
    ...Object.entries(others).map(([name, version]) => `${name} ${version}`),
  ];
  console.log(
    `date: ${new Date().toISOString().slice(0, 10)}\n` +
      `processor: ${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]!.toFixed(1)}\n` +
      `instruction sets: ${instructionSets()}\n` +
      `versions: ${versions.join(', ')}\n`,
  );
}

/** Returns the middle of some numbers, the upper one of two; NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
