import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Game, JudgedPly, Standings, Tournament } from '../api/index.js';
import { ApiError, download, heard, post, usePolled } from '../api/index.js';
import { replay } from '../chess/index.js';
import {
  armOf,
  Board,
  blind,
  Card,
  dateTime,
  Facts,
  go,
  type Line,
  Link,
  namesOf,
  Plot,
  percent,
  pointsText,
  Trouble,
  Waiting,
  words,
} from '../parts/index.js';

interface GamePageProps {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
  readonly number: string;
}

type Step = (ply: number) => number;
const TO_START: Step = () => 0;
const BACK: Step = (ply) => ply - 1;
const ON: Step = (ply) => ply + 1;
const TO_END: Step = () => Infinity;
const KEYS: Readonly<Record<string, Step>> = {
  ArrowRight: ON,
  ArrowLeft: BACK,
  ArrowDown: TO_END,
  ArrowUp: TO_START,
  Home: TO_START,
  End: TO_END,
};

export function GamePage({ kind, id, number }: GamePageProps) {
  const path = `/${kind}/${id}`;
  const { data: game, error } = usePolled<Game>(`${path}/games/${number}`);
  const { data: tournament } = usePolled<Tournament>(path);
  const { data: standings } = usePolled<Standings>(`${path}/standings`);
  const wanted = blind.use();
  const moves = useMemo(() => (game?.moves ?? game?.opening ?? '').split(' ').filter(Boolean), [game]);
  const steps = useMemo(() => replay(moves), [moves]);
  const [ply, setPly] = useState(0);
  const [flipped, setFlipped] = useState(false);
  const turn = (): void => setFlipped((now) => !now);
  const opening = game && game.opening !== '' ? game.opening.split(' ').length : 0;
  useLayoutEffect(() => setPly(opening), [game]); // before it is painted: another ply would flash
  // from the ply as it is then, not as it was last drawn: keys come faster than frames
  const step = (to: (ply: number) => number): void => setPly((now) => Math.min(steps.length - 1, Math.max(0, to(now))));

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        (event.target as HTMLElement).closest('input, textarea, select, dialog')
      )
        return;
      const to = KEYS[event.key];
      if (to !== undefined) {
        event.preventDefault();
        step(to);
      } else if (event.key === 'f') turn();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [steps]);

  if (!game) return <Waiting error={error} />;
  const names = namesOf(tournament, wanted);
  const shown = steps[Math.min(ply, steps.length - 1)]!;
  const sides = [game.white, game.black].map((name) => ({
    name,
    shown: names.contestant(name),
    colour: names.colour(armOf(name)),
    checkpoint: standings?.rows.find(({ contestant }) => contestant === name)?.checkpoint ?? null,
  }));
  const [white, black] = [sides[0]!, sides[1]!];
  const side = (one: typeof white, colour: 'white' | 'black') => (
    <div class="board-name large">
      <span class={`side ${colour}`} />
      <b>{one.checkpoint && !names.blinded ? <Link to={['models', one.checkpoint]}>{one.shown}</Link> : one.shown}</b>
      <span class="points">{pointsText(game.result, colour === 'white')}</span>
    </div>
  );
  const total = tournament?.progress.games ?? Infinity;
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={[kind]}>{kind === 'tournaments' ? 'Tournaments' : 'Matches'}</Link> /{' '}
          <Link to={[kind, id]}>{tournament?.name ?? '…'}</Link>
        </div>
        <h1>
          {white.shown} – {black.shown}
        </h1>
        <span class="badge">
          {game.result === null
            ? words(game.state)
            : `${game.result.replaceAll('1/2', '½').replace('-', '–')}, ${words(game.termination ?? '')}`}
        </span>
        <div class="end">
          <button type="button" disabled={game.number <= 1} onClick={() => go(kind, id, 'games', game.number - 1)}>
            ‹ Game {Math.max(1, game.number - 1)}
          </button>
          <button type="button" disabled={game.number >= total} onClick={() => go(kind, id, 'games', game.number + 1)}>
            Game {game.number + 1} ›
          </button>
          {game.result !== null && (
            <button
              type="button"
              onClick={() =>
                void download(`${path}/games/${game.number}`, 'application/x-chess-pgn', `game-${game.number}.pgn`)
              }
            >
              PGN
            </button>
          )}
        </div>
      </div>
      <div class="game">
        <div class="game-board">
          {flipped ? side(white, 'white') : side(black, 'black')}
          <Board
            fen={shown.fen}
            lastMove={shown.move}
            check={shown.check}
            turn={shown.turn}
            orientation={flipped ? 'black' : 'white'}
            coordinates
            label={`Position after ${ply} plies, ${shown.turn} to move`}
          />
          {flipped ? side(black, 'black') : side(white, 'white')}
          <div class="board-keys" role="toolbar" aria-label="Step through the game">
            <button type="button" aria-label="First position" onClick={() => step(TO_START)}>
              «
            </button>
            <button type="button" aria-label="One ply back" onClick={() => step(BACK)}>
              ‹
            </button>
            <button type="button" aria-label="One ply on" onClick={() => step(ON)}>
              ›
            </button>
            <button type="button" aria-label="Last position" onClick={() => step(TO_END)}>
              »
            </button>
            <button type="button" aria-label="Turn the board" onClick={turn}>
              ⇅
            </button>
            <span class="small soft keys-hint">← → step, ↑ ↓ ends, f turns</span>
          </div>
        </div>
        <Card title="Moves" class="moves-card" note={opening > 0 ? `${opening} plies of opening book` : undefined}>
          <Moves steps={steps.map(({ san }) => san)} ply={ply} opening={opening} onPick={setPly} result={game.result} />
        </Card>
        <div class="stack game-side">
          <JudgedCard sides={sides} moves={moves} ply={ply} onPick={setPly} opening={opening} />
          <Card title="Game">
            <div class="card-body">
              <Facts
                rows={[
                  ['Number', `${game.number}, pair ${game.pair}, leg ${game.leg}, block ${game.block}`],
                  ['Length', game.plies === null ? null : `${game.plies} plies`],
                  ['Recorded', game.recordedAt && dateTime(game.recordedAt)],
                  ['Attempts', game.attempts > 1 ? `${game.attempts}: lost with a worker and played again` : null],
                  ['Key', <code>{game.gameKey.slice(0, 20)}…</code>],
                  ['FEN', <code>{shown.fen}</code>],
                ]}
              />
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}

