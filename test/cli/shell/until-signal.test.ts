import { afterEach, describe, expect, it, vi } from 'vitest';
import { CliError } from '../../../src/cli/shell/errors.js';
import { INTERRUPT_SIGNALS, untilSignal } from '../../../src/cli/shell/until-signal.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const listeners = (): number[] => SIGNALS.map((signal) => process.listenerCount(signal));

/** Resolves when the signal aborts, with the reason. */
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

afterEach(() => vi.restoreAllMocks());

describe('untilSignal', () => {
  it.each(SIGNALS)('aborts at %s, and leaves no handler behind', async (name) => {
    const before = listeners();
    const done = untilSignal(aborted);
    expect(listeners()).toEqual(before.map((count) => count + 1));
    process.emit(name);
    expect(await done).toMatchObject({ name: 'AbortError' });
    expect(listeners()).toEqual(before);
  });

  it('gives back what was made of it, or its error, without handlers left', async () => {
    const before = listeners();
    expect(await untilSignal(async () => 5)).toBe(5);
    await expect(untilSignal(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(listeners()).toEqual(before);
  });

  it('aborts with the reason of the command, and only at its signals', async () => {
    const before = process.listenerCount('SIGHUP');
    const reason = (): Error => new CliError('stopped', 'stopped');
    const done = untilSignal(aborted, { signals: INTERRUPT_SIGNALS, reason });
    expect(process.listenerCount('SIGHUP')).toBe(before);
    process.emit('SIGINT');
    expect(await done).toEqual(reason());
  });

  it('leaves the second signal to the system, or ends the process after its patience', async () => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const before = process.listenerCount('SIGINT');
    await untilSignal(async () => {
      process.emit('SIGINT');
      expect(process.listenerCount('SIGINT')).toBe(before);
    });
    await untilSignal(
      async () => {
        process.emit('SIGINT');
        now.mockReturnValue(2_000);
        process.emit('SIGINT');
        expect(exit).not.toHaveBeenCalled();
        now.mockReturnValue(2_501);
        process.emit('SIGTERM');
        expect(exit).toHaveBeenCalledWith(130);
      },
      { patienceMs: 1_500 },
    );
  });
});
