import { useState } from 'preact/hooks';
import type {
  ContrastRun,
  FineTuneList,
  Match,
  RecordedGame,
  Standings,
  Tournament,
  Verdict,
} from '../../spec/api/index.js';
import { download, post, usePolled, useRecordedGames } from '../api/index.js';
import {
  blind,
  Card,
  dateTime,
  displayNames,
  Empty,
  ErrorMessage,
  Loading,
  PageHead,
  StateBadge,
  shortHash,
} from '../parts/index.js';
import {
  armsByRecipe,
  ChildrenCard,
  CrossTableCard,
  EndingsCard,
  EventsCard,
  LiveBoardsCard,
  PlanCard,
  ProgressCard,
  QuestionsCard,
  RecentGamesCard,
  StandingsCard,
} from './tournament/index.js';
import { ContrastsCard, OpinionsCard, RegretCard, TreatmentCard, VerdictCard } from './verdict/index.js';

/** Milliseconds between polls of each resource while the tournament runs; different primes avoid coincidence. */
const PERIOD = { state: 2003, standings: 4001, verdict: 5507, recorded: 2503, children: 4507 };
/** Milliseconds between polls when the tournament has ended. */
const IDLE_PERIOD = 30_011;

const NO_GAMES: readonly RecordedGame[] = [];

interface TournamentPageProps {
  readonly kind: 'tournaments' | 'matches';
  readonly id: string;
}

/** Polls everything that the page shows. Matches have neither a verdict of arms nor children. */
function useTournament({ kind, id }: TournamentPageProps) {
  const path = `/${kind}/${id}`;
  const [open, setOpen] = useState(true);
  const period = (ms: number): number => (open ? ms : IDLE_PERIOD);
  const { data: tournament, error } = usePolled<Tournament | Match>(path, period(PERIOD.state));
  const standingsPath = tournament && `${path}/standings`;
  const { data: standings } = usePolled<Standings>(standingsPath ?? null, period(PERIOD.standings));
  const armsPath = tournament?.kind === 'tournament' ? path : null;
  const { data: verdict } = usePolled<Verdict>(armsPath && `${armsPath}/verdict`, period(PERIOD.verdict));
  const { data: contrast } = usePolled<ContrastRun>(armsPath && `${armsPath}/contrast`, period(PERIOD.verdict));
  const { data: fineTunes } = usePolled<FineTuneList>(armsPath && `${armsPath}/fine-tunes`, period(PERIOD.children));
  const recorded = useRecordedGames(path, period(PERIOD.recorded));
  const runs = tournament?.state === 'running' || tournament?.state === 'created';
  if (tournament && runs !== open) setOpen(runs);
  return { path, tournament, error, standings, verdict, contrast, fineTunes: fineTunes?.data, recorded, runs, period };
}

