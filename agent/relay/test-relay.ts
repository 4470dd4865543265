/*
 * Test support: a relay between a test collector and agents that say what a test wants them to say.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { WebSocket } from 'ws';
import { encodeFrameBody, encodeMessage, FLAG_BACKLOG, ITEM, type Item } from '#protocol/frame.ts';
import { Acknowledgement, type Hello, type ToAgent, type Welcome } from '#protocol/session.ts';
import { createLog } from '../log.ts';
import { parseAddress } from '../uplink/address.ts';
import { secureOptions } from '../uplink/connection.ts';
import { SCHEMA_BODY, SCHEMA_ID } from '../uplink/test-agent.ts';
import { startTestCollector, type TestCollector } from '../uplink/test-collector.ts';
import { UPLINK_TIMES } from '../uplink/uplink.ts';
import { type Relay, type RelayOptions, startRelay } from './relay.ts';

/** A relay, its collector, its folder and what it logged; everything ends with `close`. */
export interface TestRelay {
  readonly url: string;
  collector: TestCollector;
  readonly folder: string;
  readonly logged: string[];
  /** A path in what is kept of the only agent. */
  pathOfOnly(...path: string[]): string;
  readonly relay: Relay;
  /** Stops it, and starts another one in the same folder. */
  restart(): Promise<void>;
  /** Ends the collector; `mend` starts one at the same place that remembers what was durable. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  connect(options?: Partial<TestPeerOptions>): Promise<TestPeer>;
  post(options: PostOptions): Promise<{ status: number; body: Acknowledgement & { code?: string } }>;
  close(): Promise<void>;
}

export interface TestPeerOptions {
  key: string;
  hello: Partial<Hello>;
  /** PEM of the certificate that the relay shows. */
  pin: string;
}

export interface PostOptions {
  key?: string;
  epoch?: string;
  items?: readonly Item[];
  sentMs?: number;
}

/** The socket of an agent. */
export interface TestPeer {
  readonly hello: Hello;
  readonly welcome: Welcome;
  readonly heard: ToAgent[];
  readonly acknowledged: Acknowledgement[];
  /** Resolves with what is said to it. */
  send(items: readonly Item[], epoch?: string, sentMs?: number): Promise<Acknowledgement>;
  say(message: object): void;
  readonly closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

export async function startTestRelay(options: Partial<RelayOptions> = {}): Promise<TestRelay> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-relay-'));
  const logged: string[] = [];
  const peers: TestPeer[] = [];
  let collector = await startTestCollector();
  let relay = await start('127.0.0.1:0');
  const { port } = relay.address ?? { port: 0 };
  const url = `http${options.tls ? 's' : ''}://127.0.0.1:${port}`;

  return {
    url,
    folder,
    logged,
    pathOfOnly(...path) {
      const [only = ''] = readdirSync(join(folder, 'agents'));
      return join(folder, 'agents', only, ...path);
    },
    get collector() {
      return collector;
    },
    get relay() {
      return relay;
    },
    async restart() {
      await relay.stop(0);
      relay = await start(`127.0.0.1:${port}`);
    },
    cut: () => collector.close(),
    async mend() {
      const before = collector;
      collector = await startTestCollector(Number(new URL(before.url).port));
      collector.durable = before.durable;
      collector.schemas = before.schemas;
      collector.key = before.key;
    },
    async connect({ key = collector.key, hello, pin } = {}) {
      const peer = await connectPeer(url, key, hello, pin);
      peers.push(peer);
      return peer;
    },
    async post({ key = collector.key, epoch = 'aaaaaaaaaaaaaaaa', items = [], sentMs = Date.now() }) {
      const response = await fetch(`${url}/api/v1/frames`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'ward-protocol': '1',
          'content-type': 'application/octet-stream',
        },
        body: Buffer.from(encodeMessage(epoch, sentMs, items)),
      });
      return { status: response.status, body: JSON.parse(await response.text()) };
    },
    async close() {
      for (const peer of peers) peer.close();
      await relay.stop(0);
      await collector.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };

  async function start(listen: string): Promise<Relay> {
    const started = startRelay({
      folder,
      listen,
      tls: undefined,
      limitBytes: 64 * 1024 ** 2,
      addresses: [parseAddress(collector.url)],
      connection: { connectTimeoutMs: 1_000 },
      log: createLog({ write: (line) => logged.push(line), isPretty: false, wallMs: Date.now }),
      random: Math.random,
      wallMs: Date.now,
      monotonicMs: () => performance.now(),
      times: {
        ...UPLINK_TIMES,
        welcomeTimeoutMs: 1_000,
        usual: { firstMs: 5, maxMs: 20 },
        slow: { firstMs: 20, maxMs: 50 },
      },
      ...options,
    });
    await until(() => started.address !== undefined);
    return started;
  }
}

/** Waits for a condition; fails when it does not come true. */
export async function until(isTrue: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isTrue()).toBe(true), { timeout: 8_000, interval: 5 });
}

/** Frames of one value, which is their sequence. */
export function frames(sequences: readonly number[], isBacklog = false): Item[] {
  return sequences.map((sequence) => ({
    kind: ITEM.frame,
    flags: isBacklog ? FLAG_BACKLOG : 0,
    sequence,
    body: encodeFrameBody(SCHEMA_ID, Date.now(), [sequence]),
  }));
}

/** The schema of those frames. */
export function schemaItem(sequence: number): Item {
  return { kind: ITEM.schema, flags: 0, sequence, body: SCHEMA_BODY };
}

/** Rejects with the status when the upgrade is refused, and with the code when the socket is closed before a welcome. */
async function connectPeer(
  url: string,
  key: string,
  hello: Partial<Hello> = {},
  pin?: string,
): Promise<TestPeer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/agent`, {
    headers: { authorization: `Bearer ${key}`, 'ward-protocol': '1' },
    perMessageDeflate: false,
    ...secureOptions({ pin, connectTimeoutMs: 1_000 }),
  });
  const said: Hello = {
    type: 'hello',
    protocol: 1,
    version: '0.1.0',
    epoch: randomBytes(8).toString('hex'),
    run: randomBytes(8).toString('hex'),
    machine: 'machine-1',
    hostname: 'behind-1',
    assignment: 0,
    ...hello,
  };
  const heard: ToAgent[] = [];
  const acknowledged: Acknowledgement[] = [];
  const waiting: ((answer: Acknowledgement) => void)[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  const welcome = await new Promise<Welcome>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      reject(new Error(`refused with ${response.statusCode}`));
      response.resume();
    });
    void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on('open', () => socket.send(JSON.stringify(said)));
    socket.on('message', (data) => {
      const message: ToAgent = JSON.parse(String(data));
      if (message.type === 'welcome') resolve(message);
      else if (message.type === 'acknowledged') {
        const answer = Acknowledgement.parse(message);
        acknowledged.push(answer);
        // What comes from upstream answers nothing that was sent here.
        if (answer.refused.length === 0) waiting.shift()?.(answer);
      } else heard.push(message);
    });
  });
  return {
    hello: said,
    welcome,
    heard,
    acknowledged,
    send(items, epoch = said.epoch, sentMs = Date.now()) {
      socket.send(encodeMessage(epoch, sentMs, items));
      return new Promise((resolve, reject) => {
        waiting.push(resolve);
        void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)));
      });
    },
    say: (message) => socket.send(JSON.stringify(message)),
    closed,
    close: () => socket.terminate(),
  };
}
