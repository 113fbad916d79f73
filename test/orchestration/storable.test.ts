import { describe, expect, it } from 'vitest';
import { storable } from '../../src/orchestration/persist.js';
import { useDatabase } from '../database.js';

const database = useDatabase();

describe('storable', () => {
  it('leaves nothing that jsonb refuses, and all else as it was', async () => {
    const value = {
      samples: [{ child: 'a\0b\ud83d', base: 'smile 😀, backslash \\u0000, tab \t' }],
      number: 1.5,
      nothing: null,
    };
    const clean = storable(value);
    expect(clean).toEqual({
      samples: [{ child: 'a\ufffdb\ufffd', base: 'smile 😀, backslash \\u0000, tab \t' }],
      number: 1.5,
      nothing: null,
    });
    const { rows } = await database.db.pool.query<{ value: unknown }>('select $1::jsonb as value', [
      JSON.stringify(clean),
    ]);
    expect(rows[0]!.value).toEqual(clean);
  });
});
