import { CommanderError } from 'commander';

/** An expected failure of a command, reported as one line. Exit status 2 for the code `usage`, 1 for all others. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly code: 'usage' | 'bad-file' | 'bad-spec' | 'not-found' | 'service' | 'stopped' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/** How a failed command ends. */
export interface Failure {
  /** Line for stderr; undefined if the error has been printed already. */
  readonly line: string | undefined;
  readonly status: number;
}

/** Messages for errors of the operating system, by code. */
const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
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
  const words = SYSTEM_MESSAGES[error.code];
  if (words === undefined) return undefined;
  const where = error.path ?? (error.port === undefined ? undefined : `${error.address ?? 'port'}:${error.port}`);
  return where === undefined ? words : `${where}: ${words}`;
}

/** The cause of an error: a connection that fails on every address of a host is thrown as an AggregateError. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (error instanceof TypeError && error.message === 'fetch failed' && error.cause !== undefined)
    return innermost(error.cause);
  return error;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/**
 * The message and exit status for an error thrown by a command. The project's own errors carry a `code`; every other
 * error is reported as unexpected.
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
