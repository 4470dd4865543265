/*
 * Test support: a collector reduced to its honesty. It speaks the protocol over a real socket, journals into
 * memory, drops duplicates, asks for schemas it does not know, and misbehaves only as it is told to.
 */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  checkMessage,
  decodeFrameBody,
  decodeRecordBody,
  FLAG_BACKLOG,
  ITEM,
  type Item,
  readItems,
} from '#protocol/frame.ts';
import { Schema, schemaIdentity } from '#protocol/schema.ts';
import {
  type Acknowledgement,
  type Checked,
  type Claim,
  type Discovered,
  EnrolRequest,
  FromAgent,
  type Hello,
  type ToAgent,
  type Welcome,
} from '#protocol/session.ts';
import { RangeSet } from '../outbox/range-set.ts';

/** An item as it arrived, duplicates included. */
export interface Arrived {
  epoch: string;
  sequence: number;
  kind: number;
  isBacklog: boolean;
  /** Of a frame or a record. */
  timeMs: number;
  values: readonly number[];
  /** Of a frame. */
  schemaId: string;
  json: string;
  /** By the clock of the sender, of the message that it came in. */
  sentMs: number;
  via: 'websocket' | 'post';
  isDuplicate: boolean;
  message: number;
}

/** How it misbehaves; changed at any time. */
export interface Behaviour {
  /** Answers the upgrade with this status instead. */
  upgradeStatus?: number;
  upgradeHeaders: Record<string, string>;
  /** Answers POST with this status instead. */
  postStatus?: number;
  postHeaders: Record<string, string>;
  /** Takes messages and says nothing. */
  isSilent: boolean;
  /** Takes nothing and asks to wait, when above 0. */
  retryAfterMs: number;
  saysWelcome: boolean;
  refuse?: { kind: number; code: Acknowledgement['refused'][number]['code'] };
  maxPostBytes: number;
}

