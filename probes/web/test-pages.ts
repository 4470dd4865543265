/*
 * Test support: a web server with pages of every kind, and the options that probes are made with.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Memory, ProbeOptions } from '../probe.ts';
import { stateWord } from '../state-word.ts';

/** A server on loopback; what it answers can be changed while it runs. */
export interface TestSite {
  port: number;
  /** By path without the query; `*` for all others. */
  pages: Map<string, (request: IncomingMessage, response: ServerResponse) => void>;
  /** Paths that were asked for, with method and query, in their order. */
  asked: string[];
  /** Connections that were taken. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts one; with a certificate it speaks TLS. */
export async function startSite(tls?: SecureContextOptions): Promise<TestSite> {
  const asked: string[] = [];
  const pages: TestSite['pages'] = new Map();
  let connections = 0;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    asked.push(`${request.method} ${request.url}`);
    const page = pages.get(pathname) ?? pages.get('*');
    if (page) return page(request, response);
    response.statusCode = 404;
    response.end('not here');
  };
  const server = tls ? createSecureServer(tls, answer) : createServer(answer);
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    pages,
    asked,
    connections: () => connections,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with a page of HTML. */
export function html(
  text: string,
  status = 200,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    response.statusCode = status;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(text);
  };
}

/** Answers with a redirect. */
export function redirect(
  location: string,
  status = 302,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (_request, response) => {
    response.writeHead(status, { location });
    response.end();
  };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Options with a clock that stands still, a memory, and a resolver that leads every name to loopback. */
export function testOptions(
  more: Partial<ProbeOptions> = {},
): ProbeOptions & { memory: Map<string, unknown> } {
  const memory = new Map<string, unknown>();
  const remembered: Memory = {
    get: (key) => memory.get(key),
    // As a file would give it back.
    set: (key, value) =>
      void memory.set(key, value === undefined ? undefined : JSON.parse(JSON.stringify(value))),
  };
  return {
    procPath: '',
    sysPath: '',
    now: Date.now,
    remember: () => remembered,
    resolve: async () => '127.0.0.1',
    memory,
    ...more,
  };
}

/** The word under which a state is told; empty for what is none. */
export function wordOf(metrics: readonly MetricDefinition[], metric: string, value: number): string {
  return (
    stateWord(
      metrics.find(({ name }) => name === metric),
      value,
    ) ?? ''
  );
}
