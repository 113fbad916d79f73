/** A profile of games as text. */
import type { GamesProfile } from './games-profile.js';

/** Width of the histogram's longest bar, in characters. */
const BAR_WIDTH = 40;

/** Returns a profile as lines of text for the terminal. */
export function profileLines(profile: Omit<GamesProfile, 'address'>): string[] {
  const { games, positions, results, ratings, plies } = profile;
  const lines = [
    `${profile.name}: ${games.kept} of ${games.read} games kept${profile.complete ? '' : ' (stopped at the maximum)'}`,
    `positions     ${positions.train} to train on, ${positions.heldOut} held out, ` +
      `${positions.duplicates} repeats left out`,
    `results       white ${results['1-0']}, black ${results['0-1']}, draw ${results['1/2-1/2']}`,
  ];
  if (plies.mean !== null) lines.push(`half-moves    ${plies.mean} a game, ${plies.longest} at most`);
  for (const [reason, count] of Object.entries(games.dropped).sort(([, a], [, b]) => b - a)) {
    lines.push(`dropped       ${reason} ${count}`);
  }
  if (profile.evaluations) {
    const { train, heldOut, dropped } = profile.evaluations;
    const dropCounts = Object.entries(dropped).map(([reason, count]) => `, ${reason} ${count}`);
    lines.push(`evaluations   ${train} to train on, ${heldOut} held out${dropCounts.join('')}`);
  }
  if (ratings.known > 0) {
    lines.push(
      `lower rating  ${ratings.lowest} to ${ratings.highest}, mean ${ratings.mean}, known of ${ratings.known} games`,
    );
    const largest = Math.max(...Object.values(ratings.histogram));
    for (const [from, count] of Object.entries(ratings.histogram)) {
      lines.push(
        `  ${from.padStart(4)} ${'#'.repeat(Math.ceil((BAR_WIDTH * count) / largest)).padEnd(BAR_WIDTH)} ${count}`,
      );
    }
  }
  return lines;
}
