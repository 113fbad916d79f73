import { AnchorList } from '../../spec/api/index.js';
import type { AnchorDefinition } from '../../spec/index.js';
import { ANCHORS } from '../../vocabulary/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';

const NOTHING = { elo: null, nodes: null, depth: null, source: null };

const settingsOf = (anchor: AnchorDefinition): Partial<AnchorList['data'][number]> =>
  'source' in anchor ? { source: anchor.source } : { elo: anchor.elo, ...anchor.limit };

/** `/anchors`: opponents of fixed strength that requests may name. Paths of their programs are not disclosed. */
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
          ...ANCHORS.map((name) => ({ name, ...NOTHING })),
          ...[...engines.values()].map((anchor) => ({ name: anchor.name, ...NOTHING, ...settingsOf(anchor) })),
        ],
      }),
    );
  };
