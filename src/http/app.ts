import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { projectVersion } from '../files/index.js';
import { datasetExampleRoutes, datasetRoutes, fineTuneRoutes, modelRoutes } from './library/index.js';
import type { Context } from './shared/index.js';
import {
  type ApiTypeProvider,
  dashboardRoutes,
  jsonSerializer,
  openApiOptions,
  problemRoutes,
  registerAuth,
  registerBodyEtag,
  registerProblems,
  validatorCompiler,
} from './shared/index.js';
import { anchorRoutes, healthRoutes, systemRoutes } from './system/index.js';
import {
  gameRoutes,
  recordedRoutes,
  reportRoutes,
  resultRoutes,
  studyRoutes,
  tournamentRoutes,
} from './tournaments/index.js';

export interface AppOptions extends Context {
  readonly log: FastifyBaseLogger;
  /** Bearer keys; none means no key is asked for (then the caller listens on loopback only). */
  readonly apiKeys: readonly string[];
  /** Requests a minute from one address. */
  readonly rateLimit?: number;
  /** The folder of the built dashboard; dashboard.ts has the default. */
  readonly dashboard?: string;
}

/** Bytes of a JSON body. */
const BODY_LIMIT = 1024 * 1024;

/** The whole API, not yet listening. The order below is the order in which a request meets things. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true, // an open stream must not keep the process from ending
  }).withTypeProvider<ApiTypeProvider>();
  app.setValidatorCompiler(validatorCompiler());
  app.setSerializerCompiler(jsonSerializer);
  registerProblems(app);
  registerAuth(app, options.apiKeys);
  registerBodyEtag(app);
  await app.register(helmet, { contentSecurityPolicy: false });
  await app.register(rateLimit, { max: options.rateLimit ?? 6000, timeWindow: '1 minute' });
  await app.register(swagger, openApiOptions({ version: projectVersion(), keys: options.apiKeys.length > 0 }));
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  await app.register(async (api) => {
    for (const kind of ['tournament', 'match'] as const) {
      await api.register(tournamentRoutes(options, kind));
      await api.register(resultRoutes(options, kind));
      await api.register(gameRoutes(options, kind));
      await api.register(recordedRoutes(options, kind));
    }
    await api.register(reportRoutes(options));
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
