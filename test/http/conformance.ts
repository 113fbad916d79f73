import '@fastify/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/core.js';
import type { FastifyInstance } from 'fastify';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
  readonly $ref?: string;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer>>;
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Record<string, unknown>>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

/** As much of an answer as is looked at. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const pointer = (...parts: readonly string[]): string => `#/${parts.map(escaped).join('/')}`;

/** Holds answers against the document that the same server gives out; properties it does not name are refused. */
export class Conformance {
  /** Operations whose good answers were checked: method, path, status and media type. */
  readonly visited = new Set<string>();
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #known = new Map<string, ValidateFunction>();
  readonly #paths: readonly (readonly [RegExp, string])[];

  constructor(readonly document: ApiDocument) {
    this.#ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    this.#ajv.addFormat('binary', true);
    this.#ajv.addSchema(document, 'api');
    this.#paths = Object.keys(document.paths)
      .sort((a, b) => a.split('{').length - b.split('{').length) // a name before a parameter
      .map((path) => [new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), path]);
  }

  static async of(app: FastifyInstance): Promise<Conformance> {
    await app.ready();
    return new Conformance(JSON.parse(JSON.stringify(app.swagger())) as ApiDocument);
  }

  /** What is wrong with an answer; empty when all is as the document says. Routes outside the document are left out. */
  check(method: string, url: string, answer: HttpAnswer): string[] {
    const path = this.#paths.find(([pattern]) => pattern.test(url.split('?', 1)[0]!))?.[1];
    const verb = method.toLowerCase();
    const operation = path === undefined ? undefined : this.document.paths[path]![verb];
    const { statusCode: status } = answer;
    if (path === undefined || operation === undefined || status === 304 || (status >= 300 && status < 400)) return [];
    const type = String(answer.headers['content-type'] ?? '').split(';', 1)[0]!;
    const name = `${verb} ${path} ${status} ${type}`.trim();
    const [found, at] = this.#answer(operation, path, verb, status);
    if (!found) return [`${name}: the document has no such status`];
    if (status < 400) this.visited.add(name);
    if (found.content === undefined) return answer.body === '' ? [] : [`${name}: the document has no body`];
    if (!(type in found.content)) return [`${name}: the document has ${Object.keys(found.content).join(', ')}`];
    if (!/\bjson$/.test(type) || type.endsWith('ndjson')) return [];
    const validate = this.#validator(pointer(...at, 'content', type, 'schema'));
    if (validate(JSON.parse(answer.body))) return [];
    return validate.errors!.map(
      ({ instancePath, message, params }) => `${name}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** What is wrong with a value that the component of this name should describe. */
  checkAs(component: string, value: unknown): string[] {
    const validate = this.#validator(pointer('components', 'schemas', component));
    return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  #answer({ responses }: Operation, path: string, verb: string, status: number): [Answer | undefined, string[]] {
    const key = [String(status), ...(status >= 400 ? ['default'] : [])].find((one) => one in responses);
    if (key === undefined) return [undefined, []];
    const found = responses[key]!;
    if (found.$ref === undefined) return [found, ['paths', path, verb, 'responses', key]];
    const component = found.$ref.split('/').at(-1)!;
    return [this.document.components.responses[component], ['components', 'responses', component]];
  }

  #validator(at: string): ValidateFunction {
    const known = this.#known.get(at) ?? this.#ajv.compile({ $ref: `api${at}` });
    this.#known.set(at, known);
    return known;
  }
}
