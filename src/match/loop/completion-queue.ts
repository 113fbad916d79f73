/** Collects the results of promises in the order of their completion, for a single consumer. */
export class CompletionQueue<T> {
  private items: T[] = [];
  private failure: { readonly error: unknown } | undefined;
  private wake: () => void = () => undefined;

  /** Adds a promise, whose result is queued when it resolves. The first rejection of any promise is kept. */
  add(promise: Promise<T>): void {
    promise
      .then((item) => void this.items.push(item))
      .catch((error: unknown) => (this.failure ??= { error }))
      .finally(() => this.wake());
  }

  /**
   * Waits for at least one result and returns all that are queued. Rejects with the first rejection or the signal's
   * reason.
   */
  async take(signal?: AbortSignal): Promise<readonly T[]> {
    const onAbort = (): void => this.wake();
    signal?.addEventListener('abort', onAbort);
    try {
      while (this.items.length === 0 && !this.failure && !signal?.aborted)
        await new Promise<void>((resolve) => (this.wake = resolve));
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    signal?.throwIfAborted();
    if (this.failure) throw this.failure.error;
    const taken = this.items;
    this.items = [];
    return taken;
  }
}
