import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askEarly, withEarly } from './early.ts';

let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  if (request.url === '/never') return;
  response.end(request.url);
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('is asked once and taken once; everything later goes over the line', async () => {
  asked = [];
  const ask = withEarly(askEarly([`${base}/session`]), fetch);

  expect(await (await ask(`${base}/session`)).text()).toBe('/session');
  expect(await (await ask(`${base}/session`, { method: 'DELETE' })).text()).toBe('/session');
  expect(await (await ask(`${base}/session`)).text()).toBe('/session');
  expect(asked).toEqual(['GET /session', 'DELETE /session', 'GET /session']);
});

it('a change never takes what was asked for early', async () => {
  asked = [];
  const ask = withEarly(askEarly([`${base}/fleet`]), fetch);
  await ask(`${base}/fleet`, { method: 'POST' });
  expect(asked.sort()).toEqual(['GET /fleet', 'POST /fleet']);
});

it('whoever gives up is told so, also while the answer is on its way', async () => {
  const ask = withEarly(askEarly([`${base}/never`]), fetch);
  const abort = new AbortController();
  const answer = ask(`${base}/never`, { signal: abort.signal });
  abort.abort();
  await expect(answer).rejects.toThrow('aborted');
});
