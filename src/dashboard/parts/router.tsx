import type { ComponentChildren } from 'preact';
import { store } from '../api/index.js';

/** The part of the address after `#`: segments, decoded. */
function read(): readonly string[] {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part; // a stray percent sign names nothing that exists
      }
    });
}

export const route = store<readonly string[]>(read());
addEventListener('hashchange', () => {
  route.set(read());
  scrollTo(0, 0);
});

export const href = (...parts: readonly (string | number)[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
export const go = (...parts: readonly (string | number)[]): void => void (location.hash = href(...parts));

interface LinkProps {
  readonly to: readonly (string | number)[];
  readonly class?: string;
  readonly 'aria-current'?: 'page' | undefined;
  readonly 'aria-label'?: string;
  readonly children?: ComponentChildren;
}
export const Link = ({ to, children, ...rest }: LinkProps) => (
  <a href={href(...to)} {...rest}>
    {children}
  </a>
);
