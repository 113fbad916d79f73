import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Game, RecordedGame } from '../../../spec/api/index.js';
import { usePolled } from '../../api/index.js';
import { replay } from '../../chess/index.js';
import { Board, Card, Empty, Link, pointsText } from '../../parts/index.js';
import type { CardContext } from './context.js';

/** Milliseconds for which a position and the last position are shown. */
const [PLY_MS, LAST_PLY_MS] = [420, 4000];

interface LiveBoardsCardProps extends CardContext {
  /** Undefined while loading. */
  readonly recorded: readonly RecordedGame[] | undefined;
  readonly runs: boolean;
}

/** Two boards that replay the games that ended last. When a replay ends, the board continues with the newest game. */
export function LiveBoardsCard(props: LiveBoardsCardProps) {
  const { recorded, runs } = props;
  return (
    <Card title="Boards" note={runs ? 'replays of the latest games' : 'replays of the last games'}>
      {!recorded ? (
        <Empty>Loading …</Empty>
      ) : recorded.length === 0 ? (
        <Empty>No game has ended yet.</Empty>
      ) : (
        <div class="card-body boards">
          {[0, 1].slice(0, recorded.length).map((index) => (
            <ReplayBoard {...props} newest={recorded[Math.max(0, recorded.length - 1 - index)]!.number} key={index} />
          ))}
        </div>
      )}
    </Card>
  );
}

/** Replays game `newest`; a later value is taken up only after the replay has ended. Returns the game and the ply. */
function useRepeatedReplay(path: string, newest: number) {
  const [number, setNumber] = useState(newest);
  const { data: game } = usePolled<Game>(`${path}/games/${number}`);
  const steps = useMemo(() => replay((game?.moves ?? '').split(' ').filter(Boolean)), [game]);
  const start = Math.min(steps.length - 1, game && game.opening !== '' ? game.opening.split(' ').length : 0);
  const [ply, setPly] = useState(0);
  useEffect(() => setPly(start), [steps]);
  const atEnd = ply >= steps.length - 1;
  useEffect(() => {
    if (!game) return;
    const timer = setTimeout(
      () => {
        if (document.hidden) return;
        if (!atEnd) setPly(ply + 1);
        else if (newest !== number) setNumber(newest);
        else setPly(start);
      },
      atEnd ? LAST_PLY_MS : PLY_MS,
    );
    return () => clearTimeout(timer);
  }, [ply, game, newest, number, document.hidden]);
  return { number, game, ply, step: steps[Math.min(ply, steps.length - 1)]!, atEnd };
}

function ReplayBoard({ path, kind, id, names, newest }: CardContext & { readonly newest: number }) {
  const { number, game, ply, step, atEnd } = useRepeatedReplay(path, newest);
  const result = game && atEnd ? game.result : null;
  const player = (side: 'white' | 'black') => (
    <span class="board-name">
      <span class={`side ${side}`} />
      <b>{game ? names.contestant(game[side]) : ' '}</b>
      <span class="points">{pointsText(result, side)}</span>
    </span>
  );
  const pairing = game ? `: ${names.contestant(game.white)} against ${names.contestant(game.black)}` : '';
  return (
    <Link to={[kind, id, 'games', number]} class="board-card" aria-label={`Game ${number}${pairing}`}>
      {player('black')}
      <Board
        fen={step.fen}
        lastMove={step.move}
        check={step.check}
        turn={step.turn}
        label={`Position after ${ply} plies`}
      />
      {player('white')}
    </Link>
  );
}