interface MovesProps {
  readonly steps: readonly string[];
  readonly ply: number;
  readonly opening: number;
  readonly onPick: (ply: number) => void;
  readonly result: string | null;
}

function Moves({ steps, ply, opening, onPick, result }: MovesProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current;
    const active = box?.querySelector<HTMLElement>('[aria-current]');
    if (box && active) box.scrollTop = active.offsetTop - box.clientHeight / 2; // never moves the page itself
  }, [ply, steps.length]);
  const rows = Math.ceil((steps.length - 1) / 2);
  const move = (at: number) =>
    at < steps.length ? (
      <button
        type="button"
        class={`move ${at <= opening ? 'book' : ''}`}
        aria-current={at === ply ? 'step' : undefined}
        onClick={() => onPick(at)}
      >
        {steps[at]}
      </button>
    ) : (
      <span />
    );
  return (
    <ol class="moves" ref={list} tabIndex={0} aria-label="Moves">
      {Array.from({ length: rows }, (_, row) => (
        <li key={row}>
          <span class="soft">{row + 1}.</span>
          {move(2 * row + 1)}
          {move(2 * row + 2)}
        </li>
      ))}
      {result && <li class="moves-result">{result.replaceAll('1/2', '½').replace('-', '–')}</li>}
    </ol>
  );
}

interface Side {
  readonly shown: string;
  readonly checkpoint: string | null;
}
interface JudgedCardProps {
  readonly sides: readonly Side[];
  readonly moves: readonly string[];
  readonly ply: number;
  readonly opening: number;
  readonly onPick: (ply: number) => void;
}

