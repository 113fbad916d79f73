/**
 * Blinded mode: until a tournament has its verdict its arms go by code names, so that nobody's reading of a half-played
 * table is guided by what they hope for. The choice is this browser's; what the API answers is not changed.
 */
import { store } from '../api/index.js';

const PLACE = 'sentimate.blind';
export const blind = store(localStorage.getItem(PLACE) === 'yes');

export function BlindButton() {
  const on = blind.use();
  const turn = (): void => {
    localStorage.setItem(PLACE, on ? 'no' : 'yes');
    blind.set(!on);
  };
  return (
    <button type="button" aria-pressed={on} onClick={turn} title="Arms carry code names until the verdict">
      Blinded
    </button>
  );
}
