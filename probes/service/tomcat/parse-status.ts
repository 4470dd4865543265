import type { Connector } from '../tomcat-beans.ts';

/** What `/manager/status?XML=true` tells. */
export interface ManagerStatus {
  memory: { free: number; total: number; max: number };
  pools: { name: string; type: string; used: number; max: number }[];
  connectors: Connector[];
}

type Attributes = ReadonlyMap<string, string>;

/** Undefined for anything that is no such page. */
export function parseManagerStatus(xml: string): ManagerStatus | undefined {
  if (!/<status>/.test(xml)) return undefined;
  const [memory] = elements(xml, 'memory');
  if (!memory) return undefined;
  return {
    memory: { free: figure(memory, 'free'), total: figure(memory, 'total'), max: figure(memory, 'max') },
    pools: elements(xml, 'memorypool').map((pool) => ({
      name: pool.get('name') ?? '',
      type: pool.get('type') ?? '',
      used: figure(pool, 'usageUsed'),
      max: figure(pool, 'usageMax'),
    })),
    connectors: [...xml.matchAll(/<connector\s([\s\S]*?)<\/connector>/g)].map(([text]) => connectorOf(text)),
  };
}

function connectorOf(xml: string): Connector {
  const none: Attributes = new Map();
  const [own = none] = elements(xml, 'connector');
  const [threads = none] = elements(xml, 'threadInfo');
  const [requests = none] = elements(xml, 'requestInfo');
  return {
    // It stands in quotation marks of its own.
    name: (own.get('name') ?? '').replace(/^"(.*)"$/, '$1'),
    maxThreads: figure(threads, 'maxThreads'),
    threads: figure(threads, 'currentThreadCount'),
    busy: figure(threads, 'currentThreadsBusy'),
    requests: figure(requests, 'requestCount'),
    errors: figure(requests, 'errorCount'),
    processingMs: figure(requests, 'processingTime'),
    longestMs: figure(requests, 'maxTime'),
    received: figure(requests, 'bytesReceived'),
    sent: figure(requests, 'bytesSent'),
  };
}

function elements(xml: string, name: string): Attributes[] {
  return [
    ...xml.matchAll(new RegExp(`<${name}((?:\\s+[\\w:]+\\s*=\\s*(?:'[^']*'|"[^"]*"))*)\\s*/?>`, 'g')),
  ].map(
    ([, text = '']) =>
      new Map(
        [...text.matchAll(/([\w:]+)\s*=\s*(?:'([^']*)'|"([^"]*)")/g)].map(
          ([, key = '', single, double]) => [key, unescaped(single ?? double ?? '')] as const,
        ),
      ),
  );
}

function unescaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };
  return text.replace(/&(quot|apos|lt|gt|amp);/g, (_all, name: string) => entities[name] ?? '');
}

function figure(attributes: Attributes, name: string): number {
  const text = attributes.get(name);
  return text === undefined || text === '' ? Number.NaN : Number(text);
}
