import { IdParams, Report } from '../../spec/api/index.js';
import { getTournamentSummary, reportInput } from '../../store/tournaments/index.js';
import { REPORT_CSP, reportHtml } from '../../tournament/page/index.js';
import { reportOf } from '../../tournament/report/index.js';
import type { Context } from '../shared/index.js';
import { type ApiRoutes, isFresh, notFound, Problem, textBody } from '../shared/index.js';

const HTML = 'text/html';
const JSON_TYPE = 'application/json';

/** Returns the media type: HTML unless only JSON is accepted. Throws Problem `not-acceptable` if neither is. */
function mediaType(accept = '*/*'): typeof HTML | typeof JSON_TYPE {
  if (/text\/(html|\*)/.test(accept)) return HTML;
  if (/application\/(json|\*)/.test(accept)) return JSON_TYPE;
  if (accept.includes('*/*')) return HTML;
  throw new Problem('not-acceptable', `offered are ${HTML} and ${JSON_TYPE}`);
}

/** The report of a tournament as a self-contained page or as JSON. */
export const reportRoutes =
  ({ db: { pool } }: Context): ApiRoutes =>
  async (app) => {
    app.get(
      '/tournaments/:id/report',
      {
        config: { keptUntil: 'tournament' },
        schema: {
          tags: ['tournaments'],
          operationId: 'getTournamentReport',
          summary: 'The report: a self-contained page, or JSON by Accept',
          description:
            'Plan and hash, verdict, figures, checks, costs and limits. The page holds no script and fetches nothing.',
          params: IdParams,
          response: {
            200: {
              description: 'A page for people, or all that it shows as JSON',
              content: { [HTML]: { schema: textBody('a self-contained page') }, [JSON_TYPE]: { schema: Report } },
            },
          },
        },
      },
      async (request, reply) => {
        const row = await getTournamentSummary(pool, request.params.id);
        if (row?.kind !== 'tournament') throw notFound('tournament');
        const type = mediaType(request.headers.accept);
        reply.header('Vary', 'Accept');
        if (isFresh(request, reply, `${row.id}-report-${type === HTML ? 'html' : 'json'}-${row.version}`)) return reply;
        const report = reportOf((await reportInput(pool, row.id))!);
        if (type === JSON_TYPE) return report;
        return reply
          .type(`${HTML}; charset=utf-8`)
          .header('Content-Security-Policy', REPORT_CSP)
          .send(reportHtml(report));
      },
    );
  };
