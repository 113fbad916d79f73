import { describe, expect, it } from 'vitest';
import { trainClassifier } from '../../src/dialogue/tone/bag-of-words-train.js';
import type { FineTuneRecipe } from '../../src/spec/fine-tune.js';
import { fineTuneKey } from '../../src/spec/keys/fine-tune-key.js';
import { labelled } from '../dialogue/labelled.js';
import { useApi } from './api.js';
import { DATASET } from './fixtures.js';

const api = useApi();
const { classifier } = trainClassifier([labelled(300)], 1);

function upload(name: string, content: string, more = '') {
  const head = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="classifier.json"\r\n\r\n';
  const payload = Buffer.from(`${head}${content}\r\n--xyz--\r\n`);
  return api.app.inject({
    method: 'POST',
    url: `/datasets?kind=classifier&name=${name}${more}`,
    headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
    payload,
  });
}
const stored = async (): Promise<string> =>
  (await upload('second', classifier.toJson())).json<{ address: string }>().address;

describe('classifiers among the datasets', () => {
  it('come as files, are named by their content, and are deleted unless a fine-tune needs them', async () => {
    const answer = await upload('second', classifier.toJson());
    expect(answer.statusCode).toBe(201);
    const { address, profile } = answer.json<{ address: string; profile: unknown }>();
    expect(profile).toMatchObject({ kind: 'classifier', features: classifier.features.length });
    expect(await stored()).toBe(address);
    expect((await api.call('GET', `/datasets/${address}/examples`)).json()).toEqual({ data: [], more: false });
    const run = await api.call('POST', '/fine-tunes', { arm: { tone: 'positive', filter: { agreement: 'second' } } });
    expect((await api.call('DELETE', `/datasets/${address}`)).json()).toMatchObject({ code: 'in-use' });
    await api.call('POST', `/fine-tunes/${run.json<{ id: string }>().id}/cancel`);
    expect((await api.call('DELETE', `/datasets/${address}`)).statusCode).toBe(204);
  });

  it.each([
    ['{', /is not JSON/],
    ['{}', /is no sentiment classifier/],
    [classifier.toJson().replace('"bias":[', '"bias":["1e999",'), /bias is not 3 numbers/],
    [classifier.toJson().replace('"features":[', '"features":[["x",1,2],'), /feature 1 is not a text and 3 numbers/],
    [classifier.toJson().replace('"negative"', '"furious"'), /other classes/],
  ])('refuse what is none: %#', async (content, message) => {
    const answer = await upload('bad', content);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'bad-upload', detail: expect.stringMatching(message) });
    expect(answer.json<{ detail: string }>().detail).not.toContain(api.home);
  });

  it('take no settings of other kinds', async () => {
    expect((await upload('second', classifier.toJson(), '&minRating=2000')).json()).toMatchObject({
      errors: [{ field: 'minRating' }],
    });
    expect((await upload('second', classifier.toJson(), '&labelColumn=x')).json()).toMatchObject({
      errors: [{ field: 'labelColumn' }],
    });
  });
});

describe('filter.agreement', () => {
  const post = async (arm: object) =>
    (await api.call('POST', '/fine-tunes', { arm })).json<{ key: string; recipe: FineTuneRecipe }>();

  it('is in the recipe by address and in the key, by name or by address alike', async () => {
    const address = await stored();
    const [byName, byAddress, without] = [
      await post({ tone: 'positive', filter: { agreement: 'second' } }),
      await post({ tone: 'positive', filter: { agreement: address } }),
      await post({ tone: 'positive' }),
    ];
    expect(byName.recipe.treatment.filter).toEqual({ band: 0.5, agreement: address });
    expect(byAddress.key).toBe(byName.key);
    expect(without.key).not.toBe(byName.key);
    expect(fineTuneKey(byName.recipe)).toBe(byName.key);
    expect(without.recipe.treatment.filter).toEqual({ band: 0.5 }); // arms without it keep the keys that they had
  });

  it('is in a plan, arm by arm', async () => {
    const address = await stored();
    const arms = [
      { tone: 'positive', filter: { agreement: 'second' } },
      { tone: 'negative', filter: { agreement: address } },
      { id: 'vader', tone: 'positive' },
    ];
    const dry = await api.call('POST', '/tournaments?dryRun=true', {
      name: 'agreed',
      arms,
      replicates: [1, 2],
      pairs: 1,
    });
    expect(dry.statusCode).toBe(200);
    const spec = dry.json<{ spec: { arms: { filter: object }[] } }>().spec;
    expect(spec.arms.map(({ filter }) => filter)).toEqual([
      { band: 0.5, agreement: address },
      { band: 0.5, agreement: address },
      { band: 0.5 },
    ]);
    const again = await api.call('POST', '/tournaments?dryRun=true', spec);
    expect(again.json<{ spec: object }>().spec).toEqual(spec); // a resolved spec resolves to itself
  });

  it.each([
    ['nobody', 'invalid-spec', 'arm.filter.agreement', /there is no classifier nobody/],
    ['f'.repeat(64), 'invalid-spec', 'arm.filter.agreement', /there is no classifier f+/],
    [DATASET, 'invalid-spec', 'arm.filter.agreement', /holds dialogue, no classifier/],
    ['../../etc/passwd', 'invalid-request', undefined, /./],
    ['/etc/classifier.json', 'invalid-request', undefined, /./],
  ])('refuses %s', async (agreement, code, field, message) => {
    const answer = await api.call('POST', '/fine-tunes', { arm: { tone: 'positive', filter: { agreement } } });
    expect(answer.statusCode).toBe(400);
    const problem = answer.json<{ code: string; detail: string; errors: { field: string }[] }>();
    expect(problem.code).toBe(code);
    expect(problem.detail).toMatch(message);
    if (field) expect(problem.errors[0]!.field).toBe(field);
  });

  it('is refused by arms of labels, in which VADER has no say', async () => {
    await stored();
    const answer = await api.call('POST', '/fine-tunes', {
      arm: { tone: 'custom', label: 'formal', filter: { agreement: 'second' } },
    });
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid-spec',
      errors: [{ field: 'arm.filter.agreement' }],
    });
  });
});
