import type { System } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import {
  ago,
  Card,
  duration,
  Empty,
  fixed,
  integer,
  Loading,
  numeric,
  PageHead,
  TableHead,
  Tile,
  timeOfDay,
} from '../parts/index.js';

/** Age of a heartbeat, in seconds, from which it is marked; workers send one every few seconds. */
const LATE_SECONDS = 20;
/** Resolution of the server's event-loop monitor in milliseconds, which every measured delay contains. */
const LOOP_RESOLUTION_MS = 20;

/** Workers, queues and the process that serves the API. */
export function SystemPage() {
  const { data: system, error } = usePolled<System>('/system', 3001);
  if (!system) return <Loading error={error} />;
  const { api } = system;
  return (
    <>
      <PageHead title="System">
        <div class="small soft">as of {timeOfDay(system.now)}</div>
      </PageHead>
      <SystemTiles system={system} />
      <div class="split">
        <WorkersCard system={system} />
        <div class="stack">
          <QueuesCard queues={system.queues} />
          <Card title="API" note={`process ${api.pid}`}>
            <div class="card-body small soft">
              Node {api.node}, up {duration(api.uptimeSeconds)}, {integer(api.rssBytes / 2 ** 20)} MiB.{' '}
              <a href="/metrics">Prometheus metrics</a>
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}

function SystemTiles({ system: { workers, work, api } }: { readonly system: System }) {
  const kinds = [...new Set(workers.map(({ kind }) => kind))].join(', ');
  const oldest = work.oldestQueuedSeconds === null ? '' : `, oldest for ${duration(work.oldestQueuedSeconds)}`;
  const lag = (ms: number, digits: number): string => `${fixed(Math.max(0, ms - LOOP_RESOLUTION_MS), digits)} ms`;
  const leases = work.leasesOver > 0 ? `${work.leasesOver} with an expired lease` : 'no lease has expired';
  return (
    <div class="tiles bare">
      <Tile
        label="Workers"
        value={workers.length}
        note={workers.length === 0 ? 'no training and no games without workers' : kinds}
      />
      <Tile
        label="Results"
        value={integer(work.resultsLastMinute)}
        note={
          work.lastResultSeconds === null
            ? 'no recent results'
            : `in the last minute; the last ${duration(work.lastResultSeconds)} ago`
        }
      />
      <Tile
        label="Games in progress"
        value={integer(work.gamesClaimed)}
        note={`${integer(work.gamesDue)} due; ${leases}`}
      />
      <Tile
        label="Fine-tunes"
        value={`${work.fineTunesRunning} running`}
        note={`${work.fineTunesQueued} queued${oldest}`}
      />
      <Tile
        label="API lag"
        value={lag(api.loop.p99Ms, 1)}
        note={`99th percentile; maximum ${lag(api.loop.maxMs, 0)}; database ${fixed(api.answerMs, 0)} ms`}
      />
    </div>
  );
}

function WorkersCard({ system: { workers, now } }: { readonly system: System }) {
  return (
    <Card title="Workers" note="active in the last minute">
      {workers.length === 0 ? (
        <Empty>No active workers.</Empty>
      ) : (
        <div class="scroll">
          <table>
            <TableHead columns={['Kind', 'Host', 'Backend', 'Started', 'Last heartbeat']} />
            <tbody>
              {workers.map((worker) => (
                <WorkerRow key={worker.id} worker={worker} now={Date.parse(now)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

interface WorkerRowProps {
  readonly worker: System['workers'][number];
  /** The server's clock in milliseconds since the epoch. */
  readonly now: number;
}

function WorkerRow({ worker: { kind, host, pid, backend, startedAt, heartbeatAt }, now }: WorkerRowProps) {
  const late = now - Date.parse(heartbeatAt) > LATE_SECONDS * 1000;
  return (
    <tr>
      <td>{kind}</td>
      <td>
        {host} <span class="soft">{pid}</span>
      </td>
      <td>
        {backend ? `${backend.name} ${backend.version} on ${backend.device}` : <span class="soft">not started</span>}
      </td>
      <td class="soft">{ago(startedAt, now)}</td>
      <td class={late ? 'bad' : undefined}>{ago(heartbeatAt, now)}</td>
    </tr>
  );
}

/** Jobs by queue. Jobs only wake workers; what is to be done is decided by the database. */
const QueuesCard = ({ queues }: Pick<System, 'queues'>) => (
  <Card title="Queues" note="jobs only wake workers; the database decides">
    {queues === null ? (
      <Empty>The queue does not respond.</Empty>
    ) : (
      <table>
        <TableHead columns={['Queue', numeric('Waiting'), numeric('Active')]} />
        <tbody>
          {Object.entries(queues).map(([name, { waiting, active }]) => (
            <tr key={name}>
              <td>{name}</td>
              <td class="number">{integer(waiting)}</td>
              <td class="number">{integer(active)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </Card>
);
