import { expect, test } from 'vitest';
import { AnswerCache } from '../../../src/http/shared/answer-cache.js';

const answer = (etag: string, bytes: number | null) => ({
  etag,
  fresh: [],
  whole: [],
  body: bytes === null ? null : ' '.repeat(bytes),
});

test('the least recently used answers go when all together are too large, and one that is too large is not kept', () => {
  const cache = new AnswerCache(100_000);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']) {
    cache.keep(key, 'one', answer(key, 8000), cache.ticket());
    cache.get('a');
  }
  expect(cache.get('a')).toBeDefined();
  expect(cache.get('b') === undefined).toBe(true);
  expect(cache.get('k')).toBeDefined();
  expect(cache.bytes).toBeLessThanOrEqual(100_000);
  cache.keep('large', 'one', answer('large', 20_000), cache.ticket());
  expect(cache.get('large')).toBeUndefined();
  expect(cache.get('k')).toBeDefined();
  cache.drop('one');
  expect(cache.bytes).toBe(0);
});

test('a drop takes what depends on its subject, and answers that were being made', () => {
  const cache = new AnswerCache(1_000_000);
  const before = cache.ticket();
  cache.keep('a', 'one', answer('a', 10), before);
  cache.keep('b', 'two', answer('b', 10), before);
  cache.drop('one');
  expect([cache.get('a'), cache.get('b')?.etag]).toEqual([undefined, 'b']);
  cache.keep('a', 'one', answer('a', 10), before); // made by queries that may have run before the change
  expect(cache.get('a')).toBeUndefined();
  cache.drop(null);
  expect(cache.get('b')).toBeUndefined();
});

test('an answer without its body does not replace the same with it', () => {
  const cache = new AnswerCache(1_000_000);
  cache.keep('a', 'one', answer('v1', null), cache.ticket());
  expect(cache.get('a')?.body).toBeNull();
  cache.keep('a', 'one', answer('v1', 10), cache.ticket());
  cache.keep('a', 'one', answer('v1', null), cache.ticket());
  expect(cache.get('a')?.body).toHaveLength(10);
  cache.keep('a', 'one', answer('v2', null), cache.ticket());
  expect(cache.get('a')).toMatchObject({ etag: 'v2', body: null });
});
