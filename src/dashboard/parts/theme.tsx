import { store } from '../api/index.js';

type Theme = 'light' | 'dark';
const PLACE = 'sentimate.theme';
const preferred = matchMedia('(prefers-color-scheme: dark)');
const chosen = localStorage.getItem(PLACE);

export const theme = store<Theme>(
  chosen === 'light' || chosen === 'dark' ? chosen : preferred.matches ? 'dark' : 'light',
);

function show(next: Theme): void {
  document.documentElement.dataset.theme = next;
  theme.set(next);
}
show(theme.get());
preferred.addEventListener(
  'change',
  ({ matches }) => localStorage.getItem(PLACE) === null && show(matches ? 'dark' : 'light'),
);

/** A colour of the theme, for what is drawn on a canvas. */
export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function ThemeButton() {
  const dark = theme.use() === 'dark';
  const turn = (): void => {
    const next = dark ? 'light' : 'dark';
    localStorage.setItem(PLACE, next);
    show(next);
  };
  return (
    <button
      class="plain"
      type="button"
      onClick={turn}
      aria-label={dark ? 'Light colours' : 'Dark colours'}
      title={dark ? 'Light colours' : 'Dark colours'}
    >
      {dark ? '☀' : '☾'}
    </button>
  );
}
