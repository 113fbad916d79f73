import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { operationIdOf } from '../../src/http/openapi.js';
import { useApi } from './api.js';

interface Media {
  readonly schema?: object;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<
    Record<
      string,
      { readonly description?: string; readonly content?: Readonly<Record<string, Media>>; readonly $ref?: string }
    >
  >;
}

const api = useApi();
const load = async () =>
  (await api.call('GET', '/docs/json')).json<{
    openapi: string;
    paths: Record<string, Record<string, Operation>>;
    components: object;
  }>();
const operationsOf = async (): Promise<[string, Operation][]> =>
  Object.entries((await load()).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

describe('the OpenAPI document', () => {
  it('is valid, and all that it refers to is there', async () => {
    const validator = new Validator();
    const found = await validator.validate(await load());
    expect(found.errors ?? []).toEqual([]);
    expect(found.valid).toBe(true);
    expect(validator.version).toBe('3.1');
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  it('describes every route', async () => {
    const names = (await operationsOf()).map(([name]) => name);
    for (const path of ['/tournaments', '/matches', '/fine-tunes', '/models', '/datasets', '/anchors'])
      expect(names).toContain(`get ${path}`);
    expect(names.length).toBeGreaterThan(30);
  });

  it('gives every operation an id of its own, a tag, a summary, an answer with a schema, and problems', async () => {
    const operations = await operationsOf();
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const lacking: string[] = [];
    for (const [name, { operationId, summary, tags, responses }] of operations) {
      expect(operationId, name).toMatch(/^[a-z][A-Za-z]+$/);
      expect(summary, name).toBeTruthy();
      expect(tags, name).toHaveLength(1);
      expect(responses.default?.$ref, name).toBe('#/components/responses/Problem');
      const good = Object.entries(responses).filter(([status]) => /^2\d\d$/.test(status));
      expect(good.length, name).toBeGreaterThan(0);
      for (const [status, { content }] of good) {
        if (status === '204') continue;
        const media = Object.values(content ?? {});
        if (media.length === 0 || media.some(({ schema }) => Object.keys(schema ?? {}).length === 0))
          lacking.push(`${name} ${status}`);
      }
    }
    expect(lacking).toEqual([]);
  });

  it('names operations as a client would', () => {
    expect(operationIdOf('get', '/tournaments')).toBe('listTournaments');
    expect(operationIdOf('post', '/fine-tunes')).toBe('createFineTune');
    expect(operationIdOf('get', '/matches/{id}')).toBe('getMatch');
    expect(operationIdOf('get', '/tournaments/{id}/fine-tunes')).toBe('getTournamentFineTunes');
    expect(operationIdOf('post', '/studies/{id}/cancel')).toBe('cancelStudy');
    expect(operationIdOf('delete', '/datasets/{id}')).toBe('deleteDataset');
  });
});
