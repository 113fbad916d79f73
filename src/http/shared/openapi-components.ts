import { isDeepStrictEqual } from 'node:util';
import { USE_DESCRIPTION } from '../../spec/index.js';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Replaces every schema that has a title by a reference to the component of that name, at any depth, and returns the
 * components by name. A schema of only title and description refers to a component that is described elsewhere. Throws
 * Error if two different schemas have the same title, and if a component is never described.
 */
export function extractComponents(paths: unknown): { readonly paths: unknown; readonly schemas: Json } {
  const schemas: Json = {};
  const referred = new Set<string>();

  function extract(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(extract);
    if (!isObject(node)) return node;
    const { [USE_DESCRIPTION]: here, ...rest } = Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, extract(value)]),
    );
    const { title } = rest;
    if (typeof title !== 'string') return rest;
    referred.add(title);
    const described = Object.keys(rest).some((key) => key !== 'title' && key !== 'description');
    if (described) {
      if (title in schemas && !isDeepStrictEqual(schemas[title], rest))
        throw new Error(`two different schemas are called ${title}`);
      schemas[title] = rest;
    }
    const description = here ?? (described ? undefined : rest.description);
    return { $ref: `#/components/schemas/${title}`, ...(description === undefined ? {} : { description }) };
  }

  const result = extract(paths);
  const missing = [...referred].filter((title) => !(title in schemas));
  if (missing.length > 0) throw new Error(`no schema is called ${missing.join(', ')}`);
  return { paths: result, schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) };
}
