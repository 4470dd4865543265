/** A pretended collector for working on the pages; see README.md beside. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eventOf, firstAlerts, makeAlert } from './fake-alerts.ts';
import { type FakeWorld, fakeApi } from './fake-api.ts';
import { makeDevices } from './fake-devices.ts';
import { makeFleet } from './fake-fleet.ts';
import { makeInside } from './fake-inside.ts';
import { makeJobs, withoutJobs } from './fake-jobs.ts';
import { serveFakeLive } from './fake-live.ts';
import { makeNetwork } from './fake-map.ts';
import { makePushed } from './fake-pushed.ts';
import { makeRoom } from './fake-rooms.ts';

const { values: given } = parseArgs({
  options: {
    port: { type: 'string', default: '8700' },
    machines: { type: 'string', default: '200' },
    pages: { type: 'string', default: fileURLToPath(new URL('../../build/dashboards/', import.meta.url)) },
  },
});
const { pages } = given;
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
// The same policy as the collector's, so that what it would forbid is seen here.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const startMs = Date.now();
const hosts = makeFleet(Number(given.machines), startMs);
const fleet =
  hosts.length === 0
    ? []
    : [
        ...hosts,
        ...makeRoom(hosts, startMs),
        ...makeNetwork(startMs),
        ...makeDevices(startMs),
        ...makeInside(startMs),
        ...makeJobs(),
        makePushed(),
      ];
if (hosts.length === 0) withoutJobs();
const world: FakeWorld = {
  fleet,
  active: new Map(firstAlerts(hosts, startMs).map((alert) => [alert.id, alert])),
  history: hosts.slice(0, 30).map((machine, at) => ({
    ...makeAlert(
      machine,
      at % 3 ? 'cpu-high' : 'disk-warning',
      85 + at / 3,
      startMs - at * 4e6,
      at % 3 ? { cpu: 'cpu-total' } : { path: '/' },
    ),
    state: 'resolved' as const,
    resolvedAtMs: startMs - at * 4e6 + 1_500_000,
    resolution: 'recovered' as const,
  })),
  tell: (event) => live.tell(event),
};
const api = fakeApi(world);

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://fake');
  response.setHeader('content-security-policy', POLICY);
  if (url.pathname === '/fake') {
    Object.assign(live.control, JSON.parse(url.searchParams.get('set') ?? '{}'));
    response.end('ok');
    return;
  }
  if (live.control.broken) {
    response.destroy();
    return;
  }
  if (url.pathname.startsWith('/api/')) {
    const who = /ward_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    const answer = api(request, url, await bodyOf(request), who && decodeURIComponent(who));
    if (answer.cookie !== undefined) {
      response.setHeader(
        'set-cookie',
        `ward_session=${encodeURIComponent(answer.cookie)}; Path=/; HttpOnly${answer.cookie ? '' : '; Max-Age=0'}`,
      );
    }
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
    return;
  }
  const path = url.pathname === '/' ? 'index.html' : normalize(url.pathname);
  try {
    const content = await readFile(join(pages, path));
    response.setHeader(
      'content-type',
      `${TYPES[extname(path)] ?? 'application/octet-stream'}; charset=utf-8`,
    );
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});
const live = serveFakeLive(server, fleet, () => [...world.active.values()]);

// Something happens every twenty seconds: an alert fires, and the one before it resolves.
let at = 0;
setInterval(() => {
  const machine = hosts[(at++ * 37 + 40) % Math.max(1, hosts.length)];
  if (!machine) return;
  for (const alert of [...world.active.values()].filter(({ rule }) => rule === 'cpu-high')) {
    world.active.delete(alert.id);
    const resolved = {
      ...alert,
      state: 'resolved' as const,
      resolvedAtMs: Date.now(),
      resolution: 'recovered' as const,
    };
    world.history.unshift(resolved);
    live.tell(eventOf('resolved', resolved, Date.now()));
  }
  const alert = makeAlert(machine, 'cpu-high', 88.2, Date.now(), { cpu: 'cpu-total' });
  world.active.set(alert.id, alert);
  live.tell(eventOf('fired', alert, Date.now()));
}, 20_000).unref();

server.listen(Number(given.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  // A file that is imported is no JSON.
  return text.startsWith('{') ? JSON.parse(text) : {};
}
