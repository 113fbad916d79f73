import { useMemo, useState } from 'preact/hooks';
import type { RecordedGame } from '../../../spec/api/index.js';
import { Card, Empty, integer, Link, type Names, resultText, undashed, VirtualList } from '../../parts/index.js';
import type { CardContext } from './context.js';

/** Height of a row and greatest height of the list, pixels. */
const [ROW_HEIGHT, MAX_HEIGHT] = [46, 460];

/** The games whose names, result or termination contain `filter`, newest first. */
function matchingGames(games: readonly RecordedGame[], filter: string, names: Names): readonly RecordedGame[] {
  const text = filter.trim().toLowerCase();
  const textOf = ({ white, black, result, termination }: RecordedGame): string =>
    `${names.contestant(white)} ${names.contestant(black)} ${result} ${termination}`.toLowerCase();
  const matching = text === '' ? games : games.filter((game) => textOf(game).includes(text));
  return [...matching].reverse();
}

interface RecentGamesCardProps extends CardContext {
  /** Undefined while loading. */
  readonly recorded: readonly RecordedGame[] | undefined;
}

/** All recorded games, newest first, with a filter. */
export function RecentGamesCard({ recorded, kind, id, names, tournament }: RecentGamesCardProps) {
  const [filter, setFilter] = useState('');
  const games = useMemo(() => matchingGames(recorded ?? [], filter, names), [recorded, filter, names.blinded]);
  const runs = tournament.state === 'running' || tournament.state === 'created';
  return (
    <Card title="Games" note={recorded?.length ? `${integer(games.length)}, newest first` : undefined}>
      {!recorded ? (
        <Empty>Loading …</Empty>
      ) : recorded.length === 0 ? (
        <Empty>{runs ? 'The first game is still being played.' : 'No game was played.'}</Empty>
      ) : (
        <>
          <div class="card-body">
            <input
              type="search"
              placeholder="Contestant, result or termination"
              aria-label="Filter games"
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
          </div>
          <VirtualList
            count={games.length}
            rowHeight={ROW_HEIGHT}
            height={Math.min(MAX_HEIGHT, Math.max(ROW_HEIGHT, games.length * ROW_HEIGHT))}
            label="Recorded games, newest first"
            row={(index) => <GameRow game={games[index]!} path={[kind, id]} names={names} />}
          />
        </>
      )}
    </Card>
  );
}

interface GameRowProps {
  readonly game: RecordedGame;
  /** Path of the tournament's page. */
  readonly path: readonly [string, string];
  readonly names: Names;
}

const GameRow = ({ game, path, names }: GameRowProps) => (
  <Link to={[...path, 'games', game.number]} class="game-row">
    <span class="game-number soft">{game.number}</span>
    <span class="game-names">
      <span class={game.result === '1-0' ? 'won' : undefined}>{names.contestant(game.white)}</span>
      <span class={game.result === '0-1' ? 'won' : undefined}>{names.contestant(game.black)}</span>
    </span>
    <span class="game-end">
      <b>{resultText(game.result)}</b>
      <span class="soft">
        {undashed(game.termination)}, {Math.ceil(game.plies / 2)}
      </span>
    </span>
  </Link>
);
