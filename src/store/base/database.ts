import pg from 'pg';

export type Queryable = pg.Pool | pg.PoolClient;

export interface Database {
  readonly pool: pg.Pool;
  /**
   * Runs `work` in one transaction. When PostgreSQL breaks a deadlock or reports a serialisation failure, the whole of
   * `work` runs again (three times at most), so it must do nothing but query.
   */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections at most. A process of ours holds few: the queue has its own. */
  readonly max?: number;
  readonly applicationName?: string;
  /** Called for errors of idle connections (the server went away); the next query opens a new one. */
  readonly onError?: (error: Error) => void;
  /**
   * How long a statement may take, and a transaction may stand still, ms. Past it both ends give up: here the
   * connection counts as lost (a network may swallow everything without ever closing it), and the server frees the
   * locks of a client that is gone or stopped.
   */
  readonly patienceMs?: number;
}

export const PATIENCE_MS = 60_000;

const INT8 = 20;
const AGAIN = new Set(['40001', '40P01']); // serialisation failure, deadlock

/** Our bigints count versions and events, far below 2^53, so they are read as numbers. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { patienceMs = PATIENCE_MS } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    application_name: options.applicationName ?? 'sentimate',
    connectionTimeoutMillis: Math.min(10_000, patienceMs),
    query_timeout: patienceMs,
    statement_timeout: patienceMs,
    idle_in_transaction_session_timeout: patienceMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types,
  });
  pool.on('error', options.onError ?? (() => undefined));
  // The pool listens to idle connections only. Whoever uses one hears of its end by the query; without a listener the
  // process would end too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { pool, transaction: (work) => transaction(pool, work), end: () => pool.end() };
}

async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const value = await work(client);
      await client.query('commit');
      return value;
    } catch (error) {
      // Without a code of its own it is the connection that failed: the server rolls back when it notices, and asking
      // would wait again.
      if (sqlState(error) === '') broken = error instanceof Error ? error : new Error(String(error));
      else await client.query('rollback').catch((cause: Error) => (broken = cause));
      if (attempt >= 4 || !AGAIN.has(sqlState(error))) throw error;
    } finally {
      client.release(broken);
    }
  }
}

/**
 * The five characters by which PostgreSQL names an error; '' for all others, such as EPIPE of a connection that is
 * gone.
 */
export function sqlState(error: unknown): string {
  return (error instanceof pg.DatabaseError && error.code) || '';
}
