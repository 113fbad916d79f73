import { AnchorList } from '../../spec/api/index.js';
import { ANCHORS } from '../../vocabulary/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';

/** What a request may name as an opponent of fixed strength. Which programs these are stays on the server. */
export const anchorRoutes =
  ({ engines = new Map() }: Context): ApiRoutes =>
  async (app) => {
    app.get(
      '/anchors',
      {
        schema: {
          tags: ['anchors'],
          operationId: 'listAnchors',
          summary: 'Opponents of fixed strength that a request may name',
          response: { 200: AnchorList },
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
