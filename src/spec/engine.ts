import Type, { type Static } from 'typebox';
import { strict } from './schema.js';

/** The name of an anchor: `random`, `greedy`, or an engine of the server's configuration. */
export const Anchor = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,31}$',
  description: 'random, greedy, or an engine that the server names (GET /anchors)',
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

/** Engines by name. */
export type Engines = ReadonlyMap<string, EngineDefinition>;
