import { useMemo, useState } from 'preact/hooks';
import type { Recorded } from '../../api/index.js';
import { Card, Empty, Link, VirtualList, whole, words } from '../../parts/index.js';
import type { CardContext } from './context.js';

const ROW = 46; // pixels
const TALLEST = 460;

/** All recorded games, newest first; only the seen rows are drawn. */
export function RecentGamesCard({
  recorded,
  kind,
  id,
  names,
  tournament,
}: CardContext & { readonly recorded: readonly Recorded[] | undefined }) {
  const [wanted, setWanted] = useState('');
  const games = useMemo(() => {
    const words = wanted.trim().toLowerCase();
    const found =
      words === ''
        ? (recorded ?? [])
        : (recorded ?? []).filter((game) =>
            `${names.contestant(game.white)} ${names.contestant(game.black)} ${game.result} ${game.termination}`
              .toLowerCase()
              .includes(words),
          );
    return [...found].reverse();
  }, [recorded, wanted, names.blinded]);
  return (
    <Card title="Games" note={recorded?.length ? `${whole(games.length)}, newest first` : undefined}>
      {!recorded ? (
        <Empty>One moment …</Empty>
      ) : recorded.length === 0 ? (
        <Empty>
          {tournament.state === 'running' || tournament.state === 'created'
            ? 'The first game is still being played.'
            : 'No game was played.'}
        </Empty>
      ) : (
        <>
          <div class="card-body">
            <input
              type="search"
              placeholder="Contestant, result or end"
              aria-label="Filter games"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </div>
          <VirtualList
            count={games.length}
            rowHeight={ROW}
            height={Math.min(TALLEST, Math.max(ROW, games.length * ROW))}
            label="Recorded games, newest first"
            row={(index) => {
              const game = games[index]!;
              return (
                <Link to={[kind, id, 'games', game.number]} class="game-row">
                  <span class="game-number soft">{game.number}</span>
                  <span class="game-names">
                    <span class={game.result === '1-0' ? 'won' : undefined}>{names.contestant(game.white)}</span>
                    <span class={game.result === '0-1' ? 'won' : undefined}>{names.contestant(game.black)}</span>
                  </span>
                  <span class="game-end">
                    <b>{game.result.replaceAll('1/2', '½').replace('-', '–')}</b>
                    <span class="soft">
                      {words(game.termination)}, {Math.ceil(game.plies / 2)}
                    </span>
                  </span>
                </Link>
              );
            }}
          />
        </>
      )}
    </Card>
  );
}
