import { store } from '../api/index.js';

type Theme = 'light' | 'dark';
const STORAGE_KEY = 'sentimate.theme';
const preferred = matchMedia('(prefers-color-scheme: dark)');
const saved = localStorage.getItem(STORAGE_KEY);

/** The colour theme in use: the chosen one, or that of the operating system. */
export const theme = store<Theme>(saved === 'light' || saved === 'dark' ? saved : preferred.matches ? 'dark' : 'light');

function apply(next: Theme): void {
  document.documentElement.dataset.theme = next;
  theme.set(next);
}
apply(theme.get());
preferred.addEventListener(
  'change',
  ({ matches }) => localStorage.getItem(STORAGE_KEY) === null && apply(matches ? 'dark' : 'light'),
);

/** The value of the theme colour `--name`, for drawing on a canvas. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Switches between light and dark colours. */
export function ThemeButton() {
  const dark = theme.use() === 'dark';
  const toggle = (): void => {
    const next = dark ? 'light' : 'dark';
    localStorage.setItem(STORAGE_KEY, next);
    apply(next);
  };
  return (
    <button
      class="plain"
      type="button"
      onClick={toggle}
      aria-label={dark ? 'Light colours' : 'Dark colours'}
      title={dark ? 'Light colours' : 'Dark colours'}
    >
      {dark ? '☀' : '☾'}
    </button>
  );
}
