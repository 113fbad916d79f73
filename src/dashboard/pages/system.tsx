import type { System } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Card, duration, Empty, fixed, Tile, Waiting, whole } from '../parts/index.js';

/** A worker is heard of every few seconds. */
const LATE_SECONDS = 20;

export function SystemPage() {
  const { data, error } = usePolled<System>('/system', 3001);
  if (!data) return <Waiting error={error} />;
  const { workers, queues, work, api } = data;
  const now = Date.parse(data.now);
  return (
    <>
      <div class="page-head">
        <h1>System</h1>
        <div class="small soft">as of {new Date(data.now).toLocaleTimeString('en-GB')}</div>
      </div>
      <div class="tiles bare">
        <Tile
          label="Workers"
          value={workers.length}
          note={
            workers.length === 0
              ? 'nothing is trained or played'
              : [...new Set(workers.map(({ kind }) => kind))].join(', ')
          }
        />
        <Tile
          label="Results"
          value={`${whole(work.resultsLastMinute)}`}
          note={
            work.lastResultSeconds === null
              ? 'nothing runs'
              : `in the last minute; the last ${duration(work.lastResultSeconds)} ago`
          }
        />
        <Tile
          label="Games on boards"
          value={whole(work.gamesClaimed)}
          note={work.leasesOver > 0 ? `${work.leasesOver} with their lease over` : 'all leases held'}
        />
        <Tile
          label="Fine-tunes"
          value={`${work.fineTunesRunning} run`}
          note={`${work.fineTunesQueued} wait${work.oldestQueuedSeconds === null ? '' : `, the oldest ${duration(work.oldestQueuedSeconds)}`}`}
        />
        <Tile
          label="API lag"
          value={`${fixed(Math.max(0, api.loop.p99Ms - 20), 1)} ms`}
          note={`99 % of turns; worst ${fixed(Math.max(0, api.loop.maxMs - 20), 0)} ms; database ${fixed(api.answerMs, 0)} ms`}
        />
      </div>
      <div class="split">
        <Card title="Workers" note="heard of in the last minute">
          {workers.length === 0 ? (
            <Empty>No worker reports.</Empty>
          ) : (
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Kind</th>
                    <th scope="col">Machine</th>
                    <th scope="col">Backend</th>
                    <th scope="col">Since</th>
                    <th scope="col">Heard of</th>
                  </tr>
                </thead>
                <tbody>
                  {workers.map((worker) => {
                    const age = (now - Date.parse(worker.heartbeatAt)) / 1000;
                    return (
                      <tr key={worker.id}>
                        <td>{worker.kind}</td>
                        <td>
                          {worker.host} <span class="soft">{worker.pid}</span>
                        </td>
                        <td>
                          {worker.backend?.name ? (
                            `${worker.backend.name} ${worker.backend.version ?? ''} on ${worker.backend.device ?? '?'}`
                          ) : (
                            <span class="soft">not started</span>
                          )}
                        </td>
                        <td class="soft">{ago(worker.startedAt, now)}</td>
                        <td class={age > LATE_SECONDS ? 'bad' : undefined}>{ago(worker.heartbeatAt, now)}</td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          )}
        </Card>
        <div class="stack">
          <Card title="Queues" note="hints only; the record decides">
            {queues === null ? (
              <Empty>The queue does not answer.</Empty>
            ) : (
              <table>
                <thead>
                  <tr>
                    <th scope="col">Queue</th>
                    <th scope="col" class="number">
                      Waiting
                    </th>
                    <th scope="col" class="number">
                      Active
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {Object.entries(queues).map(([name, { waiting, active }]) => (
                    <tr key={name}>
                      <td>{name}</td>
                      <td class="number">{whole(waiting)}</td>
                      <td class="number">{whole(active)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Card>
          <Card title="API" note={`process ${api.pid}`}>
            <div class="card-body small soft">
              Node {api.node}, up {duration(api.uptimeSeconds)}, {whole(api.rssBytes / 2 ** 20)} MiB.{' '}
              <a href="/metrics">Prometheus metrics</a>
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}
