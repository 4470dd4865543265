import { healthStates, serverStates } from '#protocol/vocabulary/middleware.ts';
import { numberOf, percentOf, type ServiceValue } from '../service-reader.ts';

/** What is known of one server of a domain, whichever interface told it; NaN is "not told". */
export interface WeblogicServer {
  name: string;
  state: string;
  health: string;
  version: string;
  openSockets: number;
  heapUsed: number;
  heapMax: number;
  uptimeMs: number;
  threads: number;
  idleThreads: number;
  standbyThreads: number;
  hoggingThreads: number;
  stuckThreads: number;
  queueLength: number;
  requests: number;
  dataSources: readonly { name: string; active: number; waiting: number }[];
}

type Told = Readonly<Record<string, unknown>>;

/** Of 12.2.1 and later: what its own bean, its JVM, its pool of threads and its data sources tell. */
export function serverOf(
  server: Told,
  jvm: Told = {},
  pool: Told = {},
  sources: readonly Told[] = [],
): WeblogicServer {
  const health = server.healthState;
  return {
    name: String(server.name ?? ''),
    state: String(server.state ?? ''),
    health: String(
      typeof health === 'object' && health !== null ? ((health as Told).state ?? '') : (health ?? ''),
    ),
    version: String(server.weblogicVersion ?? ''),
    openSockets: numberOf(server.openSocketsCurrentCount),
    heapUsed: numberOf(jvm.heapSizeCurrent) - numberOf(jvm.heapFreeCurrent),
    heapMax: numberOf(jvm.heapSizeMax),
    uptimeMs: numberOf(jvm.uptime),
    threads: numberOf(pool.executeThreadTotalCount),
    idleThreads: numberOf(pool.executeThreadIdleCount),
    standbyThreads: numberOf(pool.standbyThreadCount),
    hoggingThreads: numberOf(pool.hoggingThreadCount),
    stuckThreads: numberOf(pool.stuckThreadCount),
    queueLength: numberOf(pool.queueLength),
    requests: numberOf(pool.completedRequestCount),
    dataSources: sources.map((source) => ({
      name: String(source.name ?? ''),
      active: numberOf(source.activeConnectionsCurrentCount),
      waiting: numberOf(source.waitingForConnectionCurrentCount),
    })),
  };
}

/** Of `tenant-monitoring`, which 10.3.6 to 12.1.3 have: one flat object. */
export function serverOfTenant(item: Told): WeblogicServer {
  return { ...serverOf(item, item), health: String(item.health ?? '') };
}

/** Its values; what a pool of connections may become is configuration, which its runtime does not tell. */
export function serverValues(server: WeblogicServer, threadsLimit: number): ServiceValue[] {
  const { name } = server;
  const busy =
    server.threads - server.idleThreads - (Number.isNaN(server.standbyThreads) ? 0 : server.standbyThreads);
  return [
    ['weblogic_server.state', stateCode(server.state), name],
    ['weblogic_server.health', healthCode(server.health), name],
    ['weblogic_server.open_sockets', server.openSockets, name],
    ['weblogic_server.execute_threads', server.threads, name],
    ['weblogic_server.hogging_threads', server.hoggingThreads, name],
    ['weblogic_server.stuck_threads', server.stuckThreads, name],
    ['weblogic_server.queue_length', server.queueLength, name],
    ['middleware.busy_percent', percentOf(busy, threadsLimit), name, 'threads'],
    ['middleware.connections', server.openSockets, name],
    ['middleware.heap_used_bytes', server.heapUsed, name],
    ['middleware.heap_used_percent', percentOf(server.heapUsed, server.heapMax), name],
    ['middleware.requests_total', server.requests, name],
    ['middleware.uptime_seconds', server.uptimeMs / 1_000, name],
    ...server.dataSources.flatMap((source): ServiceValue[] => [
      ['middleware_datasource.active', source.active, name, source.name],
      ['middleware_datasource.waiting', source.waiting, name, source.name],
    ]),
  ];
}

/** Lifecycle states: https://docs.oracle.com/middleware/12213/wls/START/server_life.htm */
export function stateCode(state: string): number {
  const code = (word: string) => serverStates[word]?.code ?? Number.NaN;
  switch (state.toUpperCase()) {
    case 'RUNNING':
      return code('running');
    case 'STARTING':
    case 'RESUMING':
    case 'STANDBY':
      return code('starting');
    case 'ADMIN':
    case 'SUSPENDING':
    case 'FORCE_SUSPENDING':
      return code('suspended');
    case 'SHUTTING_DOWN':
    case 'FORCE_SHUTTING_DOWN':
      return code('stopping');
    case 'SHUTDOWN':
      return code('shutdown');
    case 'FAILED':
    case 'FAILED_NOT_RESTARTABLE':
    case 'FAILED_RESTARTING':
    case 'FAILED_MIGRATABLE':
      return code('failed');
    default:
      return code('other');
  }
}

/** `ok` and `HEALTH_OK` are the same in two interfaces. */
export function healthCode(health: string): number {
  const code = (word: string) => healthStates[word]?.code ?? Number.NaN;
  switch (health.toLowerCase().replace(/^health_/, '')) {
    case 'ok':
      return code('ok');
    case 'warn':
    case 'warning':
      return code('warning');
    case 'overloaded':
      return code('overloaded');
    case 'critical':
      return code('critical');
    case 'failed':
      return code('failed');
    default:
      return code('unknown');
  }
}
