import type { Match, Tournament } from '../../spec/api/index.js';

const CODE_NAMES = 'amber birch cedar dune ember flint grove heron iris jade kelp larch maple noble onyx pearl'.split(
  ' ',
);
/** Number of `--arm-N` colours in the style sheet. */
const ARM_COLOURS = 6;

/** How the arms and contestants of a tournament are shown; code names in blinded mode. */
export interface Names {
  readonly blinded: boolean;
  /** The name of an arm. */
  readonly arm: (id: string) => string;
  /** The name of a contestant: `positive/3` becomes `amber/3` if its arm is blinded. */
  readonly contestant: (name: string) => string;
  /** A text in which the ids of arms are replaced by their names. */
  readonly text: (text: string) => string;
  /** The CSS colour of an arm; a neutral one for null and unknown ids. */
  readonly colour: (arm: string | null) => string;
}

/** FNV-1a hash. It orders the code names, so that they do not reveal the order of the arms. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A pattern for the ids of `arms` as whole words; longer ids take precedence over their beginnings. */
function armPattern(arms: readonly string[]): RegExp {
  const longestFirst = [...arms].sort((a, b) => b.length - a.length);
  return new RegExp(`(?<![\\w-])(${longestFirst.map(escapeRegExp).join('|')})(?![\\w-])`, 'g');
}

/** The names to show for a tournament or match, undefined before it is loaded. Finished ones are never blinded. */
export function displayNames(tournament: Tournament | Match | undefined, blindedMode: boolean): Names {
  const arms = tournament?.kind === 'tournament' ? tournament.spec.arms.map(({ id }) => id) : [];
  const blinded = blindedMode && arms.length > 0 && tournament?.state !== 'finished';
  const order = blinded
    ? [...arms].sort((a, b) => fnv1a(tournament!.planHash + a) - fnv1a(tournament!.planHash + b))
    : arms;
  const arm = (id: string): string => (blinded && order.includes(id) ? CODE_NAMES[order.indexOf(id)]! : id);
  const pattern = blinded ? armPattern(arms) : null;
  return {
    blinded,
    arm,
    contestant: (name) => {
      const slash = name.indexOf('/');
      return slash < 0 ? name : arm(name.slice(0, slash)) + name.slice(slash);
    },
    text: (text) => (pattern ? text.replace(pattern, (id) => arm(id)) : text),
    colour: (id) =>
      id === null || !order.includes(id) ? 'var(--plain)' : `var(--arm-${order.indexOf(id) % ARM_COLOURS})`,
  };
}

/** The arm in the name of a contestant, such as `positive` for `positive/3`; null for contestants of no arm. */
export const armOf = (contestant: string): string | null => /^([a-z][a-z0-9-]*)\/\d+$/.exec(contestant)?.[1] ?? null;
