import { describe, expect, it } from 'vitest';
import { checkCheckpoints, checkGames, sampleOf } from '../../../src/cli/record/verify-games.js';
import { getTournament } from '../../../src/store/tournaments/tournaments.js';
import { verifyRecord } from '../../../src/store/tournaments/verify-record.js';
import { useApi } from '../../http/api.js';
import { playOut } from '../play-out.js';

const api = useApi();

async function tournament(name: string): Promise<string> {
  const { id } = (
    await api.call('POST', '/tournaments', {
      name,
      arms: [{ tone: 'positive' }, { tone: 'negative' }],
      replicates: [1, 2, 3, 4, 5, 6],
      pairs: 1,
      anchors: ['random'],
      openings: { plies: 0 },
    })
  ).json<{ id: string }>();
  await playOut(api.db, id, { strengths: { positive: 1.5 } });
  return id;
}

async function failing(id: string): Promise<string[]> {
  const row = (await getTournament(api.db.pool, id))!;
  const checks = [...(await verifyRecord(api.db.pool, row)), ...(await checkGames(api.db, row, 40))];
  return checks.filter(({ ok }) => !ok).map(({ check }) => check);
}

describe('verifying a record', () => {
  it('passes what was played, and misses the networks that were never trained', async () => {
    const id = await tournament('good');
    expect(await failing(id)).toEqual([]);
    expect(await checkCheckpoints(api.db, (await getTournament(api.db.pool, id))!, api.home)).toMatchObject({
      ok: false,
    });
  });

  it.each<[string, string, string[]]>([
    [
      'a plan that was eased',
      `update tournament set plan = jsonb_set(plan, '{spec,analysis,alpha}', '0.2') where id = $1`,
      ['plan', 'verdict'],
    ],
    [
      'a game of other sides',
      `update game set white = black, black = white where tournament_id = $1 and number = 1`,
      ['schedule', 'verdict'],
    ],
    [
      'a result that is gone',
      `delete from result where tournament_id = $1 and number = 3`,
      ['results', 'chain', 'events', 'games', 'verdict'],
    ],
    [
      'a result turned round',
      `update result set result = case result when '1-0' then '0-1' else '1-0' end
       where tournament_id = $1 and termination = 'checkmate'`,
      ['chain', 'games'],
    ],
    ['an event that is gone', `delete from event where tournament_id = $1 and seq = 5`, ['events']],
    [
      'another seed in a recipe',
      `update fine_tune set recipe = jsonb_set(recipe, '{seed}', '99')
       where id = (select fine_tune_id from contestant where tournament_id = $1 and ordinal = 0)`,
      ['keys'],
    ],
    [
      'another decoding',
      `update contestant set decoding = '{"temperature": 0, "guard": "none"}' where tournament_id = $1 and ordinal = 0`,
      ['keys'],
    ],
  ])('finds %s', async (name, sql, expected) => {
    const id = await tournament(`tampered: ${name}`);
    await api.db.pool.query(sql, [id]);
    expect(await failing(id)).toEqual(expected);
    await api.db.pool.query(
      `update fine_tune set recipe = jsonb_set(recipe, '{seed}', '1') where recipe->>'seed' = '99'`,
    ); // equal recipes are shared
  });

  it('draws the same sample for everybody, and another for another record', () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i + 1);
    const [one, again, other] = ['a', 'a', 'b'].map((digit) => sampleOf(numbers, 30, digit.repeat(64)));
    expect([...one!]).toEqual([...again!]);
    expect([...one!]).not.toEqual([...other!]);
    expect(one!.size).toBe(30);
  });
});
