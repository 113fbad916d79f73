import { Card, Facts, Link, percent, short } from '../../parts/index.js';
import type { CardContext } from './context.js';

/** The plan's own order would tell code names apart. */
const inOrder = (names: readonly string[], blinded: boolean): readonly string[] =>
  blinded ? [...names].sort() : names;

/** What was decided before the first game. */
export function PlanCard({ tournament, kind, path, names }: CardContext) {
  const { spec, planHash } = tournament;
  const arms = kind === 'tournaments' ? spec.arms : [];
  const { analysis } = spec;
  return (
    <Card title="Plan" note="sealed before the first game" end={!names.blinded && <a href={`${path}/plan`}>JSON</a>}>
      <div class="card-body">
        <Facts
          rows={[
            ['Hash', <code title={planHash}>{planHash.slice(0, 16)}</code>],
            ['Base', arms.length > 0 && <Link to={['models', spec.base]}>{short(spec.base)}</Link>],
            ['Dialogue', arms.length > 0 && <Link to={['datasets', spec.dataset]}>{short(spec.dataset)}</Link>],
            [
              'Arms',
              inOrder(
                arms.map(({ id }) => names.arm(id)),
                names.blinded,
              ).join(', '),
            ],
            ['Replicates', arms.length > 0 && spec.replicates.join(', ')],
            [
              'Method, dose',
              arms[0] && `${arms[0].method}, ${arms[0].dose.steps} steps on ${arms[0].dose.examples} examples`,
            ],
            ['Games', `${spec.pairs} pairs a pairing, at most ${spec.maxPlies} plies`],
            ['Decoding', spec.decoding && `temperature ${spec.decoding.temperature}, guard ${spec.decoding.guard}`],
            ['Anchors', spec.anchors?.join(', ')],
            [
              'Analysis',
              analysis?.primary &&
                `${analysis.primary.map(names.arm).join(' − ')}, α ${analysis.alpha}, margin ${analysis.margin} Elo`,
            ],
            [
              'Limits',
              analysis?.limits &&
                `${analysis.limits.failedReplicates} failed replicate, perplexity within ${percent(analysis.limits.perplexityRatio - 1)}`,
            ],
          ].filter((row): row is [string, string] => Boolean(row[1]))}
        />
      </div>
    </Card>
  );
}