export interface TestCollector {
  url: string;
  key: string;
  behaviour: Behaviour;
  arrived: Arrived[];
  hellos: Hello[];
  checked: Checked[];
  claims: Claim[];
  discovered: Discovered[];
  schemas: Map<string, Schema>;
  enrolments: unknown[];
  /** What is durable, by epoch. */
  durable: Map<string, RangeSet>;
  /** Frames without duplicates, in order of arrival. */
  frames(): Arrived[];
  records(): Arrived[];
  openSockets(): number;
  tell(message: ToAgent): void;
  /** Ends every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

const UNAUTHORIZED = '{"code":"unauthorized","message":"told to","details":{}}';

export async function startTestCollector(port = 0): Promise<TestCollector> {
  const server = http.createServer(onRequest);
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Set<import('node:stream').Duplex>();
  let messages = 0;
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const { upgradeStatus, upgradeHeaders } = collector.behaviour;
    const status = upgradeStatus ?? (isKnown(request) ? undefined : 401);
    if (status === undefined) return sockets.handleUpgrade(request, socket, head, onSocket);
    const headers = Object.entries(upgradeHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} No\r\n${headers.join('')}content-length: 0\r\nconnection: close\r\n\r\n`);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  const collector: TestCollector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: 'the-key',
    behaviour: {
      upgradeHeaders: {},
      postHeaders: {},
      isSilent: false,
      retryAfterMs: 0,
      saysWelcome: true,
      maxPostBytes: 1e9,
    },
    arrived: [],
    hellos: [],
    checked: [],
    claims: [],
    discovered: [],
    schemas: new Map(),
    enrolments: [],
    durable: new Map(),
    frames: () => collector.arrived.filter(({ kind, isDuplicate }) => kind === ITEM.frame && !isDuplicate),
    records: () => collector.arrived.filter(({ kind, isDuplicate }) => kind === ITEM.record && !isDuplicate),
    openSockets: () => sockets.clients.size,
    tell(message) {
      for (const socket of sockets.clients) socket.send(JSON.stringify(message));
    },
    cut() {
      for (const connection of connections) connection.destroy();
    },
    async close() {
      if (!server.listening) return;
      collector.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return collector;

  function isKnown(request: http.IncomingMessage): boolean {
    return (
      request.headers.authorization === `Bearer ${collector.key}` && request.headers['ward-protocol'] === '1'
    );
  }

  function onSocket(socket: WebSocket): void {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const answer = take(data, 'websocket');
        if (answer) socket.send(JSON.stringify(answer));
        return;
      }
      const message = FromAgent.parse(JSON.parse(data.toString()));
      if (message.type === 'checked') collector.checked.push(message);
      if (message.type === 'claim') collector.claims.push(message);
      if (message.type === 'discovered') collector.discovered.push(message);
      if (message.type !== 'hello') return;
      collector.hellos.push(message);
      const have = collector.durable.get(message.epoch)?.toRanges() ?? [];
      const welcome: Welcome = { type: 'welcome', agent: 'agent-1', target: 'target-1', have };
      if (collector.behaviour.saysWelcome) socket.send(JSON.stringify(welcome));
    });
  }

  function onRequest(request: http.IncomingMessage, response: http.ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (request.url === '/api/v1/enrol') return enrol(body, response);
      const { postStatus, postHeaders, maxPostBytes } = collector.behaviour;
      const status = postStatus ?? (isKnown(request) ? (body.length > maxPostBytes ? 413 : undefined) : 401);
      if (status !== undefined)
        return response
          .writeHead(status, postHeaders)
          .end(status === 401 ? UNAUTHORIZED : '{"error":"told to"}');
      const answer = take(body, 'post');
      if (answer) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  }

  function enrol(body: Buffer, response: http.ServerResponse): void {
    const { token, ...rest } = EnrolRequest.parse(JSON.parse(body.toString()));
    collector.enrolments.push({ token, ...rest });
    if (collector.behaviour.postStatus)
      return void response.writeHead(collector.behaviour.postStatus).end('told to');
    if (token !== 'one-time') return void response.writeHead(401).end('this token is not known');
    const answer = { agent: 'agent-1', target: 'target-1', key: collector.key };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  /** Journals a message and answers, or says nothing when told to. */
  function take(bytes: Buffer, via: Arrived['via']): Acknowledgement | undefined {
    const { isSilent, retryAfterMs, refuse } = collector.behaviour;
    const { epoch, sentMs } = checkMessage(bytes);
    const answer: Acknowledgement = {
      type: 'acknowledged',
      epoch,
      ranges: [],
      refused: [],
      schemasNeeded: [],
      retryAfterMs,
    };
    messages++;
    if (isSilent) return undefined;
    if (retryAfterMs > 0) return answer;
    const durable = collector.durable.get(epoch) ?? new RangeSet();
    collector.durable.set(epoch, durable);
    const taken = new RangeSet();
    for (const item of readItems(bytes)) {
      const arrived = describeItem(epoch, sentMs, item, via, durable.has(item.sequence));
      if (item.kind === ITEM.schema && refuse?.kind !== ITEM.schema) {
        const schema = Schema.parse(JSON.parse(Buffer.from(item.body).toString()));
        collector.schemas.set(schemaIdentity(schema), schema);
      }
      if (refuse?.kind === item.kind) {
        answer.refused.push({ range: [item.sequence, item.sequence], code: refuse.code, detail: 'told to' });
        continue;
      }
      if (item.kind === ITEM.frame) {
        const { schemaId } = decodeFrameBody(item.body);
        if (!collector.schemas.has(schemaId)) {
          if (!answer.schemasNeeded.includes(schemaId)) answer.schemasNeeded.push(schemaId);
          continue;
        }
      }
      collector.arrived.push(arrived);
      taken.add(item.sequence);
      durable.add(item.sequence);
    }
    return { ...answer, ranges: taken.toRanges() };
  }

  function describeItem(
    epoch: string,
    sentMs: number,
    item: Item,
    via: Arrived['via'],
    isDuplicate: boolean,
  ): Arrived {
    const { kind, sequence, body } = item;
    const frame = kind === ITEM.frame ? decodeFrameBody(body) : undefined;
    const record = kind === ITEM.record ? decodeRecordBody(body) : undefined;
    return {
      epoch,
      sequence,
      kind,
      isBacklog: (item.flags & FLAG_BACKLOG) !== 0,
      timeMs: frame?.timeMs ?? record?.timeMs ?? 0,
      values: [...(frame?.values ?? [])],
      schemaId: frame?.schemaId ?? '',
      json: record?.json ?? '',
      sentMs,
      via,
      isDuplicate,
      message: messages,
    };
  }
}
