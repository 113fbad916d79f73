import type { Result } from '../../../vocabulary/index.js';
import { Card, fixed, Histogram, integer, resultText, Tile } from '../../parts/index.js';
import { ImportCard } from './import-card.js';
import type { ViewProps } from './view.js';

interface CountsCardProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly counts: readonly (readonly [label: string, count: number])[];
}

/** Bars with a label below about ten of them. */
const CountsCard = ({ title, note, counts }: CountsCardProps) => (
  <Card title={title} note={note}>
    <div class="card-body">
      <Histogram
        counts={counts.map(([, count]) => count)}
        labels={counts.map(([label]) => label)}
        label={title}
        every={Math.ceil(counts.length / 10)}
      />
    </div>
  </Card>
);

/** The settings of the import; optional ones only where they were set. */
function settingRows(settings: ViewProps<'games'>['profile']['settings']): (readonly [string, string | null])[] {
  const { minRating, minPly, maxGames, maxPositions, keepRepeats } = settings;
  return [
    ['Minimum rating', String(minRating)],
    ['First ply stored', String(minPly)],
    ['Maximum of games', maxGames === undefined ? null : integer(maxGames)],
    ['Maximum of positions', maxPositions === undefined ? null : integer(maxPositions)],
    ['Repeated positions', keepRepeats ? 'kept' : null],
  ];
}

/** Imported games: numbers of games and positions, results and ratings. */
export function GamesView({ dataset, profile }: ViewProps<'games'>) {
  const { games, positions, plies, results, ratings, settings, sources } = profile;
  const ratingCounts = Object.entries(ratings.histogram).sort(([a], [b]) => Number(a) - Number(b));
  return (
    <>
      <div class="tiles bare">
        <Tile label="Games kept" value={integer(games.kept)} note={`of ${integer(games.read)} read`} />
        <Tile label="Positions" value={integer(positions.train)} note={`${integer(positions.heldOut)} held out`} />
        {plies.mean !== null && (
          <Tile
            label="Game length"
            value={fixed(plies.mean, 1)}
            note={`mean plies; longest ${integer(plies.longest)}`}
          />
        )}
      </div>
      <div class="split">
        <div class="stack">
          <CountsCard
            title="Results"
            counts={Object.entries(results).map(([result, count]) => [resultText(result as Result), count])}
          />
          {ratingCounts.length > 0 && (
            <CountsCard
              title="Ratings"
              note={ratings.mean === null ? undefined : `the lower rating of a game; mean ${integer(ratings.mean)}`}
              counts={ratingCounts}
            />
          )}
        </div>
        <div class="stack">
          <ImportCard dataset={dataset} counts={games} rows={settingRows(settings)} sources={sources} />
        </div>
      </div>
    </>
  );
}
