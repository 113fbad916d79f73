import type { ComponentChildren } from 'preact';
import { store } from '../api/index.js';

/** Segments of a path behind the `#` of the address. */
export type Path = readonly (string | number)[];

/** The decoded segments of the current path. */
function currentPath(): readonly string[] {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part; // not a valid encoding, so no page has this path
      }
    });
}

/** The current path; it follows the address. */
export const route = store<readonly string[]>(currentPath());
addEventListener('hashchange', () => {
  route.set(currentPath());
  scrollTo(0, 0);
});

/** The address of a path, for links. */
export const href = (...parts: Path): string => `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;
/** Opens the page at a path. */
export const navigate = (...parts: Path): void => void (location.hash = href(...parts));

interface LinkProps {
  readonly to: Path;
  readonly class?: string;
  readonly 'aria-current'?: 'page' | undefined;
  readonly 'aria-label'?: string;
  readonly children?: ComponentChildren;
}

/** A link to another page. */
export const Link = ({ to, children, ...rest }: LinkProps) => (
  <a href={href(...to)} {...rest}>
    {children}
  </a>
);
