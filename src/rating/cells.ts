/** A game between players given by index; result in points for White. */
export interface IndexedGame {
  readonly white: number;
  readonly black: number;
  readonly result: 1 | 0.5 | 0;
}

/** All games that `white` had with White against `black`, counted: what an iteration costs does not grow with games. */
export interface Cell {
  readonly white: number;
  readonly black: number;
  whiteWins: number;
  draws: number;
  blackWins: number;
}

export function cellsOf(games: Iterable<IndexedGame>): Cell[] {
  const cells = new Map<number, Cell>();
  for (const { white, black, result } of games) {
    if (white === black) throw new RangeError('a player cannot meet itself');
    const key = white * 2 ** 26 + black; // exact up to 2^26 players
    let cell = cells.get(key);
    if (!cell) cells.set(key, (cell = { white, black, whiteWins: 0, draws: 0, blackWins: 0 }));
    if (result === 1) cell.whiteWins++;
    else if (result === 0) cell.blackWins++;
    else cell.draws++;
  }
  // the order of games changes nothing
  return [...cells.values()].sort((a, b) => a.white - b.white || a.black - b.black);
}

export const gamesIn = (cell: Cell): number => cell.whiteWins + cell.draws + cell.blackWins;

export interface Record {
  wins: number;
  draws: number;
  losses: number;
}

/** Wins, draws and losses of every player. */
export function recordsOf(cells: readonly Cell[], players: number): Record[] {
  const records = Array.from({ length: players }, () => ({ wins: 0, draws: 0, losses: 0 }));
  for (const { white, black, whiteWins, draws, blackWins } of cells) {
    const w = records[white]!;
    const b = records[black]!;
    w.wins += whiteWins;
    b.losses += whiteWins;
    w.draws += draws;
    b.draws += draws;
    w.losses += blackWins;
    b.wins += blackWins;
  }
  return records;
}
