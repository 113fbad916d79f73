import { useState } from 'preact/hooks';
import type { ContrastRun, FineTune, Recorded, Standings, Tournament, Verdict } from '../api/index.js';
import { download, post, usePolled, useRecorded } from '../api/index.js';
import { blind, Card, dateTime, Empty, Link, namesOf, StateBadge, short, Trouble, Waiting } from '../parts/index.js';
import {
  armsByRecipe,
  ChildrenCard,
  ContrastCard,
  CrossTableCard,
  EventsCard,
  FaultsCard,
  LiveCard,
  PlanCard,
  ProgressCard,
  RecentGamesCard,
  StandingsCard,
} from './tournament/index.js';

/** Milliseconds between questions while it runs; odd, so that they do not all fall together. */
const PACE = { state: 2003, standings: 4001, verdict: 5507, recorded: 2503, children: 4507, idle: 30_011 };

const NONE: readonly Recorded[] = [];

interface TournamentPageProps {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
}

export function TournamentPage({ kind, id }: TournamentPageProps) {
  const path = `/${kind}/${id}`;
  const [open, setOpen] = useState(true);
  const pace = (ms: number): number => (open ? ms : PACE.idle);
  const { data: tournament, error } = usePolled<Tournament>(path, pace(PACE.state));
  const found = tournament !== undefined;
  const { data: standings } = usePolled<Standings>(found ? `${path}/standings` : null, pace(PACE.standings));
  const arms = found && kind === 'tournaments';
  const { data: verdict } = usePolled<Verdict>(arms ? `${path}/verdict` : null, pace(PACE.verdict));
  const { data: contrast } = usePolled<ContrastRun>(arms ? `${path}/contrast` : null, pace(PACE.verdict));
  const { data: children } = usePolled<{ data: readonly FineTune[] }>(
    arms ? `${path}/fine-tunes` : null,
    pace(PACE.children),
  );
  const feed = useRecorded(path, pace(PACE.recorded));
  const recorded = feed ?? NONE;
  const wanted = blind.use();
  if (!tournament) return <Waiting error={error} />;

  const runs = tournament.state === 'running' || tournament.state === 'created';
  if (runs !== open) setOpen(runs);
  const names = namesOf(tournament, wanted);
  const context = { kind, id, path, tournament, names };
  const armOf = armsByRecipe(tournament);
  const childNames = new Map(
    (children?.data ?? []).map((one) => [one.id, `${names.arm(armOf(one))}/${one.recipe.seed}`]),
  );
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={[kind]}>{kind === 'tournaments' ? 'Tournaments' : 'Matches'}</Link>
        </div>
        <h1>{tournament.name}</h1>
        <StateBadge state={runs && tournament.cancelRequested ? 'stopping' : tournament.state} />
        {names.blinded && (
          <span class="badge" title="Arms carry code names until the verdict">
            blinded
          </span>
        )}
        <Actions
          path={path}
          id={id}
          runs={runs}
          played={tournament.progress.done > 0}
          arms={arms}
          blinded={names.blinded}
        />
        <div class="small soft" style={{ width: '100%' }}>
          created {dateTime(tournament.createdAt)} · plan{' '}
          <code title={tournament.planHash}>{short(tournament.planHash)}</code>
          {standings && ` · standings as of ${dateTime(standings.asOf)}`}
        </div>
      </div>
      {tournament.error && <div class="problem">{names.text(tournament.error.message)}</div>}
      {error && <Trouble error={error} />}
      <ProgressCard {...context} recorded={recorded} children={children?.data ?? []} />
      {verdict ? (
        <ContrastCard {...context} verdict={verdict} contrast={contrast} />
      ) : (
        arms && (
          <Card title="Contrast" class="contrast-place">
            <Empty>One moment …</Empty>
          </Card>
        )
      )}
      <div class="split">
        <div class="stack">
          {standings ? (
            <StandingsCard {...context} standings={standings} />
          ) : (
            <Card title="Standings">
              <Empty>One moment …</Empty>
            </Card>
          )}
          <CrossTableCard {...context} recorded={recorded} standings={standings} />
          {children && children.data.length > 0 && (
            <ChildrenCard {...context} fineTunes={children.data} verdict={verdict} />
          )}
          <FaultsCard {...context} recorded={recorded} standings={standings} />
        </div>
        <div class="stack">
          <LiveCard {...context} recorded={feed} runs={runs} />
          <RecentGamesCard {...context} recorded={feed} />
          <EventsCard {...context} every={pace(PACE.standings)} children={childNames} />
          <PlanCard {...context} />
        </div>
      </div>
    </>
  );
}

interface ActionsProps {
  readonly path: string;
  readonly id: string;
  readonly runs: boolean;
  readonly played: boolean;
  readonly arms: boolean;
  /** What names the arms is not handed out. */
  readonly blinded: boolean;
}

function Actions({ path, id, runs, played, arms, blinded }: ActionsProps) {
  const [trouble, setTrouble] = useState<string>();
  const attempt = (what: Promise<unknown>): void =>
    void what.then(
      () => setTrouble(undefined),
      (error: Error) => setTrouble(error.message),
    );
  return (
    <div class="end">
      {trouble && <span class="problem small">{trouble}</span>}
      {played && !blinded && (
        <button
          type="button"
          onClick={() => attempt(download(`${path}/games`, 'application/x-chess-pgn', `${id}.pgn`))}
        >
          PGN
        </button>
      )}
      {arms && played && !blinded && (
        <a class="button" href={`${path}/report`} target="_blank" rel="noopener">
          Report
        </a>
      )}
      {runs && (
        <button
          type="button"
          class="danger"
          onClick={() => confirm('Stop this tournament? What was played is kept.') && attempt(post(`${path}/cancel`))}
        >
          Stop
        </button>
      )}
    </div>
  );
}
