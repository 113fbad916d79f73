import type { ModelDetail } from '../../../spec/api/index.js';
import { duration, integer, percent, si, Tile } from '../../parts/index.js';

/** FLOP of one petaflop/s-day. */
const PETAFLOP_DAY = 8.64e19;

type Checks = NonNullable<ModelDetail['card']['metrics']['checks']>;

/** The drift of the chess policy and the legal share of a child; steered checkpoints have them under `board`. */
function boardChecks(checks: Checks | undefined): { readonly kl: number; readonly legalShare: number } | undefined {
  if (checks === undefined) return undefined;
  if ('board' in checks) return { kl: checks.board.kl, legalShare: checks.board.legalShare.child };
  return { kl: checks.chessPolicyKl, legalShare: checks.legalShare.child };
}

/** Size, training cost and measurements of a checkpoint, as its card has them. */
export function MeasurementTiles({ model: { card, config } }: { readonly model: ModelDetail }) {
  const { parameters, steps, seconds, flop, metrics } = card;
  const moveMatch = metrics.validation?.moveMatch;
  const board = boardChecks(metrics.checks);
  return (
    <div class="tiles bare">
      <Tile label="Parameters" value={si(parameters)} note={config.chess.kind} />
      <Tile label="Steps" value={integer(steps)} note={`in ${duration(seconds)}`} />
      <Tile
        label="Training"
        value={`${si(flop.counted)}FLOP`}
        note={`${(flop.counted / PETAFLOP_DAY).toExponential(1)} petaflop/s-days`}
      />
      {moveMatch !== undefined && (
        <Tile label="Moves matched" value={percent(moveMatch, 1)} note="of players’ moves, held out" />
      )}
      {board && <Tile label="Legal share" value={percent(board.legalShare, 1)} note="of the raw policy" />}
      {board && <Tile label="Chess drift" value={board.kl.toFixed(4)} note="KL of the policy from the base, nats" />}
    </div>
  );
}
