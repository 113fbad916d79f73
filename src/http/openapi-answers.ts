/** What routes answer whose bodies are not written by a schema: for the document alone. By method and path. */
interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: unknown }>>;
}
type Answers = Readonly<Record<string, Readonly<Record<string, Answer>>>>;

const text = { type: 'string' };
const count = { type: 'integer' };
const number = { type: 'number' };
const time = { type: 'string', format: 'date-time' };
const flag = { type: 'boolean' };
const list = (items: unknown) => ({ type: 'array', items });
const maybe = (schema: unknown) => ({ anyOf: [schema, { type: 'null' }] });
/** All that is named is there; more may come with later versions. */
const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: true,
});
const anything = { type: 'object', additionalProperties: true };
const json = (description: string, schema: unknown) => ({
  '200': { description, content: { 'application/json': { schema } } },
});

const contrast = object({
  arms: list(text),
  replicates: count,
  estimate: maybe(number),
  low: maybe(number),
  high: maybe(number),
  p: maybe(number),
});

const plan = json(
  'The plan as it was sealed',
  object({
    planHash: text,
    plan: object({ kind: text, spec: anything, contestants: list(anything), openings: list(text) }),
  }),
);

export const ANSWERS: Answers = {
  'get /tournaments/{id}/plan': plan,
  'get /matches/{id}/plan': plan,
  'get /tournaments/{id}/verdict': json(
    'The planned analysis, applied to what is complete',
    object({
      state: text,
      line: { type: 'string', description: 'all of it in one plain sentence' },
      contrast: maybe(contrast),
      withinMargin: flag,
      watch: maybe(anything),
      family: list(contrast),
      arms: list(
        object({
          arm: text,
          children: count,
          replySentiment: maybe(object({ mean: number })),
          took: maybe(flag),
          neutralPerplexity: maybe(number),
          meanElo: maybe(number),
        }),
      ),
      failedChecks: list(anything),
      replicates: object({ used: list(count), failed: list(count), planned: count }),
      complete: flag,
      asOf: time,
      version: count,
    }),
  ),
  'get /tournaments/{id}/report': {
    '200': {
      description: 'A page for people, or all that it shows as JSON',
      content: { 'text/html': { schema: text }, 'application/json': { schema: anything } },
    },
  },
  'get /matches/{id}/verdict': json(
    'What the pairs of a match between two show',
    object({
      state: text,
      line: text,
      contestants: list(text),
      pairs: list(count),
      planned: count,
      result: maybe(anything),
      watch: anything,
      test: maybe(anything),
      complete: flag,
    }),
  ),
  'get /healthz': json('It answers', object({ status: text })),
  'get /readyz': json('Database and queue answer', object({ status: text, queues: anything })),
  'get /workers': json(
    'Workers heard of in the last minute',
    object({
      data: list(
        object({
          id: text,
          kind: text,
          host: text,
          pid: count,
          startedAt: time,
          heartbeatAt: time,
          backend: maybe(anything),
        }),
      ),
    }),
  ),
  'get /system': json('Workers, queues and lag', anything),
  'get /metrics': { '200': { description: 'Prometheus’ text format', content: { 'text/plain': { schema: text } } } },
  'get /problems': json(
    'Every code that an answer may carry',
    list(object({ code: text, status: count, title: text })),
  ),
  'delete /datasets/{id}': { '204': { description: 'It is deleted' } },
};
