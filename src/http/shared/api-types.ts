import type { Readable } from 'node:stream';
import type { FastifyPluginAsync, FastifySerializerCompiler, FastifyTypeProvider, RawServerDefault } from 'fastify';
import Type, { type Static, type TSchema } from 'typebox';
import type { DeepReadonly } from '../../spec/index.js';

/** A body of text is sent as it is; everything else is data, which an answer may share with whoever else reads it. */
type Sendable<T> = T extends string | Readable ? T : DeepReadonly<T>;

/** What a route's schemas say about its handler: the types of what it reads, and of what it may answer. */
export interface ApiTypeProvider extends FastifyTypeProvider {
  readonly validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown;
  readonly serializer: this['schema'] extends TSchema ? Sendable<Static<this['schema']>> : unknown;
}

/** Routes whose handlers are held to their schemas by the compiler. */
export type ApiRoutes = FastifyPluginAsync<Record<never, never>, RawServerDefault, ApiTypeProvider>;

/**
 * Writes the whole answer. Fastify's own serializer would leave out what a schema does not name, and fail on a stored
 * document that lacks a field; here the compiler and the tests see to it that answers and schemas agree.
 */
export const jsonSerializer: FastifySerializerCompiler<TSchema> = () => (answer) => JSON.stringify(answer);

/** The schema of an answer, or of one of its media types, that is text: a string, or a stream of one. */
export const textBody = (description: string) => Type.Unsafe<string | Readable>({ type: 'string', description });
