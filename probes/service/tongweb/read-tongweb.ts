/*
 * The REST interface of the console, as the vendor's manual for developers describes it (TongWeb V7.0 二次开发接口, 3.1),
 * or its beans through Jolokia (the same manual, 2.2). What the manual leaves open is not read.
 */
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { errorsShare } from '../errors-share.ts';
import { type Hints, httpConversation, jsonOf, notTheProduct } from '../http-conversation.ts';
import { type BeanRead, type BeansRead, readBeans } from '../jolokia.ts';
import { optionalPart } from '../optional-part.ts';
import {
  numberOf,
  percentOf,
  type ServiceAnswer,
  type ServiceReader,
  type ServiceValue,
  type Step,
} from '../service-reader.ts';
import { connectorValues, tomcatBeanValues, tomcatReads } from '../tomcat-beans.ts';
import type { TongwebConfig } from './config.ts';
import { connectorOf, dataOf, listenerNames } from './parse-rest.ts';

const MOST_LISTENERS = 10;
const MOST_POOLS = 50;
const REST: Hints = {
  denied:
    'the account of the console may not use its REST interface, or the address of the agent is not trusted',
  missing: 'no REST interface of the console there: it comes with TongWeb 7, look at port and rest_path',
  account: 'user and password are those of the console; wrong ones lock the account',
};
const JOLOKIA: Hints = {
  denied: 'jolokia-access.xml has to allow the address of the agent',
  missing: 'Jolokia is not deployed there (jolokia.war), or look at jolokia_path',
};

/** Reads one TongWeb. */
export function readTongweb(
  config: TongwebConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const askRest = httpConversation(config, options, REST, onStep);
  const askJolokia = httpConversation(config, options, JOLOKIA, onStep);
  const share = errorsShare();
  return { read: (signal) => (config.interface === 'rest' ? rest(signal) : jolokia(signal)) };

  async function get(path: string, signal: AbortSignal) {
    const answer = await askRest(`${config.rest_path.replace(/\/$/, '')}/${path}`, signal);
    const data = dataOf(jsonOf(answer, "TongWeb's console"));
    if (!data) throw notTheProduct(answer, "TongWeb's console");
    return data;
  }

  async function rest(signal: AbortSignal): Promise<ServiceAnswer> {
    const server = await get('tongweb_server_detail?attrName=serverInfo,serverNumber,stateName', signal);
    const skipped: { what: string; why: string }[] = [
      {
        what: 'sessions, data sources and hung threads',
        why: 'the console does not tell them in one answer: Jolokia does',
      },
    ];
    const part = optionalPart(skipped);
    const of = async (path: string) =>
      (await part(path.split('?', 1)[0] ?? path, () => get(path, signal))) ?? {};
    const { HeapMemoryUsage } = await of('jvm_memory_detail?attrName=HeapMemoryUsage');
    const { ThreadCount } = await of('jvm_threading_detail?attrName=ThreadCount');
    const { Uptime } = await of('runtime_detail?attrName=Uptime');
    const names = listenerNames(await of('web_container?attrName=httpListener'));
    const connectors: ReturnType<typeof connectorOf>[] = [];
    for (const name of names.slice(0, MOST_LISTENERS)) {
      const word = encodeURIComponent(name);
      connectors.push(connectorOf(name, await of(`listener_detail?operatorName=count:${word},stat:${word}`)));
    }
    if (names.length > MOST_LISTENERS)
      skipped.push({
        what: `${names.length - MOST_LISTENERS} channels`,
        why: `only ${MOST_LISTENERS} are read`,
      });
    const heap = (HeapMemoryUsage ?? {}) as { used?: unknown; max?: unknown };
    return {
      product: tongweb(String(server.serverNumber ?? '')),
      values: [
        ['middleware.heap_used_bytes', numberOf(heap.used), ''],
        ['middleware.heap_used_percent', percentOf(numberOf(heap.used), numberOf(heap.max)), ''],
        ['middleware.threads', numberOf(ThreadCount), ''],
        ['middleware.uptime_seconds', numberOf(Uptime) / 1_000, ''],
        ['middleware.connections', connectors.reduce((total, { connections }) => total + connections, 0), ''],
        ...connectorValues(connectors, share),
      ],
      skipped,
    };
  }

  async function jolokia(signal: AbortSignal): Promise<ServiceAnswer> {
    const usual = tomcatReads(config.domain);
    const read = await readBeans(
      askJolokia,
      config.jolokia_path,
      [...usual, ...ownReads(config.domain)],
      signal,
    );
    const { values, connectors, serverNumber } = tomcatBeanValues(read.slice(0, usual.length));
    const [hung, pools, limits] = read.slice(usual.length);
    if (connectors.length === 0)
      throw new ProbeError(
        'wrong_answer',
        `Jolokia answers, and has no channels in the domain ${config.domain}: look at domain`,
      );
    return {
      product: tongweb(serverNumber),
      values: [
        ...values,
        ...connectorValues(connectors.slice(0, MOST_LISTENERS), share),
        ['tongweb.hung_threads', sum(hung, 'currentThreadsHang')],
        ...poolValues(pools, limits),
      ],
    };
  }
}

function ownReads(domain: string): readonly BeanRead[] {
  return [
    { mbean: `${domain}:type=ThreadPool,name=*`, attributes: ['currentThreadsHang'] },
    {
      mbean: 'com.tongweb.hulk:type=Pool (*',
      attributes: ['ActiveConnections', 'ThreadsAwaitingConnection', 'Active', 'WaitCount'],
    },
    { mbean: 'com.tongweb.hulk:type=PoolConfig (*', attributes: ['MaximumPoolSize'] },
  ];
}

/** `com.tongweb.hulk:type=Pool (jdbc/main)` with its limit in `type=PoolConfig (jdbc/main)`; with XA other names. */
function poolValues(pools: BeansRead | undefined, limits: BeansRead | undefined): ServiceValue[] {
  const nameOf = (bean: string) => /\((.*)\)$/.exec(bean)?.[1] ?? bean;
  const limitOf = new Map(
    (limits?.beans ?? []).map(({ name, bean }) => [nameOf(name), numberOf(bean.MaximumPoolSize)]),
  );
  return (pools?.beans ?? []).slice(0, MOST_POOLS).flatMap(({ name, bean }): ServiceValue[] => {
    const source = nameOf(name);
    const active = numberOf(bean.ActiveConnections ?? bean.Active);
    const limit = limitOf.get(source) ?? Number.NaN;
    return [
      ['middleware_datasource.active', active, '', source],
      ['middleware_datasource.limit', limit, '', source],
      ['middleware_datasource.used_percent', percentOf(active, limit), '', source],
      [
        'middleware_datasource.waiting',
        numberOf(bean.ThreadsAwaitingConnection ?? bean.WaitCount),
        '',
        source,
      ],
    ];
  });
}

function sum(read: BeansRead | undefined, attribute: string): number {
  return (read?.beans ?? []).reduce((total, { bean }) => total + numberOf(bean[attribute]), 0);
}

function tongweb(version: string) {
  return { vendor: '东方通', product: 'TongWeb', version, name: '' };
}
