import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/cli/shell/api-client.js';
import { CliError, failureOf } from '../../../src/cli/shell/errors.js';
import { FileError } from '../../../src/files/file-error.js';
import { StoreError } from '../../../src/store/base/store-error.js';

const system = (code: string, fields: object): Error =>
  Object.assign(new Error(`${code}: as Node words it`), { code, ...fields });

describe('the one line of a failure', () => {
  it.each([
    [new FileError('truncated', 'x.pgn: ends in the middle'), 'x.pgn: ends in the middle'],
    [new ApiError('invalid-spec', 'arms.0.tone: an arm needs a tone'), 'arms.0.tone: an arm needs a tone'],
    [new StoreError('postgres-start', 'PostgreSQL did not start: no\nsecond line'), 'PostgreSQL did not start: no'],
    [
      system('EADDRINUSE', { address: '127.0.0.1', port: 8080 }),
      '127.0.0.1:8080: the address is in use already; choose another --port',
    ],
    [system('ENOENT', { path: '/a/b' }), '/a/b: no such file or directory'],
    [system('ENOSPC', {}), 'the disk is full'],
    [
      new TypeError('fetch failed', { cause: system('ECONNREFUSED', { address: '127.0.0.1', port: 9 }) }),
      '127.0.0.1:9: nothing answers there',
    ],
    [new AggregateError([system('ECONNREFUSED', { address: '::1', port: 9 })]), '::1:9: nothing answers there'],
  ])('%s', (error, line) => expect(failureOf(error)).toEqual({ line, status: 1 }));

  it('has status 2 for usage', () => {
    expect(failureOf(new CliError('usage', 'give either --wdl or --pairs')).status).toBe(2);
    expect(failureOf(new CommanderError(1, 'commander.unknownOption', 'shown already'))).toEqual({
      line: undefined,
      status: 2,
    });
    expect(failureOf(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ line: undefined, status: 0 });
  });

  it('calls a fault of the program what it is', () => {
    const { line, status } = failureOf(new TypeError("Cannot read properties of undefined (reading 'x')\n at y"));
    expect(line).toBe(
      "unexpected error: Cannot read properties of undefined (reading 'x') (SENTIMATE_DEBUG=1 shows where)",
    );
    expect(status).toBe(1);
    expect(failureOf('text').line).toBe('unexpected error: text');
  });
});
