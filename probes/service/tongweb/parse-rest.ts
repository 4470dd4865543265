import { ProbeError } from '../../probe-error.ts';
import { numberOf } from '../service-reader.ts';
import type { Connector } from '../tomcat-beans.ts';

type Told = Readonly<Record<string, unknown>>;

/**
 * An answer of the console: `{ name, success, errorInfo, message, data: [{ attribute: value }] }`; what was asked for
 * stands in `data`, in one object or in several. Undefined where it is something else; throws where it says no.
 */
export function dataOf(json: unknown): Told | undefined {
  if (!isTold(json) || typeof json.success !== 'boolean') return undefined;
  if (!json.success) {
    const message = String(json.message ?? 'without saying why').slice(0, 200);
    const isRight = /权限|denied|permission|auth/i.test(message);
    throw new ProbeError(isRight ? 'denied' : 'failed', `TongWeb's console says "${message}"`);
  }
  const data = Array.isArray(json.data) ? json.data : [json.data];
  return Object.assign({}, ...data.filter(isTold)) as Told;
}

/** Names of the HTTP channels, the console's own among them. */
export function listenerNames(data: Told): string[] {
  const { httpListener } = data;
  if (!Array.isArray(httpListener)) return [];
  return httpListener.filter(isTold).map(({ name }) => String(name));
}

/** Figures of one channel, which the console gives as text; `count` and `stat` are the operations that were asked for. */
export function connectorOf(name: string, data: Told): Connector & { connections: number } {
  const count = operation(data, 'count');
  const stat = operation(data, 'stat');
  return {
    name,
    connections: numberOf(count.connectionCount),
    maxThreads: numberOf(count.maxThreads),
    threads: numberOf(count.currentThreadCount),
    busy: numberOf(count.currentThreadsBusy),
    requests: numberOf(stat.requestCount),
    errors: numberOf(stat.errorCount),
    processingMs: numberOf(stat.processingTime),
    longestMs: numberOf(stat.maxTime),
    received: numberOf(stat.bytesReceived),
    sent: numberOf(stat.bytesSent),
  };
}

/** The parameter may stand behind the name of the operation. */
function operation(data: Told, name: string): Told {
  const [, value] = Object.entries(data).find(([key]) => key === name || key.startsWith(`${name}:`)) ?? [];
  return isTold(value) ? value : {};
}

function isTold(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
