import { useEffect, useState } from 'preact/hooks';

/** A value that several components watch. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly use: () => T;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const get = (): T => value;
  return {
    get,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    use: () => {
      const [seen, see] = useState(value);
      useEffect(() => {
        const listener = (): void => see(() => value);
        listeners.add(listener);
        listener();
        return () => void listeners.delete(listener);
      }, []);
      return seen;
    },
  };
}
