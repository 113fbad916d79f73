import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { type ChangeFollower, followChanges } from '../../../src/store/base/follow-changes.js';
import { useDatabase } from '../../database.js';
import { FaultProxy } from '../../e2e/faults/proxy.js';

const at = useDatabase();
const UNUSED = 'postgres://127.0.0.1:1/none';
let follower: ChangeFollower | undefined;
afterEach(() => follower?.stop());

/** Follows on connections to what `url` returns. Returns what is told, and how many connections were made. */
function follow(url: () => string) {
  const told: string[] = [];
  const seen = { told, clients: 0, anything: 0 };
  const client = (settings?: pg.ClientConfig): pg.Client => {
    seen.clients++;
    return new pg.Client({ ...settings, connectionString: url() });
  };
  follower = followChanges(
    { ...at.db, client },
    {
      onChange: (subject) => void (seen.anything += subject === null ? 1 : 0),
      onLost: (cause) => void told.push(`lost: ${cause}`),
      onRegained: () => void told.push('regained'),
    },
  );
  return { seen, isLive: () => follower!.isLive() };
}

const WAIT = { timeout: 20_000, interval: 20 };

test('a database that cannot be reached is told once, and once that it is back', async () => {
  let url = UNUSED;
  const { seen, isLive } = follow(() => url);
  await vi.waitFor(() => expect(seen.clients).toBeGreaterThan(2), WAIT);
  expect(seen.told).toEqual([expect.stringMatching(/^lost: .*ECONNREFUSED/)]);
  url = at.url;
  await vi.waitFor(() => expect(isLive()).toBe(true), WAIT);
  expect(seen.told.slice(1)).toEqual(['regained']);
});

test('a connection that is there from the start is not told; its loss is', async () => {
  const proxy = await FaultProxy.open(() => Number(new URL(at.url).port));
  const { seen, isLive } = follow(() => Object.assign(new URL(at.url), { port: String(proxy.port) }).href);
  try {
    await vi.waitFor(() => expect(isLive()).toBe(true), WAIT);
    expect(seen.told).toEqual([]);
    for (let round = 0; round < 2; round++) {
      seen.told.length = 0;
      for (const link of proxy.links) link.cut(true);
      await vi.waitFor(() => expect(seen.told).toHaveLength(2), WAIT);
      expect(seen.told).toEqual([expect.stringMatching(/^lost: ./), 'regained']);
    }
    expect(seen.anything).toBeGreaterThan(1);
    seen.told.length = 0;
    await follower?.stop();
    expect(seen.told).toEqual([]);
  } finally {
    await proxy.close();
  }
});
