import type { Verdict } from '../../../spec/api/index.js';
import { Card, Forest, fixed, signed } from '../../parts/index.js';
import type { VerdictProps } from './card-props.js';

interface Row {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Rows of the analyses that were made, the deciding contrast first where it is in Elo. */
function rowsOf({ contrast, secondOpinions }: Verdict): Row[] {
  if (!secondOpinions) return [];
  const { randomEffects, jointRatings, atEqualDrift, mixedModel, twoWayClusters } = secondOpinions;
  const row = (label: string, from: { mean: number | null; low: number | null; high: number | null } | null): Row[] =>
    from === null || from.mean === null ? [] : [{ label, value: from.mean, low: from.low, high: from.high }];
  return [
    ...(contrast?.scale === 'elo' ? row('verdict', contrast) : []),
    ...row('random effects', randomEffects),
    ...row('joint ratings', jointRatings),
    ...row('at equal drift', atEqualDrift),
    ...row('mixed model', mixedModel && { ...mixedModel, mean: mixedModel.elo }),
    ...row('two-way clusters', twoWayClusters && { ...twoWayClusters, mean: twoWayClusters.elo }),
  ];
}

/** Other analyses of the same games, which decide nothing, on the Elo scale of the standings. */
export function OpinionsCard({ verdict, names }: VerdictProps) {
  const rows = rowsOf(verdict);
  if (rows.length === 0) return null;
  const arms = verdict.contrast?.arms.map(names.arm);
  const drift = verdict.secondOpinions?.atEqualDrift;
  return (
    <Card title="Second opinions" note={arms && `${arms[0]} minus ${arms[1]}, Elo; they decide nothing`}>
      <div class="card-body">
        <Forest rows={rows} total={null} text={(value) => signed(value, 0)} label="Second opinions" />
        {drift && (
          <p class="small soft">
            At equal drift: {fixed(drift.eloPerNat, 0)} Elo a nat of the children’s difference in drift.
          </p>
        )}
      </div>
    </Card>
  );
}
