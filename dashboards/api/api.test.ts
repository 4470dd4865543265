import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeColumns } from '#collector/query/columnar.ts';
import { ApiError, createCaller, search } from './call.ts';
import { decodeColumns } from './columnar.ts';
import { getAll } from './lists.ts';
import { queryHistory } from './query.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/`;
  const signedOut: string[] = [];
  const api = createCaller({ base, fetch, onSignedOut: () => signedOut.push('out') });
  return { api, seen, signedOut, base };
}

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

describe('the columns of an answer', () => {
  it('are read as the collector writes them', () => {
    const labels = { path: '/数据', device: 'sda1' };
    const series = [
      {
        target: 't1',
        metric: 'disk.used_percent',
        labels,
        timesMs: Float64Array.of(1, 2, 3),
        values: Float64Array.of(4.5, Number.NaN, 6),
      },
      {
        target: 't2',
        metric: 'disk.used_percent',
        labels: {},
        timesMs: new Float64Array(0),
        values: new Float64Array(0),
      },
      {
        target: 't3',
        metric: 'disk.used_percent',
        labels: {},
        timesMs: Float64Array.of(9),
        values: Float64Array.of(1),
      },
    ];

    expect(decodeColumns(encodeColumns(series))).toEqual(series);
    expect(decodeColumns(encodeColumns([]))).toEqual([]);
  });

  it('are refused when they are something else', () => {
    expect(() => decodeColumns(new TextEncoder().encode('{"series":[]}').buffer)).toThrow('does not know');
    expect(() => decodeColumns(new ArrayBuffer(2))).toThrow('does not know');
    expect(() => decodeColumns(encodeColumns([]).slice(0, 8))).toThrow();
  });
});

describe('calls', () => {
  it('ask for columns first and read either form', async () => {
    const columns = encodeColumns([
      { target: 't', metric: 'a.b', labels: {}, timesMs: Float64Array.of(1), values: Float64Array.of(2) },
    ]);
    let asBytes = true;
    const { api, seen } = await serve((_request, response) => {
      if (!asBytes) {
        json(response, 200, { series: [{ target: 't', labels: {}, timesMs: [1], values: [null] }] });
        return;
      }
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(Buffer.from(columns));
    });
    const query = { metric: 'a.b', target: 't', fromMs: 0, toMs: 9, stepMs: 0, aggregation: 'last' } as const;

    expect((await queryHistory(api, { ...query, labels: { cpu: 'cpu-total' } }))[0].values[0]).toBe(2);
    asBytes = false;
    expect((await queryHistory(api, query))[0].values[0]).toBeNull();

    expect(seen[0].headers.accept).toMatch(/^application\/octet-stream/);
    expect(seen[0].url).toBe(
      '/api/v1/query?metric=a.b&target=t&from=0&to=9&stepMs=0&aggregation=last&label.cpu=cpu-total',
    );
  });

  it('carry the mark against foreign sites when they change something', async () => {
    const { api, seen } = await serve((_request, response) => response.writeHead(204).end());

    expect(await api.send('PUT', 'rules/a', { x: 1 })).toBeUndefined();

    expect(seen[0].headers).toMatchObject({ 'x-ward-csrf': '1', 'content-type': 'application/json' });
  });

  it('tell a problem by its code, its details and when to try again', async () => {
    const { api } = await serve((_request, response) =>
      json(
        response,
        429,
        { status: 429, code: 'too_many_attempts', message: 'wait', details: { waitMs: 1_500 } },
        { 'retry-after': '2' },
      ),
    );

    const problem = await api.send('POST', 'session', {}).catch((error: unknown) => error);

    expect(problem).toBeInstanceOf(ApiError);
    expect(problem).toMatchObject({
      status: 429,
      code: 'too_many_attempts',
      retryAfterMs: 2_000,
      retryable: true,
    });
    expect((problem as ApiError).details.waitMs).toBe(1_500);
  });

  it('end the session on 401, except where the password was wrong', async () => {
    const { api, signedOut } = await serve((_request, response) =>
      json(response, 401, { code: 'no_session' }),
    );

    await api.send('POST', 'session', {}).catch(() => undefined);
    expect(signedOut).toEqual([]);
    await api.get('targets').catch(() => undefined);
    expect(signedOut).toEqual(['out']);
  });

  it('say that nobody was there, and that trying again may help', async () => {
    const { base } = await serve(() => undefined);
    const api = createCaller({ base: base.replace(/:\d+/, ':1'), fetch, onSignedOut: () => undefined });

    const problem = (await api.get('targets').catch((error: unknown) => error)) as ApiError;

    expect(problem).toMatchObject({ status: 0, code: 'unreachable', retryable: true });
  });

  it('do not take a page of a proxy for an answer of ours', async () => {
    const { api } = await serve((_request, response) =>
      response.writeHead(502).end('<html>bad gateway</html>'),
    );

    const problem = (await api.get('targets').catch((error: unknown) => error)) as ApiError;

    expect(problem).toMatchObject({ status: 502, code: 'http_502' });
  });

  it('read all pages of a list', async () => {
    const { api } = await serve((request, response) => {
      const cursor = new URL(request.url ?? '', 'http://x').searchParams.get('cursor');
      json(response, 200, cursor ? { items: [3], next: null } : { items: [1, 2], next: 'more' });
    });
    type Answer = { items: number[]; next: string | null };

    expect(await getAll(api, 'things', (answer: Answer) => answer.items)).toEqual([1, 2, 3]);
  });

  it('leave out parameters without a value', () => {
    expect(search({ a: 1, b: undefined, c: '空 格' })).toBe('?a=1&c=%E7%A9%BA+%E6%A0%BC');
    expect(search({})).toBe('');
  });
});
