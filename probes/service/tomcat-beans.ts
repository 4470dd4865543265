/*
 * Beans of Tomcat and of what is made from it (TongWeb), told in the words that its manager uses too.
 * Names: https://tomcat.apache.org/tomcat-10.1-doc/funcspecs/mbean-names.html
 */
import type { BeanRead, BeansRead } from './jolokia.ts';
import { beanKeys } from './jolokia.ts';
import { numberOf, percentOf, type ServiceValue } from './service-reader.ts';

/** One connector, by what its thread pool and its request processor tell. */
export interface Connector {
  name: string;
  maxThreads: number;
  threads: number;
  busy: number;
  requests: number;
  errors: number;
  processingMs: number;
  longestMs: number;
  received: number;
  sent: number;
}

/** What is read of every server of this family; `domain` is `Catalina`, `Tomcat` where it is embedded, `TONGWEB`. */
export function tomcatReads(domain: string): readonly BeanRead[] {
  return [
    { mbean: `${domain}:type=Server`, attributes: ['serverInfo', 'serverNumber'] },
    {
      mbean: `${domain}:type=ThreadPool,name=*`,
      attributes: ['maxThreads', 'currentThreadCount', 'currentThreadsBusy', 'connectionCount'],
    },
    {
      mbean: `${domain}:type=GlobalRequestProcessor,name=*`,
      attributes: ['requestCount', 'errorCount', 'processingTime', 'maxTime', 'bytesReceived', 'bytesSent'],
    },
    { mbean: `${domain}:type=Manager,*`, attributes: ['activeSessions'] },
    {
      mbean: `${domain}:type=DataSource,*`,
      attributes: ['numActive', 'maxTotal', 'active', 'maxActive', 'waitCount'],
    },
    { mbean: 'java.lang:type=Memory', attributes: ['HeapMemoryUsage'] },
    { mbean: 'java.lang:type=Threading', attributes: ['ThreadCount'] },
    { mbean: 'java.lang:type=GarbageCollector,name=*', attributes: ['CollectionTime'] },
    { mbean: 'java.lang:type=Runtime', attributes: ['Uptime'] },
  ];
}

/** What those reads brought, in values of the vocabulary. */
export function tomcatBeanValues(read: readonly BeansRead[]) {
  const [server, pools, processors, managers, sources, memory, threading, collectors, runtime] = read;
  const heap = (firstOf(memory).HeapMemoryUsage ?? {}) as { used?: number; max?: number; committed?: number };
  const used = numberOf(heap.used);
  const max = numberOf(heap.max) > 0 ? numberOf(heap.max) : numberOf(heap.committed);
  const connectors = connectorsOf(pools, processors);
  const values: ServiceValue[] = [
    ['middleware.connections', sumOf(pools, 'connectionCount'), ''],
    ['middleware.sessions', sumOf(managers, 'activeSessions'), ''],
    ['middleware.threads', numberOf(firstOf(threading).ThreadCount), ''],
    ['middleware.gc_seconds_total', sumOf(collectors, 'CollectionTime') / 1_000, ''],
    ['middleware.uptime_seconds', numberOf(firstOf(runtime).Uptime) / 1_000, ''],
    ['middleware.heap_used_bytes', used, ''],
    ['middleware.heap_used_percent', percentOf(used, max), ''],
    ...dataSourceValues(sources),
  ];
  const { serverInfo = '', serverNumber = '' } = firstOf(server) as {
    serverInfo?: string;
    serverNumber?: string;
  };
  return { values, connectors, serverInfo: String(serverInfo), serverNumber: String(serverNumber) };
}

/** Values of connectors, in the names that Telegraf gives them, and in those that all middleware shares. */
export function connectorValues(
  connectors: readonly Connector[],
  errorsShare: (requests: number, errors: number) => number,
): ServiceValue[] {
  const sum = (pick: (connector: Connector) => number) =>
    connectors.length === 0 ? Number.NaN : connectors.reduce((total, each) => total + pick(each), 0);
  const requests = sum((each) => each.requests);
  const errors = sum((each) => each.errors);
  return [
    ...connectors.flatMap((each): ServiceValue[] => [
      ['tomcat_connector.max_threads', each.maxThreads, each.name],
      ['tomcat_connector.current_thread_count', each.threads, each.name],
      ['tomcat_connector.current_threads_busy', each.busy, each.name],
      ['tomcat_connector.request_count', each.requests, each.name],
      ['tomcat_connector.error_count', each.errors, each.name],
      ['tomcat_connector.processing_time', each.processingMs, each.name],
      ['tomcat_connector.max_time', each.longestMs, each.name],
      ['tomcat_connector.bytes_received', each.received, each.name],
      ['tomcat_connector.bytes_sent', each.sent, each.name],
      ['middleware.busy_percent', percentOf(each.busy, each.maxThreads), '', each.name],
    ]),
    ['middleware.requests_total', requests, ''],
    ['middleware.errors_total', errors, ''],
    ['middleware.errors_percent', errorsShare(requests, errors), ''],
  ];
}

function connectorsOf(pools: BeansRead | undefined, processors: BeansRead | undefined): Connector[] {
  const processorOf = new Map(
    (processors?.beans ?? []).map(({ name, bean }) => [beanKeys(name).keys.get('name') ?? '', bean]),
  );
  return (pools?.beans ?? []).map(({ name, bean }) => {
    const connector = beanKeys(name).keys.get('name') ?? '';
    const requests = processorOf.get(connector) ?? {};
    return {
      name: connector,
      maxThreads: numberOf(bean.maxThreads),
      threads: numberOf(bean.currentThreadCount),
      busy: numberOf(bean.currentThreadsBusy),
      requests: numberOf(requests.requestCount),
      errors: numberOf(requests.errorCount),
      processingMs: numberOf(requests.processingTime),
      longestMs: numberOf(requests.maxTime),
      received: numberOf(requests.bytesReceived),
      sent: numberOf(requests.bytesSent),
    };
  });
}

/** Tomcat's own pool and the one of Commons name the same things differently. */
function dataSourceValues(sources: BeansRead | undefined): ServiceValue[] {
  return (sources?.beans ?? []).slice(0, 50).flatMap(({ name, bean }): ServiceValue[] => {
    const source = beanKeys(name).keys.get('name') ?? name;
    const active = numberOf(bean.numActive ?? bean.active);
    const limit = numberOf(bean.maxTotal ?? bean.maxActive);
    return [
      ['middleware_datasource.active', active, '', source],
      ['middleware_datasource.limit', limit, '', source],
      ['middleware_datasource.used_percent', percentOf(active, limit), '', source],
      ['middleware_datasource.waiting', numberOf(bean.waitCount), '', source],
    ];
  });
}

function firstOf(read: BeansRead | undefined): Readonly<Record<string, unknown>> {
  return read?.beans[0]?.bean ?? {};
}

function sumOf(read: BeansRead | undefined, attribute: string): number {
  if (!read || read.beans.length === 0) return Number.NaN;
  return read.beans.reduce((total, { bean }) => total + numberOf(bean[attribute]), 0);
}
