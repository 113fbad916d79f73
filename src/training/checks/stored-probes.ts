/** Positions with a policy, as the store of a base keeps them. */
import { Chess } from 'chessops';
import { makeFen, parseFen } from 'chessops/fen';
import Type from 'typebox';
import { legalIndices } from '../../chess/board/index.js';
import { type ReadonlyStatic, strict } from '../../spec/index.js';
import type { ProbedPosition } from './compare-policies.js';

/** A share of 1 with what rounding adds. */
export const share = Type.Number({ minimum: 0, maximum: 1.001 });
const Probe = Type.Object({ fen: Type.String(), policy: Type.Array(share), legalShare: share }, strict);
/** Stored probes, each of a position with as many legal moves as its policy has. */
export const StoredProbes = Type.Refine(Type.Array(Probe), (probes) =>
  probes.every((probe) => legalOf(probe) !== null),
);

type StoredProbe = ReadonlyStatic<typeof Probe>;

/** A probed position as it is stored. */
export const storedProbe = ({ position, policy, legalShare }: ProbedPosition): StoredProbe => ({
  fen: makeFen(position.toSetup()),
  policy: [...policy],
  legalShare,
});

/** The position of a stored probe with its legal moves; null where it is none, or has another number of moves. */
function legalOf({ fen, policy }: StoredProbe): Pick<ProbedPosition, 'position' | 'legal'> | null {
  const position = parseFen(fen)
    .chain((setup) => Chess.fromSetup(setup))
    .unwrap(
      (value) => value,
      () => null,
    );
  const legal = position && legalIndices(position);
  return legal && legal.length > 0 && legal.length === policy.length ? { position, legal } : null;
}

/** The position of a stored probe. Throws TypeError where `StoredProbes` refuses it. */
export const readProbe = (probe: StoredProbe): ProbedPosition => ({
  ...legalOf(probe)!,
  policy: probe.policy,
  legalShare: probe.legalShare,
});
