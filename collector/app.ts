import cookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { adviceRoutes } from './api/advice.ts';
import { agentRoutes } from './api/agents.ts';
import { alertRoutes } from './api/alerts.ts';
import { auditRoutes } from './api/audit.ts';
import { availabilityRoutes } from './api/availability.ts';
import { backupListRoutes } from './api/backup-list.ts';
import { backupRoutes } from './api/backups.ts';
import { beatRoutes } from './api/beats.ts';
import { boardRoutes } from './api/boards.ts';
import { calendarRoutes } from './api/calendars.ts';
import { causeRoutes } from './api/causes.ts';
import { certificateRoutes } from './api/certificates.ts';
import { changeRoutes } from './api/changes.ts';
import { channelKindRoutes } from './api/channel-kinds.ts';
import { channelRoutes } from './api/channels.ts';
import { configRoutes } from './api/configs.ts';
import { contactRoutes } from './api/contacts.ts';
import { credentialRoutes } from './api/credentials.ts';
import { databaseRoutes } from './api/databases.ts';
import { discoveryRoutes } from './api/discoveries.ts';
import { drillAnswerRoutes } from './api/drill-answers.ts';
import { drillRoutes } from './api/drills.ts';
import { dutyRoutes } from './api/duty.ts';
import { evidenceRoutes } from './api/evidence.ts';
import { exploreRoutes } from './api/explore.ts';
import { findRoutes } from './api/find.ts';
import { fleetRoutes } from './api/fleet.ts';
import { groupRoutes } from './api/groups.ts';
import { jobChangeRoutes } from './api/job-changes.ts';
import { jobPreviewRoutes } from './api/job-preview.ts';
import { jobRoutes } from './api/jobs.ts';
import { jobsDayRoutes } from './api/jobs-day.ts';
import { keyRoutes } from './api/keys.ts';
import { markRoutes } from './api/marks.ts';
import { openApiRoute } from './api/openapi.ts';
import { organisationRoutes } from './api/organisations.ts';
import { ownWallRoutes } from './api/own-wall.ts';
import { pagesAddressRoutes } from './api/pages-address.ts';
import type { Parts } from './api/parts.ts';
import { peopleRoutes } from './api/people.ts';
import { pollRoutes } from './api/polls.ts';
import { queriesRoutes } from './api/queries.ts';
import { queryRoutes } from './api/query.ts';
import { recogniseRoutes } from './api/recognise.ts';
import { recordRoutes } from './api/records.ts';
import { restoreProofRoutes } from './api/restore-proofs.ts';
import { roomRoutes } from './api/rooms.ts';
import { routePreviewRoutes } from './api/route-preview.ts';
import { routeRoutes } from './api/routes.ts';
import { ruleRoutes } from './api/rules.ts';
import { sessionRoutes } from './api/session.ts';
import { silenceRoutes } from './api/silences.ts';
import { storeRoutes } from './api/store.ts';
import { targetBulkRoutes } from './api/target-bulk.ts';
import { targetPageRoutes } from './api/target-page.ts';
import { targetSheetRoutes } from './api/target-sheets.ts';
import { targetRoutes } from './api/targets.ts';
import { teamRoutes } from './api/teams.ts';
import { tellingRoutes } from './api/tellings.ts';
import { thresholdRoutes } from './api/thresholds.ts';
import { topologyRoutes } from './api/topology.ts';
import { versionRoutes } from './api/version.ts';
import { wallRoutes } from './api/walls.ts';
import { webPageRoutes } from './api/web-pages.ts';
import { whyRoutes } from './api/why.ts';
import { zoneRoutes } from './api/zones.ts';
import { type HealthOptions, healthRoutes } from './health/health-routes.ts';
import { controlAccess, type DeclaredRoute } from './http/access.ts';
import { answerError } from './http/answer-error.ts';
import { servePages } from './http/pages.ts';
import { readPagesBuild } from './http/pages-build.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { type App, serializerCompiler, validatorCompiler } from './http/zod-routes.ts';

const BODY_BYTES = 1024 * 1024;
/** Who has not sent the head of a request by then is cut off, so that half-open connections do not pile up. */
const HEAD_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const CHECK_CONNECTIONS_MS = 5_000;
/** Longer than a proxy in front keeps its connections, so that we never close one that it is about to use. */
const KEEP_ALIVE_MS = 72_000;

/** Certificates in PEM form; `clientCa`: only clients with a certificate of it are let in. */
export interface TlsOptions {
  cert: string;
  key: string;
  clientCa?: string;
}

