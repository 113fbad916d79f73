import { useMemo } from 'preact/hooks';
import type { Recorded, Standings } from '../../api/index.js';
import { Card, Dot, fixed } from '../../parts/index.js';
import type { CardContext } from './context.js';

interface Cell {
  wins: number;
  draws: number;
  losses: number;
}

interface CrossTableCardProps extends CardContext {
  readonly recorded: readonly Recorded[];
  readonly standings: Standings | undefined;
}

const points = ({ wins, draws }: Cell): number => wins + draws / 2;
const played = ({ wins, draws, losses }: Cell): number => wins + draws + losses;

/** Points of each contestant against each, in the order of the standings. Green is more than half of the points. */
export function CrossTableCard({ recorded, standings, names }: CrossTableCardProps) {
  const cells = useMemo(() => {
    const table = new Map<string, Cell>();
    const cell = (a: string, b: string): Cell => {
      const key = `${a}\n${b}`;
      const found = table.get(key);
      if (found) return found;
      const fresh = { wins: 0, draws: 0, losses: 0 };
      table.set(key, fresh);
      return fresh;
    };
    for (const { white, black, result } of recorded) {
      const [w, b] = [cell(white, black), cell(black, white)];
      if (result === '1-0') {
        w.wins++;
        b.losses++;
      } else if (result === '0-1') {
        w.losses++;
        b.wins++;
      } else {
        w.draws++;
        b.draws++;
      }
    }
    return table;
  }, [recorded]);
  const rows = (standings?.rows ?? []).filter(({ games }) => games > 0);
  if (recorded.length === 0 || rows.length === 0) return null;
  const counts = new Set([...cells.values()].map(played));
  const [same] = counts.size === 1 ? counts : [];
  return (
    <Card
      title="Cross table"
      note={`points of the row against the column${same === undefined ? '' : `, of ${same}`}; hover for won, drawn and lost`}
    >
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
                {rows.map((other) => {
                  const found = cells.get(`${row.contestant}\n${other.contestant}`);
                  if (!found) return <td key={other.contestant} class={row === other ? 'self' : 'none'} />;
                  const share = points(found) / played(found);
                  const depth = Math.round(Math.abs(share - 0.5) * 2 * 70);
                  const words = `${names.contestant(row.contestant)} against ${names.contestant(other.contestant)}: ${found.wins} won, ${found.draws} drawn, ${found.losses} lost`;
                  return (
                    <td
                      key={other.contestant}
                      title={words}
                      aria-label={words}
                      style={{
                        background: `color-mix(in srgb, var(--${share >= 0.5 ? 'win' : 'loss'}) ${depth}%, transparent)`,
                      }}
                    >
                      {fixed(points(found), points(found) % 1 ? 1 : 0)}
                      {same === undefined && <small>/{played(found)}</small>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
