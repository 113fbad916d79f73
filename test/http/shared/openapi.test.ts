import { Validator } from '@seriousme/openapi-schema-validator';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { extractComponents } from '../../../src/http/shared/openapi-components.js';
import { component, componentRef, describedAs, integer, list } from '../../../src/spec/schema.js';
import { useApi } from '../api.js';

interface Media {
  readonly schema?: Readonly<Record<string, unknown>>;
}
interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, Media>>;
  readonly $ref?: string;
}
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, Answer>>;
}
type Schema = Readonly<Record<string, unknown>>;
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const api = useApi();
const load = async () => (await api.call('GET', '/docs/json')).json<Document>();
const operationsOf = async (): Promise<[string, Operation][]> =>
  Object.entries((await load()).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Every schema object of the document with its place, properties of objects included. */
function schemasIn(node: unknown, place: string, found: [string, Schema][] = []): [string, Schema][] {
  if (Array.isArray(node)) for (const [i, one] of node.entries()) schemasIn(one, `${place}/${i}`, found);
  if (!isObject(node)) return found;
  const isMap = /\/(properties|schemas|content|paths|responses|components)$/.test(place);
  if (!isMap && ('type' in node || 'properties' in node || 'anyOf' in node || '$ref' in node))
    found.push([place, node]);
  for (const [key, one] of Object.entries(node)) schemasIn(one, `${place}/${key}`, found);
  return found;
}

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
      for (const [status, { content, description }] of good) {
        expect(description, name).not.toBe('Default Response');
        if (status === '204') continue;
        const media = Object.values(content ?? {});
        if (media.length === 0 || media.some(({ schema }) => Object.keys(schema ?? {}).length === 0))
          lacking.push(`${name} ${status}`);
      }
    }
    expect(lacking).toEqual([]);
  });

  it('names operations by one pattern: verb and resource', async () => {
    const wrong: string[] = [];
    for (const [name, { operationId, responses }] of await operationsOf()) {
      const [method, path] = name.split(' ') as [string, string];
      const words = path.split('/').filter((word) => word && !word.startsWith('{'));
      const last = words.at(-1)!;
      const onOne = words.length > 1;
      const listed = Object.values(responses['200']?.content ?? {}).some(({ schema }) =>
        /(Page|List|RecordedGames|DatasetExamples)$/.test(String(schema?.$ref ?? '')),
      );
      const verb =
        method === 'get'
          ? listed || path === '/problems'
            ? 'list'
            : 'get'
          : method === 'post'
            ? onOne
              ? last
              : 'create'
            : 'delete';
      if (!operationId?.startsWith(verb)) wrong.push(`${name}: ${operationId}, expected ${verb}…`);
    }
    expect(wrong).toEqual([]);
    const ids = new Map((await operationsOf()).map(([name, { operationId }]) => [name, operationId]));
    expect(ids.get('get /tournaments')).toBe('listTournaments');
    expect(ids.get('post /fine-tunes')).toBe('createFineTune');
    expect(ids.get('get /matches/{id}')).toBe('getMatch');
    expect(ids.get('get /tournaments/{id}/fine-tunes')).toBe('listTournamentFineTunes');
    expect(ids.get('get /tournaments/{id}/verdict')).toBe('getTournamentVerdict');
    expect(ids.get('post /studies/{id}/cancel')).toBe('cancelStudy');
    expect(ids.get('delete /datasets/{id}')).toBe('deleteDataset');
  });

  it('describes every property and every parameter', async () => {
    const document = await load();
    const { schemas } = document.components;
    const bare: string[] = [];
    let properties = 0;
    for (const [place, schema] of schemasIn(document, '')) {
      if (!isObject(schema.properties)) continue;
      for (const [name, property] of Object.entries(schema.properties as Record<string, Schema>)) {
        properties++;
        const target =
          schemas[
            String(property.$ref ?? '')
              .split('/')
              .at(-1)!
          ];
        if (!property.description && !target?.description) bare.push(`${place}.${name}`);
      }
    }
    for (const [name, { parameters = [] }] of await operationsOf())
      bare.push(...parameters.filter(({ description }) => !description).map((one) => `${name} ?${one.name}`));
    expect(bare).toEqual([]);
    expect(properties).toBeGreaterThan(500);
  });

  it('refuses properties that it does not name, and says why where it does not', async () => {
    const open = schemasIn(await load(), '').filter(
      ([, schema]) =>
        ('properties' in schema || schema.type === 'object') &&
        schema.additionalProperties !== false &&
        !isObject(schema.additionalProperties) &&
        !(schema.additionalProperties === true && /^Free JSON: .{20}/.test(String(schema.description))),
    );
    expect(open.map(([place]) => place)).toEqual([]);
    const free = schemasIn(await load(), '').filter(([, schema]) => schema.additionalProperties === true);
    expect(free.map(([place]) => place.split('/').at(-1)).sort()).toEqual(['evaluation']);
  });

  it('has a component for every shape that is shared', async () => {
    const { schemas } = (await load()).components;
    for (const name of ['Tournament', 'Match', 'Verdict', 'Contrast', 'Game', 'Report', 'Problem', 'TournamentRequest'])
      expect(Object.keys(schemas)).toContain(name);
    for (const [name, { title }] of Object.entries(schemas)) expect(title).toBe(name);
    const media = (await operationsOf()).flatMap(([name, { responses }]) =>
      Object.values(responses).flatMap(({ content = {} }) =>
        Object.entries(content).map(([type, { schema }]) => ({ name, type, schema })),
      ),
    );
    const inline = media.filter(({ type, schema }) => type === 'application/json' && !schema?.$ref);
    expect(inline.map(({ name }) => name).sort()).toEqual(['get /problems', 'post /studies']);
  });

  it('documents streams by their media type, and JSON beside them as JSON', async () => {
    const { paths } = await load();
    const typesOf = (path: string) => Object.entries(paths[path]!.get!.responses['200']!.content!);
    expect(
      typesOf('/tournaments/{id}/games').map(([type, { schema }]) => [type, schema?.$ref ?? schema?.type]),
    ).toEqual([
      ['application/json', '#/components/schemas/GamePage'],
      ['application/x-ndjson', 'string'],
      ['application/x-chess-pgn', 'string'],
    ]);
    expect(typesOf('/studies/{id}/results').map(([type, { schema }]) => [type, schema?.$ref ?? schema?.type])).toEqual([
      ['application/json', '#/components/schemas/StudyResults'],
      ['application/x-ndjson', 'string'],
      ['text/csv', 'string'],
    ]);
    const upload = (paths['/datasets']!.post as unknown as { requestBody: { content: Record<string, Media> } })
      .requestBody;
    expect(upload.content['multipart/form-data']!.schema).toMatchObject({ $ref: '#/components/schemas/UploadForm' });
  });
});

