import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { ANCHORS } from '../vocabulary/index.js';
import type { Context } from './context.js';

const AnchorShape = Type.Object({
  name: Type.String({ description: 'what `anchors` of a tournament and `anchor` of a match take' }),
  elo: Type.Union([Type.Number(), Type.Null()], { description: 'on an outside scale, as the configuration says' }),
  nodes: Type.Union([Type.Integer(), Type.Null()]),
  depth: Type.Union([Type.Integer(), Type.Null()]),
});

/** What a request may name as an opponent of fixed strength. Which programs these are stays on the server. */
export const anchorRoutes =
  ({ engines = new Map() }: Context): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/anchors',
      {
        schema: {
          tags: ['anchors'],
          summary: 'Opponents of fixed strength that a request may name',
          response: { 200: Type.Object({ data: Type.Array(AnchorShape) }) },
        },
      },
      async () => ({
        data: [
          ...ANCHORS.map((name) => ({ name, elo: null, nodes: null, depth: null })),
          ...[...engines.values()].map(({ name, elo, limit }) => ({
            name,
            elo,
            nodes: 'nodes' in limit ? limit.nodes : null,
            depth: 'depth' in limit ? limit.depth : null,
          })),
        ],
      }),
    );
  };
