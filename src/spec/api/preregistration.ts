/** The plan of a tournament as its service states it, signed: for a check without the service. */
import Type from 'typebox';
import { component, hash, integer, literal, nullable, object, type ReadonlyStatic, text, timestamp } from '../index.js';
import { SealedTournament } from './evidence/index.js';

/** Answer of GET /tournaments/{id}/preregistration. */
export const Preregistration = component(
  'Preregistration',
  'the sealed plan and when it was sealed, signed with the key of the service (docs/report.md says what that proves)',
  {
    object: literal('preregistration', 'a signed plan'),
    format: literal(1, 'raised when a field changes its meaning'),
    tournament: object({ id: text('UUIDv7'), name: text('name of the request') }, 'the tournament'),
    plan: SealedTournament,
    planHash: hash('SHA-256 of the canonical JSON (RFC 8785) of `plan`'),
    sealedAt: timestamp('when the plan was stored'),
    firstResultAt: nullable(timestamp('when the first game was recorded'), 'null while no game is on record'),
    eventsBefore: integer('events on record before the first game, or so far'),
    results: integer('games on record'),
    chain: text('end of the hash chain over all results, in the order of recording'),
    version: integer('version of the tournament that this was stated at'),
    service: object(
      {
        version: text('version of Sentimate'),
        publicKey: text('Ed25519 key of the service, SPKI as PEM'),
      },
      'who states it',
    ),
    signature: Type.String({
      pattern: '^[0-9a-f]{128}$',
      description: 'Ed25519 over the canonical JSON of everything else, 128 hexadecimal digits',
    }),
  },
);
/** The type that the schema `Preregistration` describes. */
export type Preregistration = ReadonlyStatic<typeof Preregistration>;
