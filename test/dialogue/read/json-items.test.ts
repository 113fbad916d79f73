import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonItem, jsonItems } from '../../../src/dialogue/read/json-items.js';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function itemsOf(text: string, size = 1 << 16, longest = 1000): Promise<JsonItem[]> {
  const items: JsonItem[] = [];
  for await (const item of jsonItems(inPieces(text, size), 'file.json', longest)) items.push(item);
  return items;
}

const values = (items: readonly JsonItem[]): unknown[] =>
  items.map((item) => ('text' in item ? (JSON.parse(item.text) as unknown) : item.drop));

describe('jsonItems', () => {
  it('gives what JSON.parse gives, however the file is cut and spaced', async () => {
    const space = fc.constantFrom(undefined, 1, '\t');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
        space,
        fc.integer({ min: 1, max: 20 }),
        async (array, indent, size) => {
          const parsed = JSON.parse(JSON.stringify(array)) as unknown[];
          expect(values(await itemsOf(JSON.stringify(array, undefined, indent), size, 1e6))).toEqual(parsed);
        },
      ),
    );
  });

  it('gives the values of an object', async () => {
    const keys = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 9 }), async (object, size) => {
        const parsed = JSON.parse(JSON.stringify(object)) as object;
        expect(values(await itemsOf(JSON.stringify(object), size, 1e6))).toEqual(Object.values(parsed));
      }),
    );
  });

  it('goes on over a missing comma and says so', async () => {
    const items = await itemsOf('[{"a":1}{"a":2},{"a":3}]');
    expect(items.map((item) => 'text' in item && item.missingComma)).toEqual([false, true, false]);
  });

  it('passes over an item that is too long, and keeps the next', async () => {
    expect(values(await itemsOf(`["${'x'.repeat(2000)}", {"y": 1}]`, 7))).toEqual(['record-too-long', { y: 1 }]);
  });

  it('says that the file ends in the middle of an item', async () => {
    expect(values(await itemsOf('[{"a":1},{"b":[2'))).toEqual([{ a: 1 }, 'not-json']);
  });

  it.each(['', '  \n', 'hello', '"text"'])('refuses %j in one line', async (text) => {
    await expect(itemsOf(text)).rejects.toThrow(/^file\.json: is (empty|not a JSON array or object)$/);
  });
});
