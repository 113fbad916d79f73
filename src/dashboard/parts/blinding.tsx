/**
 * Blinded mode: the arms of a tournament carry code names until it is finished, so that expectations do not influence
 * how partial results are read. The setting is stored in this browser and does not change the API's responses.
 */
import { store } from '../api/index.js';

const STORAGE_KEY = 'sentimate.blind';
/** Whether blinded mode is on. */
export const blind = store(localStorage.getItem(STORAGE_KEY) === 'yes');

/** Turns blinded mode on and off. */
export function BlindButton() {
  const on = blind.use();
  const toggle = (): void => {
    localStorage.setItem(STORAGE_KEY, on ? 'no' : 'yes');
    blind.set(!on);
  };
  return (
    <button type="button" aria-pressed={on} onClick={toggle} title="Arms carry code names until the verdict">
      Blinded
    </button>
  );
}
