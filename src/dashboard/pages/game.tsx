import type { Game, Match, Standings, Tournament } from '../../spec/api/index.js';
import { download, usePolled } from '../api/index.js';
import {
  blind,
  Card,
  dateTime,
  displayNames,
  Facts,
  Loading,
  navigate,
  PageHead,
  resultText,
  undashed,
} from '../parts/index.js';
import { BoardView, EvaluationsCard, MovesCard, type Players, useReplay } from './game/index.js';

interface GamePageProps {
  readonly kind: 'tournaments' | 'matches';
  /** Id of the tournament or match. */
  readonly id: string;
  /** Number of the game in the schedule. */
  readonly number: string;
}

/** One game: the board, the moves and the evaluations of the networks that played it. */
export function GamePage({ kind, id, number }: GamePageProps) {
  const path = `/${kind}/${id}`;
  const { data: game, error } = usePolled<Game>(`${path}/games/${number}`);
  const { data: tournament } = usePolled<Tournament | Match>(path);
  const { data: standings } = usePolled<Standings>(`${path}/standings`);
  const blindedMode = blind.use();
  const replay = useReplay(game);
  const { steps, moves, openingPlies, ply, setPly, shown } = replay;

  if (!game) return <Loading error={error} />;
  const names = displayNames(tournament, blindedMode);
  const player = (contestant: string) => ({
    name: names.contestant(contestant),
    checkpoint: standings?.rows.find((row) => row.contestant === contestant)?.checkpoint ?? null,
    linked: !names.blinded,
  });
  const players: Players = { white: player(game.white), black: player(game.black) };
  return (
    <>
      <PageHead
        parents={[
          [[kind], kind === 'tournaments' ? 'Tournaments' : 'Matches'],
          [[kind, id], tournament?.name ?? '…'],
        ]}
        title={`${players.white.name} – ${players.black.name}`}
      >
        <span class="badge">
          {game.result === null
            ? undashed(game.state)
            : `${resultText(game.result)}, ${undashed(game.termination ?? '')}`}
        </span>
        <GameButtons kind={kind} id={id} game={game} games={tournament?.progress.games ?? Infinity} />
      </PageHead>
      <div class="game">
        <BoardView players={players} replay={replay} result={game.result} />
        <MovesCard
          steps={steps.map(({ san }) => san)}
          ply={ply}
          openingPlies={openingPlies}
          onPick={setPly}
          result={game.result}
        />
        <div class="stack game-side">
          <EvaluationsCard
            sides={[players.white, players.black]}
            moves={moves}
            ply={ply}
            onPick={setPly}
            openingPlies={openingPlies}
          />
          <GameCard game={game} fen={shown.fen} />
        </div>
      </div>
    </>
  );
}

interface GameButtonsProps {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
  readonly game: Game;
  /** Number of games in the schedule. */
  readonly games: number;
}

/** Links to the games before and after this one, and its download. */
function GameButtons({ kind, id, game, games }: GameButtonsProps) {
  const { number, result } = game;
  const save = (): void =>
    void download(`/${kind}/${id}/games/${number}`, 'application/x-chess-pgn', `game-${number}.pgn`);
  return (
    <div class="end">
      <button type="button" disabled={number <= 1} onClick={() => navigate(kind, id, 'games', number - 1)}>
        ‹ Game {Math.max(1, number - 1)}
      </button>
      <button type="button" disabled={number >= games} onClick={() => navigate(kind, id, 'games', number + 1)}>
        Game {number + 1} ›
      </button>
      {result !== null && (
        <button type="button" onClick={save}>
          PGN
        </button>
      )}
    </div>
  );
}

/** Facts about the game and the position shown. */
const GameCard = ({ game, fen }: { readonly game: Game; readonly fen: string }) => (
  <Card title="Game">
    <div class="card-body">
      <Facts
        rows={[
          ['Number', `${game.number}, pair ${game.pair}, leg ${game.leg}, block ${game.block}`],
          ['Length', game.plies === null ? null : `${game.plies} plies`],
          ['Recorded', game.recordedAt && dateTime(game.recordedAt)],
          ['Attempts', game.attempts > 1 ? `${game.attempts}: restarted after a worker was lost` : null],
          ['Key', <code>{game.gameKey.slice(0, 20)}…</code>],
          ['FEN', <code>{fen}</code>],
        ]}
      />
    </div>
  </Card>
);
