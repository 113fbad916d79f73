/** A service that a command starts for itself, uses over loopback and stops again. */
import { homeFrom } from '../../files/index.js';
import { ApiClient } from './api-client.js';
import { untilSignal } from './until-signal.js';

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

/** Runs `use` and stops the service whatever happens. The service's own log is a file under the home. */
export async function withOwnService<T>(
  { port = 0, workers, env }: OwnServiceOptions,
  use: (service: OwnService) => Promise<T>,
): Promise<T> {
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
  return untilSignal(run, { patienceMs: IMPATIENT_AFTER });
}
