/**
 * Builders of schemas that require a description everywhere. Objects refuse properties that they do not name; an object
 * with a title is a component of the OpenAPI document, which refers to it by that name.
 */
import Type, { type Static, type TProperties, type TSchema } from 'typebox';

/** Options of an object that refuses unknown properties. */
export const strict = { additionalProperties: false } as const;

/** `T` with every property and array read-only, at any depth. */
export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : { readonly [Key in keyof T]: DeepReadonly<T[Key]> };
/** The type that a schema describes, read-only at any depth. */
export type ReadonlyStatic<T extends TSchema> = DeepReadonly<Static<T>>;

/** A string; `options` are further keywords of JSON Schema. */
export const text = (description: string, options: Type.TStringOptions = {}) =>
  Type.String({ description, ...options });
/** A string whose type carries the brand of an id; on the wire it is an ordinary string. */
export const branded = <Brand extends string>(description: string, pattern?: string) =>
  Type.Unsafe<Brand>({ type: 'string', description, ...(pattern === undefined ? {} : { pattern }) });
/** Any number; the description states the unit. */
export const number = (description: string, options: Type.TNumberOptions = {}) =>
  Type.Number({ description, ...options });
/** A whole number. */
export const integer = (description: string, options: Type.TNumberOptions = {}) =>
  Type.Integer({ description, ...options });
/** True or false. */
export const boolean = (description: string) => Type.Boolean({ description });
/** A moment, ISO 8601 in UTC. */
export const timestamp = (description: string) =>
  Type.String({ format: 'date-time', description: `${description}; ISO 8601, UTC` });
/** SHA-256, 64 lower-case hexadecimal digits. */
export const hash = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description });
/** Exactly this value. */
export const literal = <const Value extends string | number | boolean>(value: Value, description: string) =>
  Type.Literal(value, { description });
/** One of these strings. */
export const enumOf = <const Values extends string[]>(values: readonly [...Values], description: string) =>
  Type.Enum(values, { type: 'string', description });
/** A value or null; the description says what null means. */
export const nullable = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });
/** A list of any length. */
export const list = <T extends TSchema>(items: T, description: string) => Type.Array(items, { description });
/** An array of exactly two items. */
export const pairOf = <T extends TSchema>(items: T, description: string) =>
  Type.Unsafe<[Static<T>, Static<T>]>({ type: 'array', items, minItems: 2, maxItems: 2, description });
/** An object with any keys and values of one kind; the description says what the keys are. */
export const mapOf = <T extends TSchema>(values: T, description: string) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: values, description });
/** An unnamed object that refuses other properties. */
export const object = <const Properties extends TProperties>(properties: Properties, description: string) =>
  Type.Object(properties, { ...strict, description });
/** The same with a name: a component of the OpenAPI document. Names are unique. */
export const component = <const Properties extends TProperties>(
  title: string,
  description: string,
  properties: Properties,
) => Type.Object(properties, { ...strict, title, description });
/** Several shapes of one thing, as a component. */
export const anyOf = <const Members extends TSchema[]>(title: string, description: string, members: [...Members]) =>
  Type.Union(members, { title, description });
/** Keyword that holds the description of one use of a component until the document is made to refer to it. */
export const USE_DESCRIPTION = 'x-description-here';
/** Returns the same schema with the description of one place where it is used. */
export const describedAs = <T extends TSchema>(schema: T, description: string): T =>
  Type.With(schema, 'title' in schema ? { [USE_DESCRIPTION]: description } : { description }) as T;
/** An object of free form; `why` explains why it has no schema. */
export const freeJson = (why: string) =>
  Type.Unsafe<{ [key: string]: unknown }>({
    type: 'object',
    additionalProperties: true,
    description: `Free JSON: ${why}`,
  });
/** A reference to a component that is described elsewhere, for components that contain themselves. */
export const componentRef = <T>(title: string, description: string) => Type.Unsafe<T>({ title, description });
