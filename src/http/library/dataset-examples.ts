import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CONVERSATIONS_FILE,
  type Conversation,
  parseConversation,
  readConversationLines,
} from '../../dialogue/conversation/index.js';
import { datasetDir } from '../../files/index.js';
import { DatasetExamples, ExamplesQuery, IdParams } from '../../spec/api/index.js';
import { getDataset } from '../../store/library/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { notFound } from '../shared/index.js';

/** A few conversations of a dataset, as they lie in its file. Games are packed by position and have none to show. */
export const datasetExampleRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    app.get(
      '/datasets/:id/examples',
      {
        schema: {
          tags: ['datasets'],
          operationId: 'listDatasetExamples',
          summary: 'Some conversations of a dataset',
          params: IdParams,
          querystring: ExamplesQuery,
          response: { 200: DatasetExamples },
        },
      },
      async (request) => {
        const row = await getDataset(context.db.pool, request.params.id);
        if (!row) throw notFound('dataset');
        const { skip = 0, limit = 8 } = request.query;
        const path = join(datasetDir(context.home, row.address), CONVERSATIONS_FILE);
        const found: Conversation[] = [];
        if (row.kind === 'dialogue' && existsSync(path)) {
          let line = 0;
          for await (const conversation of readConversationLines(path, parseConversation)) {
            if (line++ < skip) continue;
            if (found.length > limit) break;
            found.push(conversation);
          }
        }
        return {
          data: found.slice(0, limit).map(({ source, heldOut, turns }) => ({
            source,
            heldOut,
            turns: turns.map(({ text, compound }) => ({ text, compound })),
          })),
          more: found.length > limit,
        };
      },
    );
  };