describe('extractComponents', () => {
  const Leaf = component('Leaf', 'a leaf', { size: integer('size, cm') });

  it('refers to what has a title, with the description of the place where that differs', () => {
    const Tree = component('Tree', 'a tree', {
      first: describedAs(Leaf, 'the first leaf'),
      others: list(Leaf, 'the others'),
      child: Type.Optional(componentRef<unknown>('Tree', 'a tree that grows on it')),
    });
    const { paths, schemas } = extractComponents({ answer: Tree });
    expect(paths).toEqual({ answer: { $ref: '#/components/schemas/Tree' } });
    expect(Object.keys(schemas)).toEqual(['Leaf', 'Tree']);
    expect(schemas.Tree).toMatchObject({
      properties: {
        first: { $ref: '#/components/schemas/Leaf', description: 'the first leaf' },
        others: { type: 'array', items: { $ref: '#/components/schemas/Leaf' } },
        child: { $ref: '#/components/schemas/Tree', description: 'a tree that grows on it' },
      },
    });
  });

  it('refuses two schemas of one name, and a name without a schema', () => {
    const other = component('Leaf', 'a leaf', { size: integer('size, mm') });
    expect(() => extractComponents([Leaf, other])).toThrow('two different schemas are called Leaf');
    expect(() => extractComponents([componentRef('Root', 'a root')])).toThrow('no schema is called Root');
  });
});
