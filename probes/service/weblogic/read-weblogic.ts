/*
 * RESTful management. Only GET is used: the role Monitor may read and nothing else.
 *
 *   12.2.1 and later   /management/weblogic/latest/domainRuntime/…      at the administration server
 *                      /management/weblogic/latest/serverRuntime/…      at a managed server
 *   10.3.6 to 12.1.3   /management/tenant-monitoring/servers            where it was enabled
 *
 * https://docs.oracle.com/middleware/12213/wls/WLRUR/using.htm
 * https://docs.oracle.com/cd/E23943_01/web.1111/e24682/toc.htm
 */
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Hints, httpConversation, jsonOf, notTheProduct } from '../http-conversation.ts';
import { optionalPart } from '../optional-part.ts';
import type { ServiceAnswer, ServiceReader, ServiceValue, Step } from '../service-reader.ts';
import type { WeblogicConfig } from './config.ts';
import { serverOf, serverOfTenant, serverValues, stateCode, type WeblogicServer } from './server-facts.ts';

const LATEST = '/management/weblogic/latest';
const TENANT = '/management/tenant-monitoring/servers';
const MOST_SERVERS = 16;
const MOST_SOURCES = 50;
const MAX_BYTES = 2_097_152;
const PRODUCT = "WebLogic's RESTful management";

const OF_SERVER = 'name,state,healthState,openSocketsCurrentCount,weblogicVersion';
const OF_JVM = 'heapSizeCurrent,heapFreeCurrent,heapSizeMax,uptime';
const OF_POOL =
  'executeThreadTotalCount,executeThreadIdleCount,standbyThreadCount,hoggingThreadCount,stuckThreadCount,queueLength,completedRequestCount';
const OF_SOURCE = 'name,activeConnectionsCurrentCount,waitingForConnectionCurrentCount';

const HINTS: Hints = {
  denied: 'the user has to be in the group Monitors',
  missing:
    'RESTful management is off (before 12.2.1: console, domain, advanced, "Enable RESTful Management Services"), or this is not the administration port',
  account: 'after five failures WebLogic locks the account for half an hour',
};

type Told = Readonly<Record<string, unknown>>;
type Interface = 'domain' | 'server' | 'tenant';

