import { expect, test } from 'vitest';
import { openDatabase, sqlState } from '../../../src/store/base/database.js';
import { useDatabase } from '../../database.js';
import { FaultProxy } from '../../e2e/faults/proxy.js';

const at = useDatabase();

test('a connection that is reset while it is used fails its transaction, not the process', async () => {
  const proxy = await FaultProxy.open(() => Number(new URL(at.url).port));
  const db = openDatabase(Object.assign(new URL(at.url), { port: String(proxy.port) }).href);
  const uncaught: Error[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => uncaught.push(error));
  try {
    const cutInTheMiddle = db.transaction(async (client) => {
      const asked = client.query('select pg_sleep(30)');
      for (const link of proxy.links) link.cut(true);
      await asked;
    });
    const error: unknown = await cutInTheMiddle.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect(sqlState(error), 'a failure of the network is none of PostgreSQL').toBe('');
    await new Promise(setImmediate);
    const between = db.transaction(async () => {
      for (const link of proxy.links) link.cut(true);
      await new Promise((resolve) => setTimeout(resolve, 100)); // no query is under way
    });
    await expect(between).rejects.toThrow();
    expect((await db.pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(uncaught).toEqual([]);
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
    await db.end();
    await proxy.close();
  }
});

test('an error of PostgreSQL has its state, one of the system has none', async () => {
  expect(sqlState(await at.db.pool.query('select 1/0').catch((error: unknown) => error))).toBe('22012');
  expect(sqlState(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBe('');
});
