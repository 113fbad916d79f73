import Type, { type Static } from 'typebox';
import { strict } from './schema.js';

/** The name of an anchor: `random`, `greedy`, an engine of the server's configuration, or one of its source models. */
export const Anchor = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,31}$',
  description: 'random, greedy, or an engine or source model that the server names (GET /anchors)',
});

/** How a UCI engine plays as an anchor: part of the plan, unlike the path of its program on a machine. */
export const EngineDefinition = Type.Object(
  {
    name: Anchor,
    elo: Type.Union([Type.Number({ minimum: 0, maximum: 5000 }), Type.Null()], {
      description: 'Elo on an outside scale, as whoever configured it says; null where nobody knows',
    }),
    limit: Type.Union(
      [
        Type.Object({ nodes: Type.Integer({ minimum: 1, description: 'positions searched for each move' }) }, strict),
        Type.Object(
          { depth: Type.Integer({ minimum: 1, maximum: 100, description: 'plies searched for each move' }) },
          strict,
        ),
      ],
      { description: 'how far the engine searches for a move; never a time, which depends on the machine' },
    ),
    options: Type.Record(
      Type.String({ minLength: 1, maxLength: 64 }),
      Type.Union([Type.String({ maxLength: 256, pattern: '^[^\\r\\n]*$' }), Type.Number(), Type.Boolean()]),
      { description: 'UCI options by name' },
    ),
  },
  { ...strict, title: 'EngineDefinition', description: 'how a UCI engine plays as an anchor' },
);
/** The type that the schema `EngineDefinition` describes. */
export type EngineDefinition = Static<typeof EngineDefinition>;

/** How a source model plays as an anchor, through its text (docs/sources.md): part of the plan. */
export const SourceDefinition = Type.Object(
  {
    name: Anchor,
    source: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'address of the source model: SHA-256 of its weights, config and tokenizer',
    }),
    temperature: Type.Number({
      minimum: 0,
      maximum: 4,
      description: 'of the choice between legal moves; 0 takes the likeliest, 1 draws by their probabilities as text',
    }),
  },
  { ...strict, title: 'SourceDefinition', description: 'how a source model plays as an anchor, through its text' },
);
/** The type that the schema `SourceDefinition` describes. */
export type SourceDefinition = Static<typeof SourceDefinition>;

/** How an anchor plays that is not built in. */
export const AnchorDefinition = Type.Union([EngineDefinition, SourceDefinition]);
/** The type that the schema `AnchorDefinition` describes. */
export type AnchorDefinition = Static<typeof AnchorDefinition>;

/** Anchors that are not built in, by name. */
export type Engines = ReadonlyMap<string, AnchorDefinition>;
