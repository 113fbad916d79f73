import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { projectVersion } from '../files/index.js';
import { datasetExampleRoutes, datasetRoutes, fineTuneRoutes, modelRoutes } from './library/index.js';
import type { Context } from './shared/index.js';
import {
  AnswerFromMemory,
  type ApiTypeProvider,
  dashboardRoutes,
  jsonSerializer,
  keyCheck,
  openApiOptions,
  problemRoutes,
  registerAuth,
  registerBodyEtag,
  registerKeptAnswers,
  registerProblems,
  registerSecurityHeaders,
  securityHeaders,
  validatorCompiler,
} from './shared/index.js';
import { anchorRoutes, healthRoutes, systemRoutes } from './system/index.js';
import {
  gameRoutes,
  preregistrationRoutes,
  recordedRoutes,
  reportRoutes,
  resultRoutes,
  studyRoutes,
  tournamentRoutes,
  verdictRoutes,
} from './tournaments/index.js';

/** What the API needs: the context of its routes, and the settings of the server. */
export interface AppOptions extends Context {
  readonly log: FastifyBaseLogger;
  /** Bearer keys. If empty, no key is required; the caller then listens on loopback only. */
  readonly apiKeys: readonly string[];
  /** Maximum requests per minute from one address; 6000 by default. */
  readonly rateLimit?: number;
  /** Memory for kept answers in bytes; `shared/kept-answers.ts` has the default. */
  readonly keptBytes?: number;
  /** Folder of the built dashboard; `dist/dashboard` by default. */
  readonly dashboard?: string;
}

/** Maximum size of a JSON body in bytes. */
const BODY_LIMIT = 1024 * 1024;

/** Returns the whole API, not yet listening. Hooks run in the order of their registration below. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const hasKey = keyCheck(options.apiKeys);
  const fromMemory = new AnswerFromMemory(hasKey, options.log);
  const app = Fastify({
    serverFactory: (handler, settings) => fromMemory.serverFor(handler, settings),
    loggerInstance: options.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true, // an open stream must not prevent the process from ending
  }).withTypeProvider<ApiTypeProvider>();
  app.setValidatorCompiler(validatorCompiler());
  app.setSerializerCompiler(jsonSerializer);
  registerProblems(app);
  registerAuth(app, hasKey);
  registerBodyEtag(app);
  const security = securityHeaders();
  fromMemory.register(app, registerKeptAnswers(app, options.db, security, options.keptBytes));
  registerSecurityHeaders(app, security);
  await app.register(rateLimit, { max: options.rateLimit ?? 6000, timeWindow: '1 minute' });
  await app.register(swagger, openApiOptions({ version: projectVersion(), keys: options.apiKeys.length > 0 }));
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  await app.register(async (api) => {
    for (const kind of ['tournament', 'match'] as const) {
      await api.register(tournamentRoutes(options, kind));
      await api.register(resultRoutes(options, kind));
      await api.register(verdictRoutes(options, kind));
      await api.register(gameRoutes(options, kind));
      await api.register(recordedRoutes(options, kind));
    }
    await api.register(reportRoutes(options));
    await api.register(preregistrationRoutes(options));
    await api.register(studyRoutes(options));
    await api.register(fineTuneRoutes(options));
    await api.register(modelRoutes(options));
    await api.register(anchorRoutes(options));
    await api.register(datasetRoutes(options));
    await api.register(datasetExampleRoutes(options));
    await api.register(healthRoutes(options));
    await api.register(systemRoutes(options));
    await api.register(dashboardRoutes(options.dashboard));
    await api.register(problemRoutes);
  });
  return app as unknown as FastifyInstance;
}
