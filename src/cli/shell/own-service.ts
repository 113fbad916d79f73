/** A service that a command starts for its own use over loopback, and stops at the end. */
import { ApiClient } from './api-client.js';
import { untilSignal } from './until-signal.js';

/** A running service of the command. */
export interface OwnService {
  readonly api: ApiClient;
  readonly url: string;
  readonly home: string;
  /** Aborts at the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly signal: AbortSignal;
}

/** Options of `withOwnService`. */
export interface OwnServiceOptions {
  /** TCP port; default: a free one. */
  readonly port?: number;
  /** Start workers; without them the service can plan, but not train or play. */
  readonly workers: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** A second signal within this time after the first one is taken for the same Ctrl-C, ms. */
const REPEAT_WINDOW_MS = 1500;

/** Starts a service, calls `use` and always stops the service. It logs to a file under the home. */
export async function withOwnService<T>(
  { port = 0, workers, env }: OwnServiceOptions,
  use: (service: OwnService) => Promise<T>,
): Promise<T> {
  const { homeFrom } = await import('../../files/index.js');
  const { openServiceLog, startService } = await import('../../service/index.js');
  const home = homeFrom(env);
  const { log, output } = openServiceLog(home, env, 'file');
  const run = async (signal: AbortSignal): Promise<T> => {
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
      return await use({ api: new ApiClient(service.url), url: service.url, home, signal });
    } finally {
      await service.stop();
    }
  };
  return untilSignal(run, { patienceMs: REPEAT_WINDOW_MS });
}