export interface AppOptions {
  parts: Parts;
  health: HealthOptions;
  /** Folder of the built pages. */
  pagesFolder: string;
  version: string;
  logger?: FastifyBaseLogger;
  tls?: TlsOptions;
  /** Addresses of proxies whose `X-Forwarded-…` headers are believed. */
  trustProxy?: readonly string[];
  /** Answers are checked against what describes them; for tests. */
  strict?: boolean;
  /** Further routes, of the intake: each declares its permission like all others. */
  register?: readonly ((app: App) => void)[];
}

/** The application and the routes it has, complete once it is ready. */
export interface BuiltApp {
  app: App;
  routes: readonly DeclaredRoute[];
}

/** Everything the collector answers over HTTP. Listening is the caller's business. */
export async function buildApp(options: AppOptions): Promise<BuiltApp> {
  const { parts, tls } = options;
  const readBuild = () => readPagesBuild(options.pagesFolder);
  const app = makeServer(options);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler(options.strict ?? false));
  app.setErrorHandler(answerError);
  // Their hooks come before the one that refuses, so that a refusal carries the headers too.
  await app.register(cookie);
  await setSecurityHeaders(app, { tls: tls !== undefined });
  const routes = controlAccess(app, parts.registry.callers);

  app.register(async (scope: App) => {
    sessionRoutes(scope, parts);
    fleetRoutes(scope, parts);
    changeRoutes(scope, parts);
    targetRoutes(scope, parts);
    targetBulkRoutes(scope, parts);
    targetSheetRoutes(scope, parts);
    pollRoutes(scope, parts);
    recogniseRoutes(scope, parts);
    discoveryRoutes(scope, parts);
    credentialRoutes(scope, parts);
    zoneRoutes(scope, parts);
    topologyRoutes(scope, parts);
    roomRoutes(scope, parts);
    configRoutes(scope, parts);
    jobsDayRoutes(scope, parts);
    jobRoutes(scope, parts);
    jobChangeRoutes(scope, parts);
    jobPreviewRoutes(scope, parts);
    beatRoutes(scope, parts);
    calendarRoutes(scope, parts);
    queryRoutes(scope, parts);
    queriesRoutes(scope, parts);
    targetPageRoutes(scope, parts);
    exploreRoutes(scope, parts);
    boardRoutes(scope, parts);
    recordRoutes(scope, parts);
    markRoutes(scope, parts);
    findRoutes(scope, parts);
    alertRoutes(scope, parts);
    tellingRoutes(scope, parts);
    silenceRoutes(scope, parts);
    availabilityRoutes(scope, parts);
    causeRoutes(scope, parts);
    evidenceRoutes(scope, parts);
    ruleRoutes(scope, parts);
    adviceRoutes(scope, parts);
    whyRoutes(scope, parts);
    groupRoutes(scope, parts);
    thresholdRoutes(scope, parts);
    channelRoutes(scope, parts);
    channelKindRoutes(scope, parts);
    pagesAddressRoutes(scope, parts);
    contactRoutes(scope, parts);
    teamRoutes(scope, parts);
    routeRoutes(scope, parts);
    routePreviewRoutes(scope, parts);
    drillRoutes(scope, parts);
    drillAnswerRoutes(scope, parts);
    agentRoutes(scope, parts);
    keyRoutes(scope, parts);
    peopleRoutes(scope, parts);
    organisationRoutes(scope, parts);
    auditRoutes(scope, parts);
    backupRoutes(scope, parts);
    backupListRoutes(scope, parts);
    restoreProofRoutes(scope, parts);
    databaseRoutes(scope, parts);
    certificateRoutes(scope, parts);
    webPageRoutes(scope, parts);
    storeRoutes(scope, parts);
    dutyRoutes(scope, parts);
    wallRoutes(scope, parts);
    ownWallRoutes(scope, parts, readBuild);
    versionRoutes(scope, options.version, readBuild);
    openApiRoute(scope, routes, options.version);
    healthRoutes(scope, options.health);
  });
  for (const register of options.register ?? []) register(app);
  servePages(app, options.pagesFolder);
  return { app, routes };
}

function makeServer({ logger, tls, trustProxy }: AppOptions): App {
  const common = {
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    // One line a request would drown the log; what fails is logged by the error handler.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    trustProxy: trustProxy && trustProxy.length > 0 ? [...trustProxy] : false,
    forceCloseConnections: 'idle' as const,
    routerOptions: { maxParamLength: 200 },
  };
  const http = { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: CHECK_CONNECTIONS_MS };
  if (!tls) return Fastify({ ...common, http }) as unknown as App;
  const https = {
    ...http,
    cert: tls.cert,
    key: tls.key,
    minVersion: 'TLSv1.2' as const,
    handshakeTimeout: HEAD_TIMEOUT_MS,
    ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
  };
  return Fastify({ ...common, https }) as unknown as App;
}
