/** Problems (RFC 9457): the closed catalogue of error codes, and the body that carries them. */
import Type from 'typebox';
import { component, enumOf, integer, list, type ReadonlyStatic, text } from '../index.js';

/** Every code that an answer may carry, with its HTTP status and title. Clients may rely on the codes. */
export const PROBLEMS = {
  'invalid-request': [400, 'The request does not have the right shape'],
  'invalid-spec': [400, 'The specification contradicts itself'],
  'too-few-examples': [400, 'The dataset has too few examples for an arm'],
  'bad-cursor': [400, 'The page cursor is not one of ours'],
  'bad-upload': [400, 'The uploaded file cannot be used'],
  'illegal-position': [400, 'The position is not legal'],
  unauthorized: [401, 'A valid key is needed'],
  'not-found': [404, 'There is no such thing'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-acceptable': [406, 'None of the accepted media types is offered'],
  conflict: [409, 'The state does not allow this'],
  'in-use': [409, 'Something that runs needs this'],
  'too-large': [413, 'The request is larger than the limit'],
  'unsupported-media-type': [415, 'The media type is not understood'],
  'idempotency-mismatch': [422, 'The Idempotency-Key was used for another request'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Something went wrong on our side'],
  busy: [503, 'Too many requests wait already'],
  unavailable: [503, 'A part that is needed does not answer'],
  'timed-out': [504, 'The answer took too long'],
} as const satisfies Record<string, readonly [number, string]>;
/** A code of the catalogue. */
export type ProblemCode = keyof typeof PROBLEMS;

/** All codes, in the order of the catalogue. */
export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** What is wrong with one field of a request. */
const FieldError = component('FieldError', 'what is wrong with one field', {
  field: text('path of the field, such as `arms.0.tone`; empty for the whole'),
  message: text('what is wrong, for people'),
});

/** The body of every answer with an error status, as application/problem+json. */
export const ProblemDocument = component('Problem', 'a problem (RFC 9457); `code` is stable', {
  type: text('URI reference of the kind of problem'),
  title: text('the kind of problem, for people'),
  status: integer('the HTTP status'),
  code: enumOf(PROBLEM_CODES, 'the kind of problem, for programs'),
  detail: text('what is wrong with this request, in one line'),
  instance: text('the path of the request'),
  errors: Type.Optional(list(FieldError, 'the fields that are wrong; left out where no field is to blame')),
});
/** The type that the schema `ProblemDocument` describes. */
export type ProblemDocument = ReadonlyStatic<typeof ProblemDocument>;

/** One entry of the catalogue. */
const ProblemEntry = component('ProblemEntry', 'one code of the catalogue of problems', {
  code: enumOf(PROBLEM_CODES, 'the kind of problem, for programs'),
  status: integer('the HTTP status'),
  title: text('the kind of problem, for people'),
});
/** The whole catalogue. */
export const ProblemList = list(ProblemEntry, 'every code that an answer may carry');
/** The type that the schema `ProblemList` describes. */
export type ProblemList = ReadonlyStatic<typeof ProblemList>;