/** Reads a domain, or the one server that is asked. */
export function readWeblogic(
  config: WeblogicConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const ask = httpConversation(config, options, HINTS, onStep);
  const readers = { domain, server, tenant };
  let chosen: Interface | undefined;
  return {
    async read(signal) {
      const interfaces: readonly Interface[] = chosen ? [chosen] : ['domain', 'server', 'tenant'];
      let first: unknown;
      for (const each of interfaces) {
        try {
          const answer = await readers[each](signal);
          chosen = each;
          return answer;
        } catch (error) {
          if (!(error instanceof ProbeError) || error.state !== 'unsupported') throw error;
          first ??= error;
        }
      }
      throw first;
    },
  };

  async function get(path: string, signal: AbortSignal): Promise<Told> {
    const answer = await ask(path, signal, {
      headers: { accept: 'application/json', 'x-requested-by': 'Ward' },
      maxBytes: MAX_BYTES,
    });
    const told = jsonOf(answer, PRODUCT);
    if (typeof told !== 'object' || told === null || Array.isArray(told))
      throw notTheProduct(answer, PRODUCT);
    return told as Told;
  }

  async function domain(signal: AbortSignal): Promise<ServiceAnswer> {
    const base = `${LATEST}/domainRuntime`;
    const running = itemsOf(await get(`${base}/serverRuntimes?links=none&fields=${OF_SERVER}`, signal));
    const servers: WeblogicServer[] = [];
    const skipped: { what: string; why: string }[] = [];
    const part = optionalPart(skipped);
    for (const server of running.slice(0, MOST_SERVERS)) {
      const path = `${base}/serverRuntimes/${encodeURIComponent(String(server.name))}`;
      servers.push(await withParts(server, path, part, signal));
    }
    if (running.length > MOST_SERVERS)
      skipped.push({
        what: `${running.length - MOST_SERVERS} servers`,
        why: `only ${MOST_SERVERS} are read`,
      });
    // Servers that are down have no runtime; their lifecycle is known here.
    const lives = await part('lifecycles', () =>
      get(`${base}/serverLifeCycleRuntimes?links=none&fields=name,state`, signal),
    );
    const known = new Set(servers.map(({ name }) => name));
    const down = itemsOf(lives ?? {}).filter(({ name }) => !known.has(String(name)));
    return answerOf(servers, skipped, down.slice(0, MOST_SERVERS));
  }

  async function server(signal: AbortSignal): Promise<ServiceAnswer> {
    const path = `${LATEST}/serverRuntime`;
    const skipped: { what: string; why: string }[] = [];
    const own = await get(`${path}?links=none&fields=${OF_SERVER}`, signal);
    return answerOf([await withParts(own, path, optionalPart(skipped), signal)], skipped, []);
  }

  async function tenant(signal: AbortSignal): Promise<ServiceAnswer> {
    const all = tenantItems(await get(TENANT, signal));
    const servers: WeblogicServer[] = [];
    const down: Told[] = [];
    const skipped: { what: string; why: string }[] = [
      { what: 'threads and data sources', why: 'the interface of WebLogic before 12.2.1 does not tell them' },
    ];
    const part = optionalPart(skipped);
    for (const each of all.slice(0, MOST_SERVERS)) {
      if (each.state !== 'RUNNING') down.push(each);
      else {
        const path = `${TENANT}/${encodeURIComponent(String(each.name))}`;
        const one = await part(`server ${each.name}`, () => get(path, signal));
        const [item] = tenantItems(one ?? {});
        servers.push(serverOfTenant({ ...each, ...item }));
      }
    }
    return answerOf(servers, skipped, down);
  }

  async function withParts(
    server: Told,
    path: string,
    part: ReturnType<typeof optionalPart>,
    signal: AbortSignal,
  ): Promise<WeblogicServer> {
    const name = String(server.name);
    const of = (what: string, fields: string, below: string) =>
      part(`${what} of ${name}`, () => get(`${path}/${below}?links=none&fields=${fields}`, signal));
    const jvm = await of('JVM', OF_JVM, 'JVMRuntime');
    const pool = await of('threads', OF_POOL, 'threadPoolRuntime');
    const sources = await of('data sources', OF_SOURCE, 'JDBCServiceRuntime/JDBCDataSourceRuntimeMBeans');
    return serverOf(server, jvm, pool, itemsOf(sources ?? {}).slice(0, MOST_SOURCES));
  }

  function answerOf(
    servers: readonly WeblogicServer[],
    skipped: readonly { what: string; why: string }[],
    down: readonly Told[],
  ): ServiceAnswer {
    const [, version = ''] = /(\d+(?:\.\d+)+)/.exec(servers[0]?.version ?? '') ?? [];
    return {
      product: { vendor: 'Oracle', product: 'WebLogic Server', version, name: servers[0]?.name ?? '' },
      values: [
        ...servers.flatMap((each) => serverValues(each, config.threads_limit)),
        ...down.map(
          ({ name, state }): ServiceValue => [
            'weblogic_server.state',
            stateCode(String(state)),
            String(name),
          ],
        ),
      ],
      skipped,
    };
  }
}

function itemsOf(told: Told): Told[] {
  return Array.isArray(told.items) ? (told.items as Told[]) : [];
}

/** `{ body: { items: […] } }` of a list, `{ body: { item: {…} } }` of one. */
function tenantItems(told: Told): Told[] {
  const body = (told.body ?? {}) as { items?: Told[]; item?: Told };
  if (Array.isArray(body.items)) return body.items;
  return body.item ? [body.item] : [];
}
