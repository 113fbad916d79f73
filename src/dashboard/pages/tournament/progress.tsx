import type { FineTune, RecordedGame } from '../../../spec/api/index.js';
import { estimatePace } from '../../api/index.js';
import { Bar, Card, duration, fixed, integer, percent, secondsBetween, Tile } from '../../parts/index.js';
import type { CardContext } from './context.js';

interface ProgressCardProps extends CardContext {
  readonly recorded: readonly RecordedGame[];
  readonly children: readonly FineTune[];
}

interface TileText {
  readonly value: string;
  readonly note: string;
}

/** The estimated remaining time as a range, or why there is no estimate. */
function remainingTime(range: readonly [number, number] | null, training: boolean): TileText {
  if (!range) return { value: '–', note: training ? 'not known before games are played' : 'not known before 20 games' };
  const [shortest, longest] = range.map(duration) as [string, string];
  return {
    value: shortest === longest ? `about ${longest}` : `${shortest} – ${longest}`,
    note: training ? 'for the games at this rate; children are still training' : 'at the current rate',
  };
}

/** The completed share of all training, 0 to 1; a running fine-tune counts by its steps. */
function trainedShare(children: readonly FineTune[], count: number): number {
  const sum = children.reduce((total, { state, step, totalSteps, recipe }) => {
    const steps = totalSteps ?? recipe.treatment.dose.steps;
    return total + (state === 'finished' ? 1 : steps > 0 ? step / steps : 0);
  }, 0);
  return sum / count;
}

/** How many children are trained and games are played, and how long the rest will take. */
export function ProgressCard({ tournament, recorded, children }: ProgressCardProps) {
  const { progress, state } = tournament;
  const { games, done, claimed, fineTunes, checking } = progress;
  const runs = state === 'running' || state === 'created';
  const count = Object.values(fineTunes).reduce((sum, n) => sum + n, 0);
  const note = state === 'finished' ? 'the schedule is complete' : 'partial: it ended before the schedule was complete';
  return (
    <Card title="Progress" note={runs ? undefined : note}>
      <div class="card-body progress-bars">
        {count > 0 && (
          <div>
            <div class="progress-line">
              <span>Children trained</span>
              <span>
                {fineTunes.finished} of {count}
                {checking > 0 && `, ${checking} being checked`}
                {fineTunes.failed > 0 && `, ${fineTunes.failed} failed`}
              </span>
            </div>
            <Bar
              share={children.length ? trainedShare(children, count) : fineTunes.finished / count}
              label="Training"
            />
          </div>
        )}
        <div>
          <div class="progress-line">
            <span>Games played</span>
            <span>
              {integer(done)} of {integer(games)}
              {runs && claimed > 0 && `, ${integer(claimed)} in progress`}
            </span>
          </div>
          <Bar share={games ? done / games : 0} second={games ? claimed / games : 0} label="Games played" />
        </div>
      </div>
      <ProgressTiles tournament={tournament} recorded={recorded} runs={runs} training={fineTunes.finished < count} />
    </Card>
  );
}

interface ProgressTilesProps extends Pick<ProgressCardProps, 'tournament' | 'recorded'> {
  readonly runs: boolean;
  readonly training: boolean;
}

function ProgressTiles({ tournament, recorded, runs, training }: ProgressTilesProps) {
  const { progress, startedAt, finishedAt } = tournament;
  const { rate, remainingSeconds } = estimatePace(recorded, progress.games - progress.done, Date.now());
  const remaining = remainingTime(remainingSeconds, training);
  const took = secondsBetween(startedAt, finishedAt);
  const pace = runs ? rate : took ? progress.done / took : null;
  const plies = recorded.reduce((sum, game) => sum + game.plies, 0);
  const draws = recorded.filter(({ result }) => result === '1/2-1/2').length;
  return (
    <div class="tiles">
      {runs ? (
        <Tile label="Time remaining" value={remaining.value} note={remaining.note} />
      ) : (
        <Tile label="Time taken" value={took === null ? '–' : duration(took)} />
      )}
      <Tile
        label="Pace"
        value={pace === null ? '–' : fixed(pace, pace < 10 ? 1 : 0)}
        note={runs ? 'games per second, last 200' : 'games per second, overall'}
      />
      <Tile
        label="Game length"
        value={recorded.length ? integer(plies / recorded.length) : '–'}
        note="mean number of plies"
      />
      <Tile label="Draws" value={recorded.length ? percent(draws / recorded.length) : '–'} note="of recorded games" />
    </div>
  );
}
