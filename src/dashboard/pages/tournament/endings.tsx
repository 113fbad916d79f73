import { useMemo } from 'preact/hooks';
import type { RecordedGame, Standings } from '../../../spec/api/index.js';
import { armOf, Card, Dot, integer, numeric, percent, TableHead, undashed } from '../../parts/index.js';
import type { CardContext } from './context.js';

/** Sums over the games of one arm, or of one contestant of no arm. */
interface Tally {
  games: number;
  plies: number;
  replayed: number;
  /** Sum of the legal shares, and how many there are. */
  legalShare: number;
  legalShares: number;
  /** Games by termination. */
  readonly endings: Map<string, number>;
}

const newTally = (): Tally => ({
  games: 0,
  plies: 0,
  replayed: 0,
  legalShare: 0,
  legalShares: 0,
  endings: new Map<string, number>(),
});

const groupOf = (contestant: string): string => armOf(contestant) ?? contestant;

/** Sums by arm. A game between two arms counts for both, a game between children of one arm once. */
function tallyGames(games: readonly RecordedGame[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const game of games) {
    const sides = [
      [groupOf(game.white), game.whiteLegalShare],
      [groupOf(game.black), game.blackLegalShare],
    ] as const;
    for (const [group, share] of sides) {
      const tally = tallies.get(group) ?? newTally();
      tallies.set(group, tally);
      if (share === null) continue;
      tally.legalShare += share;
      tally.legalShares++;
    }
    for (const group of new Set(sides.map(([name]) => name))) {
      const tally = tallies.get(group)!;
      tally.games++;
      tally.plies += game.plies;
      if (game.attempts > 1) tally.replayed++;
      tally.endings.set(game.termination, (tally.endings.get(game.termination) ?? 0) + 1);
    }
  }
  return tallies;
}

/** Terminations by the rules of chess; all others are faults or the ply limit. */
const BY_RULES = ['checkmate', 'stalemate', 'threefold-repetition', 'fifty-moves', 'insufficient-material'];

/** The terminations that occurred, those by the rules of chess first. */
function occurringEndings(games: readonly RecordedGame[]): string[] {
  const rank = (ending: string): number => (BY_RULES.includes(ending) ? BY_RULES.indexOf(ending) : BY_RULES.length);
  return [...new Set(games.map(({ termination }) => termination))].sort((a, b) => rank(a) - rank(b));
}

interface EndingsCardProps extends CardContext {
  readonly recorded: readonly RecordedGame[];
  readonly standings: Standings | undefined;
}

/** How games ended, by arm, and how many were played again. */
export function EndingsCard({ recorded, names, standings }: EndingsCardProps) {
  const tallies = useMemo(() => tallyGames(recorded), [recorded]);
  const endings = useMemo(() => occurringEndings(recorded), [recorded]);
  if (recorded.length === 0) return null;
  const groups = new Set((standings?.rows ?? []).map(({ contestant }) => groupOf(contestant)));
  return (
    <Card
      title="Endings and faults by arm"
      note="share of games; replayed games were restarted after a worker was lost"
    >
      <div class="scroll">
        <table>
          <TableHead
            columns={[
              'Arm',
              numeric('Games'),
              ...endings.map((ending) => numeric(undashed(ending))),
              numeric('Plies', 'Mean plies of a game'),
              numeric('Legal share', 'Mean share of the raw policy on legal moves'),
              numeric('Replayed'),
            ]}
          />
          <tbody>
            {[...groups].map((group) => {
              const tally = tallies.get(group);
              if (!tally) return null;
              return (
                <tr key={group}>
                  <td class="contestant">
                    <Dot colour={names.colour(group)} />
                    {names.arm(group)}
                  </td>
                  <TallyCells tally={tally} endings={endings} />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface TallyCellsProps {
  readonly tally: Tally;
  readonly endings: readonly string[];
}

const TallyCells = ({ tally, endings }: TallyCellsProps) => (
  <>
    <td class="number">{integer(tally.games)}</td>
    {endings.map((ending) => {
      const count = tally.endings.get(ending) ?? 0;
      return (
        <td class={count === 0 ? 'number soft' : 'number'} key={ending} title={`${count} games`}>
          {count === 0 ? '–' : percent(count / tally.games, 1)}
        </td>
      );
    })}
    <td class="number">{integer(tally.plies / tally.games)}</td>
    <td class="number">{tally.legalShares ? percent(tally.legalShare / tally.legalShares, 1) : '–'}</td>
    <td class="number">{tally.replayed || '–'}</td>
  </>
);
