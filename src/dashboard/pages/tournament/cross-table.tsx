import { useMemo } from 'preact/hooks';
import type { RecordedGame, Standings, StandingsRow } from '../../../spec/api/index.js';
import { Card, Dot, fixed, type Names } from '../../parts/index.js';
import type { CardContext } from './context.js';

/** Games of one contestant against another. */
interface Cell {
  wins: number;
  draws: number;
  losses: number;
}

const points = ({ wins, draws }: Cell): number => wins + draws / 2;
const gamesOf = ({ wins, draws, losses }: Cell): number => wins + draws + losses;
const keyOf = (contestant: string, opponent: string): string => `${contestant}\n${opponent}`;

/** Results by contestant and opponent. */
function countResults(games: readonly RecordedGame[]): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const cell = (contestant: string, opponent: string): Cell => {
    const key = keyOf(contestant, opponent);
    const existing = cells.get(key);
    if (existing) return existing;
    const created = { wins: 0, draws: 0, losses: 0 };
    cells.set(key, created);
    return created;
  };
  for (const { white, black, result } of games) {
    const [ofWhite, ofBlack] = [cell(white, black), cell(black, white)];
    if (result === '1-0') {
      ofWhite.wins++;
      ofBlack.losses++;
    } else if (result === '0-1') {
      ofWhite.losses++;
      ofBlack.wins++;
    } else {
      ofWhite.draws++;
      ofBlack.draws++;
    }
  }
  return cells;
}

interface CrossTableCardProps extends CardContext {
  readonly recorded: readonly RecordedGame[];
  readonly standings: Standings | undefined;
}

/** Points of each contestant against each other one, in the order of the standings. */
export function CrossTableCard({ recorded, standings, names }: CrossTableCardProps) {
  const cells = useMemo(() => countResults(recorded), [recorded]);
  const rows = (standings?.rows ?? []).filter(({ games }) => games > 0);
  if (recorded.length === 0 || rows.length === 0) return null;
  const counts = new Set([...cells.values()].map(gamesOf));
  const [equalCount] = counts.size === 1 ? counts : [];
  const maximum = equalCount === undefined ? '' : `, out of ${equalCount}`;
  return (
    <Card title="Cross table" note={`points of the row against the column${maximum}; hover for won, drawn and lost`}>
      <div class="scroll">
        <table class="cross">
          <thead>
            <tr>
              <th scope="col">Contestant</th>
              {rows.map((row, i) => (
                <th scope="col" key={row.contestant} title={names.contestant(row.contestant)}>
                  <span aria-hidden="true">{i + 1}</span>
                  <span class="hidden-text">{names.contestant(row.contestant)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row.contestant}>
                <th scope="row">
                  <span class="place">{i + 1}</span>
                  <Dot colour={names.colour(row.arm)} square={row.arm === null} />
                  {names.contestant(row.contestant)}
                </th>
                {rows.map((opponent) => (
                  <PointsCell
                    key={opponent.contestant}
                    row={row}
                    opponent={opponent}
                    cell={cells.get(keyOf(row.contestant, opponent.contestant))}
                    withCount={equalCount === undefined}
                    names={names}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface PointsCellProps {
  readonly row: StandingsRow;
  readonly opponent: StandingsRow;
  /** Undefined if the two have not met. */
  readonly cell: Cell | undefined;
  /** Whether the number of games is shown after the points. */
  readonly withCount: boolean;
  readonly names: Names;
}

/** Points against one opponent: green for at least half of the points, red for fewer. */
function PointsCell({ row, opponent, cell, withCount, names }: PointsCellProps) {
  if (!cell) return <td class={row === opponent ? 'self' : 'none'} />;
  const share = points(cell) / gamesOf(cell);
  const depth = Math.round(Math.abs(share - 0.5) * 2 * 70);
  const colour = share >= 0.5 ? 'win' : 'loss';
  const pairing = `${names.contestant(row.contestant)} against ${names.contestant(opponent.contestant)}`;
  const text = `${pairing}: ${cell.wins} won, ${cell.draws} drawn, ${cell.losses} lost`;
  return (
    <td
      title={text}
      aria-label={text}
      style={{ background: `color-mix(in srgb, var(--${colour}) ${depth}%, transparent)` }}
    >
      {fixed(points(cell), points(cell) % 1 ? 1 : 0)}
      {withCount && <small>/{gamesOf(cell)}</small>}
    </td>
  );
}