/** A tournament or match: progress, verdict, standings, games and plan. */
export function TournamentPage({ kind, id }: TournamentPageProps) {
  const loaded = useTournament({ kind, id });
  const { path, tournament, error, standings, verdict, fineTunes = [], recorded, runs } = loaded;
  const blindedMode = blind.use();
  if (!tournament) return <Loading error={error} />;

  const names = displayNames(tournament, blindedMode);
  const context = { kind, id, path, tournament, names };
  const games = recorded ?? NO_GAMES;
  const armsOf = armsByRecipe(tournament);
  const childNames = new Map(
    fineTunes.map((one) => [
      one.id,
      armsOf(one)
        .map((arm) => `${names.arm(arm)}/${one.recipe.seed}`)
        .join(', '),
    ]),
  );
  return (
    <>
      <TournamentHead {...context} standings={standings} runs={runs} />
      {tournament.error && <div class="problem">{names.text(tournament.error.message)}</div>}
      {error && <ErrorMessage error={error} />}
      <ProgressCard {...context} recorded={games} children={fineTunes} />
      {verdict && tournament.kind === 'tournament' && (
        <>
          <VerdictCard names={names} tournament={tournament} verdict={verdict} contrast={loaded.contrast} />
          <div class="columns">
            <TreatmentCard verdict={verdict} names={names} />
            <RegretCard verdict={verdict} names={names} />
            <ContrastsCard verdict={verdict} names={names} />
            <OpinionsCard verdict={verdict} names={names} />
          </div>
        </>
      )}
      {!verdict && tournament.kind === 'tournament' && (
        <Card title="Contrast" class="contrast-loading">
          <Empty>Loading …</Empty>
        </Card>
      )}
      <div class="split">
        <div class="stack">
          {standings ? (
            <StandingsCard {...context} standings={standings} />
          ) : (
            <Card title="Standings">
              <Empty>Loading …</Empty>
            </Card>
          )}
          <CrossTableCard {...context} recorded={games} standings={standings} />
          {fineTunes.length > 0 && <ChildrenCard {...context} fineTunes={fineTunes} />}
          <EndingsCard {...context} recorded={games} standings={standings} />
        </div>
        <div class="stack">
          <LiveBoardsCard {...context} recorded={recorded} runs={runs} />
          {tournament.kind === 'tournament' && <QuestionsCard {...context} recorded={games} />}
          <RecentGamesCard {...context} recorded={recorded} />
          <EventsCard {...context} everyMs={loaded.period(PERIOD.standings)} childNames={childNames} />
          <PlanCard {...context} />
        </div>
      </div>
    </>
  );
}

interface TournamentHeadProps extends Omit<ActionsProps, 'blinded'> {
  readonly kind: 'tournaments' | 'matches';
  readonly names: { readonly blinded: boolean };
  readonly standings: Standings | undefined;
}

function TournamentHead({ kind, path, tournament, names, standings, runs }: TournamentHeadProps) {
  const { name, state, cancelRequested, createdAt, planHash } = tournament;
  return (
    <PageHead parents={[[[kind], kind === 'tournaments' ? 'Tournaments' : 'Matches']]} title={name}>
      <StateBadge state={runs && cancelRequested ? 'stopping' : state} />
      {names.blinded && (
        <span class="badge" title="Arms carry code names until the verdict">
          blinded
        </span>
      )}
      <Actions path={path} tournament={tournament} runs={runs} blinded={names.blinded} />
      <div class="small soft" style={{ width: '100%' }}>
        created {dateTime(createdAt)} · plan <code title={planHash}>{shortHash(planHash)}</code>
        {standings && ` · standings as of ${dateTime(standings.asOf)}`}
      </div>
    </PageHead>
  );
}

interface ActionsProps {
  readonly path: string;
  readonly tournament: Tournament | Match;
  readonly runs: boolean;
  /** Downloads are not offered in blinded mode, since they name the arms. */
  readonly blinded: boolean;
}

/** Downloads, and the button that cancels the tournament. */
function Actions({ path, tournament, runs, blinded }: ActionsProps) {
  const [failure, setFailure] = useState<string>();
  const attempt = (action: Promise<unknown>): void =>
    void action.then(
      () => setFailure(undefined),
      (error: Error) => setFailure(error.message),
    );
  const downloadable = tournament.progress.done > 0 && !blinded;
  const savePgn = (): void => attempt(download(`${path}/games`, 'application/x-chess-pgn', `${tournament.id}.pgn`));
  return (
    <div class="end">
      {failure && <span class="problem small">{failure}</span>}
      {downloadable && (
        <button type="button" onClick={savePgn}>
          PGN
        </button>
      )}
      {tournament.kind === 'tournament' && downloadable && (
        <a class="button" href={`${path}/report`} target="_blank" rel="noopener">
          Report
        </a>
      )}
      {runs && (
        <button
          type="button"
          class="danger"
          onClick={() => confirm('Stop this tournament? Recorded games are kept.') && attempt(post(`${path}/cancel`))}
        >
          Stop
        </button>
      )}
    </div>
  );
}
