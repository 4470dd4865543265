import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The doors of a cluster in front of a single node, by the vendor's word on their paths:
 * https://docs.victoriametrics.com/cluster-victoriametrics/#url-format. No real cluster: what vminsert, vmselect and
 * vmstorage do inside is not here, only that every request has the form that they take.
 */
export interface TestCluster {
  /** As in a configuration. */
  address: string;
  /** Requests that a cluster would not have taken. */
  refused: string[];
  close(): Promise<void>;
}

interface Route {
  method: string;
  /** Everything after the host; the tenant is put in for `TENANT`. */
  path: string;
  query?: RegExp;
  /** Where the single node has it. */
  to: string;
}

const INSERT: readonly Route[] = [
  { method: 'POST', path: '/insert/TENANT/influx/write', query: /^precision=ms$/, to: '/write?precision=ms' },
];
const SELECT: readonly Route[] = [
  { method: 'POST', path: '/select/TENANT/prometheus/api/v1/query_range', to: '/api/v1/query_range' },
  { method: 'POST', path: '/select/TENANT/prometheus/api/v1/export', to: '/api/v1/export' },
  { method: 'POST', path: '/select/TENANT/prometheus/api/v1/series', to: '/api/v1/series' },
  {
    method: 'POST',
    path: '/delete/TENANT/prometheus/api/v1/admin/tsdb/delete_series',
    to: '/api/v1/admin/tsdb/delete_series',
  },
];
/** vmselect knows of doubles, and nothing of how long vmstorage keeps anything. */
const FIGURES = `flag{name="dedup.minScrapeInterval", value="1ms", is_set="true"} 1\nvm_app_start_timestamp 1700000000\n`;

export async function startTestCluster(node: string, tenant: string): Promise<TestCluster> {
  const refused: string[] = [];
  const insert = await listen((incoming, answer) => pass(incoming, answer, INSERT));
  const select = await listen((incoming, answer) => {
    if (incoming.url === '/metrics') answer.end(FIGURES);
    else pass(incoming, answer, SELECT);
  });

  function pass(incoming: IncomingMessage, answer: ServerResponse, routes: readonly Route[]): void {
    const { method = '', url = '' } = incoming;
    const [path, query = ''] = url.split('?');
    const route = routes.find(
      (one) =>
        one.method === method &&
        one.path.replace('TENANT', tenant) === path &&
        (one.query ?? /^$/).test(query),
    );
    if (!route) {
      // A page of its own is asked for with a path too, where it is not: that is how one finds out.
      if (!path.endsWith('/metrics')) refused.push(`${method} ${url}`);
      answer.writeHead(400).end(`unsupported path requested: "${path}"`);
      return;
    }
    const { host: _host, ...headers } = incoming.headers;
    const onward = request(`${node}${route.to}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(onward);
  }

  return {
    address: `victoriametrics://127.0.0.1:${portOf(insert)}/${tenant}?select=127.0.0.1:${portOf(select)}`,
    refused,
    async close() {
      for (const server of [insert, select]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** A server on loopback that answers as it is told. */
export async function listen(
  answer: (incoming: IncomingMessage, answer: ServerResponse) => void,
): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
