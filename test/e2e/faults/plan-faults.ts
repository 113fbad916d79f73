import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import { STEP_NUMBERS, type Step } from './steps.js';

/** What may be done to whoever begins a step, to its connection, or to a server. */
export const ACTIONS = [
  'kill', // SIGKILL of the process
  'stop', // SIGTERM: it gives back what it holds
  'pause', // SIGSTOP for longer than every lease, then it goes on with stale work
  'kill-child',
  'pause-child',
  'cut',
  'reset',
  'black-hole',
  'delay',
  'refuse', // the whole process is cut off for a while
  'restart-postgres',
  'kill-postgres',
  'pause-postgres',
  'kill-redis', // and all it held
  'flush-redis',
  'pause-redis',
  'flood-api',
  'flood-queue',
  'flood-database',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Fault {
  readonly step: Step;
  /** Fires when the step begins for the nth time. */
  readonly nth: number;
  /** Before the server hears of the step, or after it has answered but before the answer arrives. */
  readonly when: 'before' | 'after';
  readonly action: Action;
}

export type Backend = 'PostgreSQL' | 'Redis';

export interface FaultSchedule {
  readonly seed: number;
  readonly backend: Backend;
  readonly faults: readonly Fault[];
}

/** Steps of workers, which have children. */
const isWorkers = (step: Step): boolean => step >= 4 && step <= 12;

/** Every action at every step where it makes sense, in an order of no meaning. */
function allPairs(backend: Backend): (readonly [Step, Action])[] {
  const pairs = STEP_NUMBERS.flatMap((step) =>
    ACTIONS.filter(
      (action) =>
        (isWorkers(step) || !action.endsWith('-child')) && (backend === 'Redis' || !action.endsWith('-redis')),
    ).map((action) => [step, action] as const),
  );
  const random = randomFromHash(sha256Hex(`fault pairs on ${backend}`));
  for (let at = pairs.length - 1; at > 0; at--) {
    const other = Math.floor(random.next() * (at + 1));
    [pairs[at], pairs[other]] = [pairs[other]!, pairs[at]!];
  }
  return pairs;
}

const FAULTS_EACH = 3;

/**
 * The faults of one run: the next three of all pairs of step and action, so that some seventy seeds in a row meet every
 * action at every step. Which time and which side of the step follow from the seed.
 */
export function faultSchedule(seed: number, backend: Backend): FaultSchedule {
  const pairs = allPairs(backend);
  const random = randomFromHash(sha256Hex(`faults ${seed} on ${backend}`));
  const faults = Array.from({ length: FAULTS_EACH }, (_, i): Fault => {
    const [step, action] = pairs[(seed * FAULTS_EACH + i) % pairs.length]!;
    const often = step !== 1 && step !== 2 && step !== 7 && step !== 13;
    return {
      step,
      action,
      nth: often ? 1 + Math.floor(random.next() * 3) : 1,
      when: random.next() < 0.5 ? 'before' : 'after',
    };
  });
  return { seed, backend, faults };
}

export const describeFault = ({ step, nth, when, action }: Fault): string =>
  `${action} ${when} step ${step} (time ${nth})`;

/** A fault at the `nth` time that the tournament comes to a step. */
export const fault = (action: Fault['action'], when: Fault['when'], step: Fault['step'], nth = 1): Fault => ({
  action,
  when,
  step,
  nth,
});
