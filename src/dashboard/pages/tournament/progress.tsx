import type { FineTune, Recorded } from '../../api/index.js';
import { paceOf } from '../../api/index.js';
import { Bar, Card, duration, fixed, percent, Tile, whole } from '../../parts/index.js';
import type { CardContext } from './context.js';

interface ProgressCardProps extends CardContext {
  readonly recorded: readonly Recorded[];
  readonly children: readonly FineTune[];
}

/** The time left as a range, or why there is none to tell. */
function timeLeft(
  recorded: readonly Recorded[],
  open: number,
  training: boolean,
): { readonly value: string; readonly note: string } {
  const { left } = paceOf(recorded, open, Date.now());
  if (!left) return { value: '–', note: training ? 'not known before games are played' : 'not known before 20 games' };
  const [least, most] = left;
  const value =
    duration(least) === duration(most) ? `about ${duration(most)}` : `${duration(least)} – ${duration(most)}`;
  return {
    value,
    note: training ? 'of play at this pace; children are still in training' : 'if the pace stays as it is',
  };
}

export function ProgressCard({ tournament, recorded, children }: ProgressCardProps) {
  const { progress, state, startedAt, finishedAt } = tournament;
  const { games, done, claimed } = progress;
  const runs = state === 'running' || state === 'created';
  const count = Object.values(progress.fineTunes).reduce((sum, n) => sum + n, 0);
  const trained = progress.fineTunes.finished ?? 0;
  const failed = progress.fineTunes.failed ?? 0;
  const steps = children.reduce((sum, { state: at, step, totalSteps, recipe }) => {
    const total = totalSteps ?? recipe.treatment.dose.steps;
    return sum + (at === 'finished' ? 1 : total > 0 ? step / total : 0);
  }, 0);
  const { rate } = paceOf(recorded, games - done, Date.now());
  const left = timeLeft(recorded, games - done, trained < count);
  const took = startedAt && finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;
  const pace = runs ? rate : took ? done / took : null;
  const plies = recorded.reduce((sum, game) => sum + game.plies, 0);
  const draws = recorded.filter(({ result }) => result === '1/2-1/2').length;
  return (
    <Card
      title="Progress"
      note={
        runs
          ? undefined
          : state === 'finished'
            ? 'the schedule is complete'
            : 'partial: it ended before its schedule did'
      }
    >
      <div class="card-body progress-bars">
        {count > 0 && (
          <div>
            <div class="progress-line">
              <span>Children trained</span>
              <span>
                {trained} of {count}
                {failed > 0 && `, ${failed} failed`}
              </span>
            </div>
            <Bar share={count ? (children.length ? steps / count : trained / count) : 0} label="Training" />
          </div>
        )}
        <div>
          <div class="progress-line">
            <span>Games played</span>
            <span>
              {whole(done)} of {whole(games)}
              {runs && claimed > 0 && `, ${whole(claimed)} on boards`}
            </span>
          </div>
          <Bar share={games ? done / games : 0} second={games ? claimed / games : 0} label="Games played" />
        </div>
      </div>
      <div class="tiles">
        {runs ? (
          <Tile label="Time left" value={left.value} note={left.note} />
        ) : (
          <Tile label="Time taken" value={took === null ? '–' : duration(took)} />
        )}
        <Tile
          label="Pace"
          value={pace === null ? '–' : fixed(pace, pace < 10 ? 1 : 0)}
          note={runs ? 'games a second, last 200' : 'games a second, over all'}
        />
        <Tile
          label="Length of a game"
          value={recorded.length ? whole(plies / recorded.length) : '–'}
          note="plies, mean"
        />
        <Tile label="Draws" value={recorded.length ? percent(draws / recorded.length) : '–'} note="of recorded games" />
      </div>
    </Card>
  );
}
