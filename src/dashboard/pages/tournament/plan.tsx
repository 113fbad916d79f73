import type { ComponentChildren } from 'preact';
import type { Match, Tournament } from '../../../spec/api/index.js';
import { Card, Facts, Link, type Names, percent, shortHash } from '../../parts/index.js';
import type { CardContext } from './context.js';

type Row = readonly [string, ComponentChildren];
type Spec = Tournament['spec'];

/** What the plan of a tournament of arms decides. Code names are sorted, since the plan's order would identify them. */
function tournamentRows({ spec }: Tournament, names: Names): Row[] {
  const { arms, decoding, analysis } = spec;
  const armNames = arms.map(({ id }) => names.arm(id));
  const [first] = arms;
  return [
    ['Base', <Link to={['models', spec.base]}>{shortHash(spec.base)}</Link>],
    ['Dialogue', <Link to={['datasets', spec.dataset]}>{shortHash(spec.dataset)}</Link>],
    ['Arms', (names.blinded ? [...armNames].sort() : armNames).join(', ')],
    ['Replicates', spec.replicates.join(', ')],
    ['Method, dose', first && `${first.method}, ${first.dose.steps} steps on ${first.dose.examples} examples`],
    ['Games', gamesText(spec)],
    ['Decoding', `temperature ${decoding.temperature}, guard ${decoding.guard}`],
    ...(names.blinded ? [] : arms.flatMap((arm) => plantedRow(arm, decoding))),
    ['Anchors', spec.anchors.join(', ')],
    [
      'Analysis',
      analysis.primary &&
        `${analysis.primary.map(names.arm).join(' − ')}, α ${analysis.alpha}, margin ${analysis.margin} Elo`,
    ],
    ['Decides', analysis.endpoint === 'regret' ? 'policy regret, games beside it' : 'games'],
    ['Stop', stopText(analysis.stop)],
    [
      'Limits',
      `at most ${analysis.limits.failedReplicates} failed replicates, ` +
        `perplexity within ${percent(analysis.limits.perplexityRatio - 1)}`,
    ],
  ];
}

function gamesText({ schedule, pairs, maxPlies }: Spec): string {
  const where = schedule?.kind === 'direct' ? 'pairs a block between the two arms' : 'pairs per pairing';
  return `${pairs} ${where}, at most ${maxPlies} plies`;
}

function stopText(stop: Spec['analysis']['stop']): string {
  if (stop === 'schedule' || stop.kind === 'schedule') return 'at the end of the schedule';
  if (stop.kind === 'sequential') return 'e-process, after any block';
  return `planned looks after blocks ${stop.looks.join(', ')}`;
}

/** How the children of an arm play, where they do not play as all others do. */
function plantedRow({ id, decoding, noise }: Spec['arms'][number], general: Spec['decoding']): Row[] {
  if (decoding === undefined && noise === undefined) return [];
  const { temperature, guard } = decoding ?? general;
  const damage = noise === undefined ? '' : `, noise ${noise} on the trunk`;
  return [[`${id} plays at`, `temperature ${temperature}, guard ${guard}${damage}`]];
}

/** What the plan of a match decides. */
function matchRows({ spec }: Match): Row[] {
  return [
    ['Contestants', String(spec.contestants.length)],
    ['Schedule', `${spec.schedule.kind}, rounds: ${spec.schedule.rounds}`],
    ['Games', `${spec.pairs} pairs per pairing, at most ${spec.maxPlies} plies`],
  ];
}

/** What was decided before the first game. */
export function PlanCard({ tournament, path, names }: CardContext) {
  const { planHash } = tournament;
  return (
    <Card title="Plan" note="sealed before the first game" end={!names.blinded && <a href={`${path}/plan`}>JSON</a>}>
      <div class="card-body">
        <Facts
          rows={[
            ['Hash', <code title={planHash}>{planHash.slice(0, 16)}</code>],
            ...(tournament.kind === 'tournament' ? tournamentRows(tournament, names) : matchRows(tournament)),
          ]}
        />
      </div>
    </Card>
  );
}
