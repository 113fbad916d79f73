import { useEffect, useState } from 'preact/hooks';

/** A value shared by several components. */
interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** Hook: returns the value and renders the component again when it changes. */
  readonly use: () => T;
}

/** Creates a store that holds `initial`. */
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
      const [current, setCurrent] = useState(value);
      useEffect(() => {
        const listener = (): void => setCurrent(() => value);
        listeners.add(listener);
        listener();
        return () => void listeners.delete(listener);
      }, []);
      return current;
    },
  };
}
