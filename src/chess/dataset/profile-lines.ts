import type { GamesProfile } from './games-profile.js';

/** The widest bar of the histogram, in characters. */
const BAR = 40;

/** A profile as lines for people. */
export function profileLines(profile: Omit<GamesProfile, 'address'>): string[] {
  const { games, positions, results, ratings, plies } = profile;
  const lines = [
    `${profile.name}: ${games.kept} of ${games.read} games kept${profile.complete ? '' : ' (stopped at the maximum)'}`,
    `positions     ${positions.train} to train on, ${positions.heldOut} held out, ${positions.duplicates} repeats left out`,
    `results       white ${results['1-0']}, black ${results['0-1']}, draw ${results['1/2-1/2']}`,
  ];
  if (plies.mean !== null) lines.push(`half-moves    ${plies.mean} a game, ${plies.longest} at most`);
  for (const [reason, count] of Object.entries(games.dropped).sort(([, a], [, b]) => b - a)) {
    lines.push(`dropped       ${reason} ${count}`);
  }
  if (profile.evaluations) {
    const { train, heldOut, dropped } = profile.evaluations;
    const left = Object.entries(dropped).map(([reason, count]) => `, ${reason} ${count}`);
    lines.push(`evaluations   ${train} to train on, ${heldOut} held out${left.join('')}`);
  }
  if (ratings.known > 0) {
    lines.push(
      `lower rating  ${ratings.lowest} to ${ratings.highest}, mean ${ratings.mean}, known of ${ratings.known} games`,
    );
    const most = Math.max(...Object.values(ratings.histogram));
    for (const [from, count] of Object.entries(ratings.histogram)) {
      lines.push(`  ${from.padStart(4)} ${'#'.repeat(Math.ceil((BAR * count) / most)).padEnd(BAR)} ${count}`);
    }
  }
  return lines;
}
