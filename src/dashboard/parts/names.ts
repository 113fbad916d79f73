import type { Tournament } from '../api/index.js';

const CODE_NAMES = [
  'amber',
  'birch',
  'cedar',
  'dune',
  'ember',
  'flint',
  'grove',
  'heron',
  'iris',
  'jade',
  'kelp',
  'larch',
  'maple',
  'noble',
  'onyx',
  'pearl',
];
const COLOURS = 6;

export interface Names {
  readonly blinded: boolean;
  readonly arm: (id: string) => string;
  /** `positive/3` as `amber/3` where the arm is blinded. */
  readonly contestant: (name: string) => string;
  /** Words about arms, such as the verdict's sentence. */
  readonly text: (words: string) => string;
  /** A CSS colour for an arm; a quiet one for base and anchors. */
  readonly colour: (arm: string | null) => string;
}

/** FNV-1a: any mixing does; it must only not follow the order of the arms. */
function mix(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export function namesOf(
  tournament: Pick<Tournament, 'state' | 'planHash' | 'spec'> | undefined,
  wanted: boolean,
): Names {
  const arms = (tournament?.spec.arms ?? []).map(({ id }) => id);
  const blinded = wanted && arms.length > 0 && tournament?.state !== 'finished';
  const order = blinded
    ? [...arms].sort((a, b) => mix(tournament!.planHash + a) - mix(tournament!.planHash + b))
    : arms;
  const arm = (id: string): string => (blinded && order.includes(id) ? CODE_NAMES[order.indexOf(id)]! : id);
  const inWords = blinded
    ? new RegExp(
        `(?<![\\w-])(${[...arms]
          .sort((a, b) => b.length - a.length)
          .map(escaped)
          .join('|')})(?![\\w-])`,
        'g',
      )
    : null;
  return {
    blinded,
    arm,
    contestant: (name) => {
      const cut = name.indexOf('/');
      return cut < 0 ? name : arm(name.slice(0, cut)) + name.slice(cut);
    },
    text: (words) => (inWords ? words.replace(inWords, (id) => arm(id)) : words),
    colour: (id) => (id === null || !order.includes(id) ? 'var(--plain)' : `var(--arm-${order.indexOf(id) % COLOURS})`),
  };
}

/** The arm of a contestant by its name; null for base, anchors and given checkpoints. */
export const armOf = (contestant: string): string | null => /^([a-z][a-z0-9-]*)\/\d+$/.exec(contestant)?.[1] ?? null;
