/*
 * JMX over HTTP as Jolokia speaks it: https://jolokia.org/reference/html/manual/jolokia_protocol.html
 * One POST with many reads, one answer with a result for each.
 */
import { ProbeError } from '../probe-error.ts';
import { type AskService, jsonOf, notTheProduct } from './http-conversation.ts';

/** What to read: one bean, or a pattern of beans, and the attributes that are wanted of it. */
export interface BeanRead {
  mbean: string;
  attributes: readonly string[];
}

/** Attributes of a bean by their names. */
export type Bean = Readonly<Record<string, unknown>>;

/** What one read brought: beans by their names, or why there are none. */
export interface BeansRead {
  beans: readonly { name: string; bean: Bean }[];
  /** Absent where it worked; a bean that is not there is no error. */
  error?: string;
}

const MAX_BYTES = 8_388_608;

/** Reads all of it with one request; the results stand in the order of the reads. Rejects with a `ProbeError`. */
export async function readBeans(
  ask: AskService,
  path: string,
  reads: readonly BeanRead[],
  signal: AbortSignal,
): Promise<BeansRead[]> {
  const body = reads.map(({ mbean, attributes }) => ({
    type: 'read',
    mbean,
    attribute: attributes,
    config: { ignoreErrors: true },
  }));
  const answer = await ask(path, signal, {
    method: 'POST',
    // Jolokia with strict checking wants an origin, and what ships with ActiveMQ allows this one.
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify(body),
    maxBytes: MAX_BYTES,
  });
  const results = jsonOf(answer, 'Jolokia');
  if (isResult(results) && results.error !== undefined) throw refusal(results);
  if (!Array.isArray(results) || results.length !== reads.length) throw notTheProduct(answer, 'Jolokia');
  return results.map((result, index) => beansOf(result, reads[index]?.mbean ?? ''));
}

/** Parts of the name of a bean: `Catalina:type=ThreadPool,name="http-nio-8080"`. */
export function beanKeys(name: string): { domain: string; keys: ReadonlyMap<string, string> } {
  const colon = name.indexOf(':');
  const keys = new Map<string, string>();
  for (const [, key = '', quoted, plain] of name
    .slice(colon + 1)
    .matchAll(/([^=,]+)=(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g))
    keys.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  return { domain: name.slice(0, colon), keys };
}

interface Result {
  status?: number;
  value?: unknown;
  error?: string;
  error_type?: string;
}

function isResult(value: unknown): value is Result {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function beansOf(result: unknown, mbean: string): BeansRead {
  if (!isResult(result)) return { beans: [], error: 'no result' };
  if (result.status !== 200) {
    const isMissing = /InstanceNotFound|AttributeNotFound/.test(result.error_type ?? '');
    return {
      beans: [],
      ...(!isMissing && { error: (result.error ?? `status ${result.status}`).slice(0, 200) }),
    };
  }
  if (!isResult(result.value)) return { beans: [] };
  if (!/[*?]/.test(mbean)) return { beans: [{ name: mbean, bean: result.value as Bean }] };
  const beans = Object.entries(result.value)
    .filter((entry): entry is [string, Bean] => isResult(entry[1]))
    .map(([name, bean]) => ({ name, bean }));
  return { beans };
}

function refusal({ status, error = '' }: Result): ProbeError {
  const said = error.slice(0, 200);
  if (/Origin .* is not allowed/i.test(error))
    return new ProbeError(
      'denied',
      `Jolokia says "${said}": allow the origin http://localhost in its jolokia-access.xml`,
    );
  const state = status === 401 || status === 403 ? 'denied' : 'unsupported';
  return new ProbeError(state, `Jolokia says "${said}"`);
}
