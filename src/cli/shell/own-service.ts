/** A service that a command starts for itself, uses over loopback and stops again. */
import { homeFrom } from '../../files/index.js';
import { ApiClient } from './api-client.js';

export interface OwnService {
  readonly api: ApiClient;
  readonly url: string;
  readonly home: string;
  /** Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal;
}

export interface OwnServiceOptions {
  readonly port?: number;
  /** Without them a service can plan, but nothing is trained or played. */
  readonly workers: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** Milliseconds. */
const IMPATIENT_AFTER = 1500;
/** Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `use` and stops the service whatever happens. The service's own log is a file under the home. */
export async function withOwnService<T>(
  { port = 0, workers, env }: OwnServiceOptions,
  use: (service: OwnService) => Promise<T>,
): Promise<T> {
  const { openServiceLog, startService } = await import('../../service/index.js');
  const home = homeFrom(env);
  const { log, output } = openServiceLog(home, env, 'file');
  const stopping = new AbortController();
  let first = 0;
  const interrupt = (): void => {
    // One Ctrl-C may come twice, from the terminal and from npm; only a later one means impatience.
    if (stopping.signal.aborted && performance.now() - first > IMPATIENT_AFTER) process.exit(130);
    first ||= performance.now();
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    const service = await startService({
      home,
      log,
      port,
      host: '127.0.0.1',
      apiKeys: [],
      fineTuneWorkers: workers ? 1 : 0,
      matchWorkers: workers ? 1 : 0,
      workerOutput: output,
      env,
    });
    try {
      return await use({ api: new ApiClient(service.url), url: service.url, home, signal: stopping.signal });
    } finally {
      await service.stop();
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
