import { beforeAll } from 'vitest';
import { playOut } from '../store/play-out.js';
import { useApi } from './api.js';

const SPEC = {
  name: 'for clients',
  arms: [{ tone: 'positive' }, { tone: 'negative' }],
  replicates: [1, 2, 3, 4, 5, 6],
  pairs: 1,
  schedule: { kind: 'round-robin' },
  anchors: ['random'],
  openings: { plies: 0 },
};

/** The API on a port of its own, with a finished tournament of six replicates whose first arm is the stronger one. */
export function useServedTournament() {
  const api = useApi();
  let [url, id] = ['', ''];
  beforeAll(async () => {
    url = await api.app.listen({ port: 0, host: '127.0.0.1' });
    const answer = await api.call('POST', '/tournaments', SPEC);
    id = answer.json<{ id: string }>().id;
    await playOut(api.db, id, { strengths: { positive: 3 } });
  });
  return {
    get url() {
      return url;
    },
    get id() {
      return id;
    },
    get db() {
      return api.db;
    },
    /** The request of the tournament. */
    spec: SPEC,
    /** The JSON answer at `path`, without any client. */
    get: async <T>(path: string): Promise<T> => (await (await fetch(url + path)).json()) as T,
  };
}
