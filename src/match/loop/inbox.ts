/** What has come in from work that goes on elsewhere, for one reader. */
export class Inbox<T> {
  private items: T[] = [];
  private failure: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;

  /** Takes what the promise resolves with, or keeps the first rejection of all. */
  expect(work: Promise<T>): void {
    work
      .then((item) => void this.items.push(item))
      .catch((error: unknown) => (this.failure ??= { error }))
      .finally(() => this.wake());
  }

  /** All that has come in, at least one item. Rejects with the first failure, or with the signal's reason. */
  async take(signal?: AbortSignal): Promise<readonly T[]> {
    const stop = (): void => this.wake();
    signal?.addEventListener('abort', stop);
    try {
      while (this.items.length === 0 && !this.failure && !signal?.aborted)
        await new Promise<void>((resolve) => (this.wake = resolve));
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    signal?.throwIfAborted();
    if (this.failure) throw this.failure.error;
    const taken = this.items;
    this.items = [];
    return taken;
  }
}
