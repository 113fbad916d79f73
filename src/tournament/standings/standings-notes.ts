import type { Placed, Strengths } from './strengths.js';

/** Returns what a reader must know beside the numbers of the standings, one sentence each; empty if nothing. */
export function notesOf(
  contestants: readonly Placed[],
  { of, zero, rating, groups }: Strengths,
  anyGames: boolean,
): string[] {
  if (!anyGames) return ['no games yet'];
  const name = (i: number): string => contestants[i]!.name;
  const names = (isNamed: (i: number) => boolean): string =>
    contestants
      .map((_, i) => i)
      .filter(isNamed)
      .map(name)
      .join(', ');
  const notes: string[] = [];
  if (rating.groups.length > 0 && !rating.fit)
    notes.push('no ratings: every game between the contestants that can be compared was drawn');
  if (rating.groups.length === 0)
    notes.push('no two contestants took points from each other: only bounds can be given');
  if (zero === undefined && rating.fit) notes.push(`Elo 0 is the mean of ${groups[0]!.map(name).join(', ')}`);
  else if (zero !== undefined && contestants[zero]!.kind !== 'untouched') notes.push(`Elo 0 is ${name(zero)}`);
  if (groups.length > 1) {
    const lists = groups.map((group) => group.map(name).join(', ')).join(' | ');
    notes.push(`the contestants fall into ${groups.length} groups whose ratings do not compare: ${lists}`);
  }
  const perfect = names((i) => of[i]!.kind === 'bound');
  if (perfect) notes.push(`took every point or none from those rated, so only a bound is known: ${perfect}`);
  const unknown = names((i) => of[i]!.kind === 'unknown');
  if (unknown) notes.push(`not estimable from these games: ${unknown}`);
  if (rating.fit && rating.delta === 'held')
    notes.push('the games do not determine White’s advantage; it is taken as 0');
  if (rating.fit && rating.eta === 'held')
    notes.push('the games do not determine the weight of draws; it is taken from their share');
  return notes;
}
