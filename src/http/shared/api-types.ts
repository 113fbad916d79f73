import type { Readable } from 'node:stream';
import type { FastifyPluginAsync, FastifySerializerCompiler, FastifyTypeProvider, RawServerDefault } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import type { DeepReadonly } from '../../spec/index.js';

/** Text is sent as it is. All other bodies are data that several answers may share, hence read-only. */
type Sendable<T> = T extends string | Readable ? T : DeepReadonly<T>;

/** Derives the types of a handler's parameters, body and answers from the schemas of its route. */
export interface ApiTypeProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Sendable<Static<this['schema']>> : unknown;
}

/** A plugin of routes whose handlers the compiler checks against their schemas. */
export type ApiRoutes = FastifyPluginAsync<Record<never, never>, RawServerDefault, ApiTypeProvider>;
/** The Fastify instance that such a plugin registers its routes with. */
export type ApiApp = Parameters<ApiRoutes>[0];

/**
 * Serialises the whole answer. Fastify's own serializer drops properties that the schema does not name and fails on a
 * stored document that lacks a field; here the compiler and the tests check that answers and schemas agree.
 */
export const jsonSerializer: FastifySerializerCompiler<TSchema> = () => (answer) => JSON.stringify(answer);

/** Returns the schema of an answer, or of one of its media types, that is text: a string or a stream. */
export const textBody = (description: string) => Type.Unsafe<string | Readable>({ type: 'string', description });
