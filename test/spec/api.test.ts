import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Card } from '../../src/spec/api/card.js';
import { PROBLEMS } from '../../src/spec/api/problems.js';
import { StudyRequest } from '../../src/spec/api/study-request.js';
import { TournamentRequest } from '../../src/spec/api/tournament-request.js';
import { NetworkConfig } from '../../src/spec/network.js';
import type { BaseSettings } from '../../src/training/base/base-settings.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
/** What does not fit a schema, unknown properties included. */
const problems = (schema: TSchema, value: unknown): unknown[] => {
  const validate = ajv.compile(schema);
  return validate(value)
    ? []
    : validate.errors!.map(({ instancePath, message, params }) => [instancePath, message, params]);
};

describe('what ships is as the API describes it', () => {
  const models = readdirSync(new URL('models/', root));

  it.each(models)('the card and the config of the model %s', (name) => {
    expect(existsSync(new URL(`models/${name}/card.json`, root))).toBe(true);
    expect(problems(Card, read(`models/${name}/card.json`))).toEqual([]);
    expect(problems(NetworkConfig, read(`models/${name}/config.json`))).toEqual([]);
  });

  it('every setting of a base’s training', () => {
    type Described = NonNullable<NonNullable<Card['metrics']>['settings']>;
    expectTypeOf<keyof Described>().toEqualTypeOf<keyof BaseSettings>(); // checked with the types
  });

  it('the examples of requests', () => {
    expect(problems(TournamentRequest, read('examples/tournament.json'))).toEqual([]);
    expect(problems(StudyRequest, read('examples/study.json'))).toEqual([]);
  });

  it('refuses a property that no schema names', () => {
    const card = read(`models/${models[0]}/card.json`) as object;
    expect(problems(Card, { ...card, colour: 'red' })).toHaveLength(1);
  });
});

it('gives every problem an error status and a title', () => {
  for (const [code, [status, title]] of Object.entries(PROBLEMS)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(title, code).toMatch(/^[A-Z]/);
  }
});
