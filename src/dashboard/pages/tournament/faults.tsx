import { useMemo } from 'preact/hooks';
import type { Recorded, Standings } from '../../api/index.js';
import { armOf, Card, Dot, percent, whole, words } from '../../parts/index.js';
import type { CardContext } from './context.js';

interface Tally {
  games: number;
  plies: number;
  replayed: number;
  legal: number;
  judged: number;
  readonly ends: Map<string, number>;
}

/** Ends that a rule of chess decides; any other is somebody's fault or the plan's limit. */
const BY_RULES = ['checkmate', 'stalemate', 'threefold-repetition', 'fifty-moves', 'insufficient-material'];

interface FaultsCardProps extends CardContext {
  readonly recorded: readonly Recorded[];
  readonly standings: Standings | undefined;
}

/** How games ended, by arm, and what had to be played again. A game between two arms counts in both. */
export function FaultsCard({ recorded, names, standings }: FaultsCardProps) {
  const { groups, ends } = useMemo(() => {
    const tallies = new Map<string, Tally>();
    const kinds = new Map<string, number>();
    for (const game of recorded) {
      kinds.set(game.termination, (kinds.get(game.termination) ?? 0) + 1);
      const sides = [
        [game.white, game.whiteLegalShare],
        [game.black, game.blackLegalShare],
      ] as const;
      const groupOf = (name: string): string => armOf(name) ?? name;
      for (const [i, [name, share]] of sides.entries()) {
        const group = groupOf(name);
        const tally = tallies.get(group) ?? {
          games: 0,
          plies: 0,
          replayed: 0,
          legal: 0,
          judged: 0,
          ends: new Map<string, number>(),
        };
        tallies.set(group, tally);
        if (share !== null) {
          tally.legal += share;
          tally.judged++;
        }
        if (i === 1 && group === groupOf(sides[0][0])) continue; // both sides of one arm: one game
        tally.games++;
        tally.plies += game.plies;
        if (game.attempts > 1) tally.replayed++;
        tally.ends.set(game.termination, (tally.ends.get(game.termination) ?? 0) + 1);
      }
    }
    const rank = (end: string): number => (BY_RULES.includes(end) ? BY_RULES.indexOf(end) : 10);
    return { groups: tallies, ends: [...kinds.keys()].sort((a, b) => rank(a) - rank(b)) };
  }, [recorded]);
  if (recorded.length === 0) return null;
  const order = [...new Set((standings?.rows ?? []).map(({ contestant }) => armOf(contestant) ?? contestant))];
  const shown = order.filter((group) => groups.has(group));
  return (
    <Card title="Ends and faults by arm" note="share of games; replayed are games lost with a worker and played again">
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Arm</th>
              <th scope="col" class="number">
                Games
              </th>
              {ends.map((end) => (
                <th scope="col" class="number" key={end}>
                  {words(end)}
                </th>
              ))}
              <th scope="col" class="number">
                Plies
              </th>
              <th scope="col" class="number" title="Mean share of the raw policy on legal moves">
                Legal share
              </th>
              <th scope="col" class="number">
                Replayed
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((group) => {
              const tally = groups.get(group)!;
              return (
                <tr key={group}>
                  <td class="contestant">
                    <Dot colour={names.colour(group)} />
                    {names.arm(group)}
                  </td>
                  <td class="number">{whole(tally.games)}</td>
                  {ends.map((end) => {
                    const count = tally.ends.get(end) ?? 0;
                    return (
                      <td class={count === 0 ? 'number soft' : 'number'} key={end} title={`${count} games`}>
                        {count === 0 ? '–' : percent(count / tally.games, 1)}
                      </td>
                    );
                  })}
                  <td class="number">{whole(tally.plies / tally.games)}</td>
                  <td class="number">{tally.judged ? percent(tally.legal / tally.judged, 1) : '–'}</td>
                  <td class="number">{tally.replayed || '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
