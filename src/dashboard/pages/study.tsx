import type { StudyResults, StudySummary } from '../../spec/api/index.js';
import { download, usePolled } from '../api/index.js';
import { Bar, blind, Card, dateTime, Empty, Loading, PageHead, StateBadge, Tile } from '../parts/index.js';
import { CellsCard, EffectsCard, GeneralityCards, TrendCard } from './study/index.js';

const PERIOD_MS = 6007;

/** A study: its cells, their effects and the declared trend. */
export function StudyPage({ id }: { readonly id: string }) {
  const path = `/studies/${id}`;
  const { data: study, error } = usePolled<StudySummary>(path, PERIOD_MS);
  const { data: answer } = usePolled<StudyResults>(`${path}/results`, PERIOD_MS);
  const isBlind = blind.use();
  if (!study) return <Loading error={error} />;
  const isHidden = isBlind && study.state === 'running';
  const results = isHidden ? undefined : answer;
  const prefix = `${study.name}: `;
  const cells = (results?.data ?? []).map((cell) => ({
    ...cell,
    name: cell.name.startsWith(prefix) ? cell.name.slice(prefix.length) : cell.name,
  }));
  const save = (accept: string, extension: string): void =>
    void download(`${path}/results`, accept, `${id}.${extension}`);
  return (
    <>
      <PageHead parents={[[['studies'], 'Studies']]} title={study.name}>
        <StateBadge state={study.state} />
        <div class="end">
          <button type="button" onClick={() => save('text/csv', 'csv')}>
            CSV
          </button>
          <button type="button" onClick={() => save('application/x-ndjson', 'ndjson')}>
            NDJSON
          </button>
        </div>
        <div class="small soft" style={{ width: '100%' }}>
          created {dateTime(study.createdAt)} · up to {study.concurrency} at a time
        </div>
      </PageHead>
      <StudyTiles study={study} results={results} />
      {isHidden && (
        <Card title="Results">
          <Empty>Blinded: results stay hidden until all cells are finished.</Empty>
        </Card>
      )}
      {results && (
        <>
          <div class="halves">
            <EffectsCard cells={cells} />
            {results.trend ? (
              <TrendCard trend={results.trend} />
            ) : (
              <Card title="Trend">
                <Empty>The study declares no trend.</Empty>
              </Card>
            )}
          </div>
          {results.generality && <GeneralityCards generality={results.generality} />}
          <CellsCard cells={cells} />
        </>
      )}
    </>
  );
}

interface StudyTilesProps {
  readonly study: StudySummary;
  readonly results: StudyResults | undefined;
}

const StudyTiles = ({ study: { progress, trend }, results }: StudyTilesProps) => (
  <div class="tiles bare">
    <Tile
      label="Cells"
      value={`${progress.finished} of ${progress.cells}`}
      note={<Bar share={progress.finished / Math.max(1, progress.cells)} label="Cells finished" />}
    />
    <Tile label="Waiting" value={progress.waiting} note="not yet released" />
    <Tile
      label="Trend"
      value={results?.trend?.state ?? (trend ? 'too early' : 'none declared')}
      note={trend ? `over ${trend.axis}, α ${trend.alpha}` : undefined}
    />
    <Tile label="Invalid" value={results?.invalid.length ?? 0} note="cells with a failed check" />
  </div>
);
