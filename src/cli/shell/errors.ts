import { CommanderError } from 'commander';

/** An expected failure of a command: one line. The code `usage` ends with status 2, every other with 1. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly code: 'usage' | 'bad-file' | 'bad-spec' | 'not-found' | 'service' | 'stopped' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

export interface Failure {
  /** For stderr; undefined when the error was shown already. */
  readonly line: string | undefined;
  readonly status: number;
}

/** Words for what the operating system refuses, by its code. */
const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use already; choose another --port',
  ECONNREFUSED: 'nothing answers there',
  EMFILE: 'too many files are open',
  ENOENT: 'no such file or directory',
  ENOSPC: 'the disk is full',
  ENOTFOUND: 'no such host',
  EROFS: 'the file system is read-only',
};

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
  readonly address?: string;
  readonly port?: number;
}

function systemLine(error: SystemError): string | undefined {
  const words = SYSTEM[error.code];
  if (words === undefined) return undefined;
  const where = error.path ?? (error.port === undefined ? undefined : `${error.address ?? 'port'}:${error.port}`);
  return where === undefined ? words : `${where}: ${words}`;
}

/** A connection that fails on every address of a host comes as an AggregateError; its parts say why. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof TypeError && error.message === 'fetch failed' && error.cause !== undefined)
    return innermost(error.cause);
  return error;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/**
 * What a command that threw shows and how it ends. Our own errors carry a `code`; anything else is a fault of the
 * program and says so.
 */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof CommanderError) return { line: undefined, status: thrown.exitCode === 0 ? 0 : 2 };
  const error = innermost(thrown);
  if (!(error instanceof Error)) return { line: `unexpected error: ${firstLine(String(error))}`, status: 1 };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined)
    return {
      line: `unexpected error: ${firstLine(error.message) || error.name} (SENTIMATE_DEBUG=1 shows where)`,
      status: 1,
    };
  return { line: systemLine(error as SystemError) ?? firstLine(error.message), status: code === 'usage' ? 2 : 1 };
}
