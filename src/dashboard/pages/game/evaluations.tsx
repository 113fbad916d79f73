import { useEffect, useMemo, useState } from 'preact/hooks';
import type { JudgedPly, JudgeReply, JudgeRequest } from '../../../spec/api/index.js';
import { ApiError, post, trackConnection } from '../../api/index.js';
import { Card, ErrorMessage, type Line, Plot, percent } from '../../parts/index.js';

interface Side {
  readonly name: string;
  /** Address of the network; null for anchors, which are not evaluated. */
  readonly checkpoint: string | null;
}

/** The evaluations of one network by ply; null for an anchor. */
type Evaluations = readonly JudgedPly[] | null;

/** Requests the evaluations of a game by the networks of both sides when the page is opened. */
function useEvaluations(sides: readonly Side[], moves: readonly string[]) {
  const [evaluations, setEvaluations] = useState<readonly Evaluations[]>();
  const [error, setError] = useState<ApiError>();
  const [loading, setLoading] = useState(false);
  const available = sides.some(({ checkpoint }) => checkpoint !== null) && moves.length > 0;
  const evaluate = async (checkpoint: string | null): Promise<Evaluations> => {
    if (checkpoint === null) return null;
    const request: JudgeRequest = { moves: [...moves] };
    return (await trackConnection(post<JudgeReply>(`/models/${checkpoint}/judge`, request))).plies;
  };
  const load = async (): Promise<void> => {
    setLoading(true);
    setError(undefined);
    try {
      const loaded: Evaluations[] = [];
      for (const { checkpoint } of sides) loaded.push(await evaluate(checkpoint));
      setEvaluations(loaded);
    } catch (caught) {
      if (caught instanceof ApiError) setError(caught);
    }
    setLoading(false);
  };
  useEffect(() => {
    if (available && !evaluations && !loading && !error) void load();
  }, [available]);
  return { evaluations, error, loading, available, load };
}

const COLOURS = ['arm-0', 'arm-1'];

/** One line for each evaluated side; `value` takes what a network expects after `ply` plies. */
function linesOf(
  sides: readonly Side[],
  evaluations: readonly Evaluations[],
  value: (evaluation: JudgedPly, ply: number, side: number) => number | null,
  digits: number,
): Line[] {
  return evaluations.flatMap((plies, side): Line[] =>
    plies
      ? [
          {
            label: `${sides[side]!.name} (${side === 0 ? 'White' : 'Black'})`,
            colour: COLOURS[side]!,
            values: plies.map((evaluation, ply) => value(evaluation, ply, side)),
            text: (share) => percent(share, digits),
          },
        ]
      : [],
  );
}

interface EvaluationsCardProps {
  /** White, then Black. */
  readonly sides: readonly [Side, Side];
  /** UCI notation. */
  readonly moves: readonly string[];
  readonly ply: number;
  readonly openingPlies: number;
  readonly onPick: (ply: number) => void;
}

/**
 * The outcome that each network expected during the game, and its probability mass on legal moves. Both are computed
 * when the page is opened, since the database stores only means over a game.
 */
export function EvaluationsCard(props: EvaluationsCardProps) {
  const { sides, moves } = props;
  const { evaluations, error, loading, available, load } = useEvaluations(sides, moves);
  return (
    <Card title="Network evaluations" note="computed when the page is opened; from White’s side">
      <div class="card-body">
        {!available && (
          <p class="soft">
            {moves.length === 0 ? 'The game has not been played yet.' : 'No network played this game.'}
          </p>
        )}
        {loading && <p class="soft">Evaluating the game …</p>}
        {error && (
          <>
            <ErrorMessage error={error} />
            <button type="button" onClick={() => void load()}>
              Try again
            </button>
          </>
        )}
        {evaluations && <EvaluationPlots {...props} evaluations={evaluations} />}
      </div>
    </Card>
  );
}

interface EvaluationPlotsProps extends EvaluationsCardProps {
  readonly evaluations: readonly Evaluations[];
}

function EvaluationPlots({ sides, moves, ply, openingPlies, onPick, evaluations }: EvaluationPlotsProps) {
  const x = useMemo(() => Array.from({ length: moves.length + 1 }, (_, i) => i), [moves]);
  const names = sides.map(({ name }) => name).join(); // blinded mode changes them
  const expectedPoints = useMemo(
    () => linesOf(sides, evaluations, ({ white, draw }) => white + draw / 2, 0),
    [evaluations, names],
  );
  const legalShares = useMemo(() => {
    // only in the positions in which the network itself was to move
    const isOwnMove = (at: number, side: number): boolean => at % 2 === side && at >= openingPlies;
    return linesOf(sides, evaluations, ({ legalShare }, at, side) => (isOwnMove(at, side) ? legalShare : null), 1);
  }, [evaluations, names]);
  const plot = { x, range: [0, 1], mark: ply, onPick, xLabel: 'ply' } as const;
  return (
    <>
      <h3>Expected points of White</h3>
      <Plot {...plot} lines={expectedPoints} height={190} label="Expected points of White by ply" />
      {evaluations.map(
        (plies, side) => plies?.[ply] && <Outcome key={side} name={sides[side]!.name} evaluation={plies[ply]} />,
      )}
      <h3>Share of the raw policy on legal moves</h3>
      <Plot {...plot} lines={legalShares} height={150} label="Legal share by ply" />
    </>
  );
}

interface OutcomeProps {
  readonly name: string;
  readonly evaluation: JudgedPly;
}

/** The expected outcome in one position as a divided bar. */
function Outcome({ name, evaluation: { white, draw, black } }: OutcomeProps) {
  const text = `White wins ${percent(white)}, draw ${percent(draw)}, Black wins ${percent(black)}`;
  const parts = [
    ['white', white],
    ['drawn', draw],
    ['black', black],
  ] as const;
  return (
    <div class="outcome">
      <span class="small">{name}</span>
      <div class="wdl tall" role="img" aria-label={`${name}: ${text}`}>
        {parts.map(([part, share]) => (
          <span class={part} key={part} style={{ width: `${100 * share}%` }}>
            {share > 0.12 && percent(share)}
          </span>
        ))}
      </div>
    </div>
  );
}
