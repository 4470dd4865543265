import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { encodeFrameBody, encodeMessage, encodeRecordBody, ITEM, type Item } from '#protocol/frame.ts';
import type { WireRecord } from '#protocol/record.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Acknowledgement } from '#protocol/session.ts';
import type { Ward } from '#scripts/servers/ward.ts';

/** An agent that says what a test wants it to say, also what a real one never would. */
export interface RawAgent {
  /** Sends a schema in one message; resolves with what the collector says to it. */
  sendSchema(schema: Schema): Promise<Acknowledgement>;
  /** Sends frames of a schema in one message, all columns alike; resolves with what the collector says to them. */
  sendFrames(schema: Schema, frames: readonly { timeMs: number; value: number }[]): Promise<Acknowledgement>;
  /** Sends something that is known and is no number. */
  sendRecord(record: WireRecord): Promise<Acknowledgement>;
  /** Begins a message of so many bytes, and sends none of them. */
  announce(bytes: number): void;
  /** Code and reason with which the collector ended the connection. */
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Opens the socket of an agent; rejects with the status when the collector refuses it. */
export async function connectRawAgent(
  ward: Pick<Ward, 'url'>,
  key: string,
  machine = 'one',
): Promise<RawAgent> {
  const epoch = randomBytes(8).toString('hex');
  const socket = new WebSocket(`${ward.url.replace('http', 'ws')}/api/v1/agent`, {
    headers: { authorization: `Bearer ${key}`, 'ward-protocol': '1' },
    perMessageDeflate: false,
  });
  let line: Duplex | undefined;
  socket.on('upgrade', (response) => {
    line = response.socket;
  });
  const waiting: ((answer: Acknowledgement) => void)[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) =>
      reject(new Error(`refused with ${response.statusCode}`)),
    );
    void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)));
    socket.on('open', () => socket.send(JSON.stringify(hello(epoch, machine))));
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'welcome') resolve();
      if (message.type === 'acknowledged') waiting.shift()?.(message);
    });
  });

  let sequence = 0;
  function send(items: Omit<Item, 'sequence' | 'flags'>[]): Promise<Acknowledgement> {
    const numbered = items.map((item): Item => ({ ...item, flags: 0, sequence: ++sequence }));
    socket.send(encodeMessage(epoch, Date.now(), numbered));
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)));
    });
  }

  return {
    sendSchema: (schema) => send([{ kind: ITEM.schema, body: Buffer.from(canonicalSchema(schema)) }]),
    sendFrames(schema, frames) {
      const id = schemaIdentity(schema);
      const { length } = schema.columns;
      return send(
        frames.map(({ timeMs, value }) => ({
          kind: ITEM.frame,
          body: encodeFrameBody(id, timeMs, new Float64Array(length).fill(value)),
        })),
      );
    },
    sendRecord: (record) =>
      send([{ kind: ITEM.record, body: encodeRecordBody(Date.now(), JSON.stringify(record)) }]),
    announce: (bytes) => line?.write(frameHeader(bytes)),
    closed,
    close: () => socket.terminate(),
  };
}

/** A schema of so many columns of one metric. */
export function rawSchema(target: string, columns: number): Schema {
  return {
    probe: 'abuse',
    target,
    intervalMs: 1_000,
    columns: Array.from({ length: columns }, (_, index) => ({
      metric: 'abuse.value',
      labels: { number: String(index) },
      kind: 'gauge',
      unit: '1',
    })),
  };
}

/** A binary WebSocket frame as far as its length, masked with zeros. */
function frameHeader(bytes: number): Buffer {
  const header = Buffer.alloc(14);
  header[0] = 0x82;
  header[1] = 0xff;
  header.writeBigUInt64BE(BigInt(bytes), 2);
  return header;
}

function hello(epoch: string, machine: string) {
  return {
    type: 'hello',
    protocol: 1,
    version: 'test',
    epoch,
    run: randomBytes(4).toString('hex'),
    machine,
    hostname: machine,
    assignment: 0,
  };
}