/** What each network made of the game, worked out when asked for: the record keeps sums over a game only. */
function JudgedCard({ sides, moves, ply, onPick, opening }: JudgedCardProps) {
  const [judged, setJudged] = useState<readonly (readonly JudgedPly[] | null)[]>();
  const [trouble, setTrouble] = useState<ApiError>();
  const [asking, setAsking] = useState(false);
  const can = sides.some(({ checkpoint }) => checkpoint !== null) && moves.length > 0;
  const ask = async (): Promise<void> => {
    setAsking(true);
    setTrouble(undefined);
    try {
      const answers: (readonly JudgedPly[] | null)[] = [];
      for (const { checkpoint } of sides) {
        answers.push(
          checkpoint
            ? (await heard(post<{ plies: readonly JudgedPly[] }>(`/models/${checkpoint}/judge`, { moves }))).plies
            : null,
        );
      }
      setJudged(answers);
    } catch (error) {
      if (error instanceof ApiError) setTrouble(error);
    }
    setAsking(false);
  };
  useEffect(() => {
    if (can && !judged && !asking && !trouble) void ask();
  }, [can]);

  const x = useMemo(() => moves.map((_, i) => i).concat(moves.length), [moves]);
  const colours = ['arm-0', 'arm-1'];
  const expected = useMemo(
    () =>
      (judged ?? []).flatMap((plies, i): Line[] =>
        plies
          ? [
              {
                label: `${sides[i]!.shown} (${i === 0 ? 'White' : 'Black'})`,
                colour: colours[i]!,
                values: x.map((at) => (plies[at] ? plies[at].white + plies[at].draw / 2 : null)),
                text: (value) => percent(value),
              },
            ]
          : [],
      ),
    [judged, x],
  );
  // a side's share of legal moves is its own policy's in the positions in which it is to move
  const legal = useMemo(
    () =>
      (judged ?? []).flatMap((plies, i): Line[] =>
        plies
          ? [
              {
                label: sides[i]!.shown,
                colour: colours[i]!,
                values: x.map((at) => (at % 2 === i && at >= opening && plies[at] ? plies[at].legalShare : null)),
                text: (value) => percent(value, 1),
              },
            ]
          : [],
      ),
    [judged, x],
  );
  const now = (judged ?? []).flatMap((plies, i) => (plies?.[ply] ? [{ name: sides[i]!.shown, ...plies[ply] }] : []));
  return (
    <Card title="What the networks expect" note="computed when the page is opened; from White’s side">
      <div class="card-body">
        {!can && (
          <p class="soft">
            {moves.length === 0 ? 'The game has not been played yet.' : 'No network sat at this board.'}
          </p>
        )}
        {asking && <p class="soft">The networks look at the game …</p>}
        {trouble && (
          <>
            <Trouble error={trouble} />
            <button type="button" onClick={() => void ask()}>
              Ask again
            </button>
          </>
        )}
        {judged && (
          <>
            <h3>Expected points of White</h3>
            <Plot
              x={x}
              lines={expected}
              range={[0, 1]}
              mark={ply}
              onPick={onPick}
              height={190}
              label="Expected points of White by ply"
              xLabel="ply"
            />
            {now.map(({ name, white, draw, black }) => (
              <div class="outcome" key={name}>
                <span class="small">{name}</span>
                <div
                  class="wdl tall"
                  role="img"
                  aria-label={`${name}: White wins ${percent(white)}, draw ${percent(draw)}, Black wins ${percent(black)}`}
                >
                  <span class="white" style={{ width: `${100 * white}%` }}>
                    {white > 0.12 && percent(white)}
                  </span>
                  <span class="drawn" style={{ width: `${100 * draw}%` }}>
                    {draw > 0.12 && percent(draw)}
                  </span>
                  <span class="black" style={{ width: `${100 * black}%` }}>
                    {black > 0.12 && percent(black)}
                  </span>
                </div>
              </div>
            ))}
            <h3>Share of the raw policy on legal moves</h3>
            <Plot
              x={x}
              lines={legal}
              range={[0, 1]}
              mark={ply}
              onPick={onPick}
              height={150}
              label="Legal share by ply"
              xLabel="ply"
            />
          </>
        )}
      </div>
    </Card>
  );
}
