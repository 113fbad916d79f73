import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Game, Recorded } from '../../api/index.js';
import { usePolled } from '../../api/index.js';
import { replay } from '../../chess/index.js';
import { Board, Card, Empty, Link, pointsText } from '../../parts/index.js';
import type { CardContext } from './context.js';

const PLY_MS = 420;
const REST_MS = 4000;

interface LiveCardProps extends CardContext {
  /** undefined while they are asked for. */
  readonly recorded: readonly Recorded[] | undefined;
  readonly runs: boolean;
}

/** Two boards with the games that ended last, played through move by move; then the next that has ended by then. */
export function LiveCard(context: LiveCardProps) {
  const { recorded, runs } = context;
  return (
    <Card title="Boards" note={runs ? 'games that have just ended, move by move' : 'the last games, move by move'}>
      {!recorded ? (
        <Empty>One moment …</Empty>
      ) : recorded.length === 0 ? (
        <Empty>No game has ended yet.</Empty>
      ) : (
        <div class="card-body boards">
          {[0, 1].slice(0, Math.min(2, recorded.length)).map((seat) => (
            <ReplayBoard {...context} recorded={recorded} seat={seat} key={seat} />
          ))}
        </div>
      )}
    </Card>
  );
}

function ReplayBoard({
  recorded,
  path,
  kind,
  id,
  names,
  seat,
}: CardContext & { readonly recorded: readonly Recorded[]; readonly seat: number }) {
  const newest = recorded[Math.max(0, recorded.length - 1 - seat)]!.number;
  const [number, setNumber] = useState(newest);
  const { data: game } = usePolled<Game>(`${path}/games/${number}`);
  const steps = useMemo(() => replay((game?.moves ?? '').split(' ').filter(Boolean)), [game]);
  const start = Math.min(steps.length - 1, game && game.opening !== '' ? game.opening.split(' ').length : 0);
  const [ply, setPly] = useState(0);
  useEffect(() => setPly(start), [steps]);
  useEffect(() => {
    if (!game) return;
    const atEnd = ply >= steps.length - 1;
    const timer = setTimeout(
      () => {
        if (document.hidden) return;
        if (!atEnd) setPly(ply + 1);
        else if (newest !== number) setNumber(newest);
        else setPly(start);
      },
      atEnd ? REST_MS : PLY_MS,
    );
    return () => clearTimeout(timer);
  }, [ply, game, newest, number, document.hidden]);
  const step = steps[Math.min(ply, steps.length - 1)]!;
  const over = game && ply >= steps.length - 1 ? game.result : null;
  const name = (white: boolean) => (
    <span class="board-name">
      <span class={`side ${white ? 'white' : 'black'}`} />
      <b>{game ? names.contestant(white ? game.white : game.black) : ' '}</b>
      <span class="points">{pointsText(over, white)}</span>
    </span>
  );
  return (
    <Link
      to={[kind, id, 'games', number]}
      class="board-card"
      aria-label={
        game
          ? `Game ${number}: ${names.contestant(game.white)} against ${names.contestant(game.black)}`
          : `Game ${number}`
      }
    >
      {name(false)}
      <Board
        fen={step.fen}
        lastMove={step.move}
        check={step.check}
        turn={step.turn}
        label={`Position after ${ply} plies`}
      />
      {name(true)}
    </Link>
  );
}
