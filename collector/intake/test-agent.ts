import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { encodeMessage, type Item } from '#protocol/frame.ts';
import type { Acknowledgement, Hello, ToAgent, Welcome } from '#protocol/session.ts';

export const TEST_EPOCH = '0011223344556677';

export interface TestAgentOptions {
  url: string;
  key: string;
  hello?: Partial<Hello>;
  /** Default: yes. */
  saysHello?: boolean;
  /** Default: this protocol's. */
  protocol?: string;
  /** Answers pings; default: yes. */
  answersPings?: boolean;
}

/** A hand-driven agent on a real socket, for tests. */
export interface TestAgent {
  readonly socket: WebSocket;
  readonly epoch: string;
  /** Every message of the collector, in order. */
  readonly said: ToAgent[];
  /** Resolves with the close of the socket. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Waits for the first message of that kind. */
  heard<Type extends ToAgent['type']>(type: Type): Promise<Extract<ToAgent, { type: Type }>>;
  welcomed(): Promise<Welcome>;
  /** One message under its own epoch, or another one. */
  send(items: readonly Item[], epoch?: string): void;
  /** Sends and waits for the answer to it. */
  ask(items: readonly Item[], epoch?: string): Promise<Acknowledgement>;
  /** Sequences that were acknowledged in that epoch. */
  acknowledged(epoch?: string): Set<number>;
  end(): void;
}

/** Connects, and says hello unless told otherwise; resolves when the socket is open. */
export async function connectTestAgent(options: TestAgentOptions): Promise<TestAgent> {
  const socket = dial(options);
  const epoch = options.hello?.epoch ?? TEST_EPOCH;
  const said: ToAgent[] = [];
  let onMessage = () => {};
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      onMessage();
    }),
  );
  socket.on('error', () => {});
  socket.on('message', (data) => {
    said.push(JSON.parse(String(data)));
    onMessage();
  });
  await once(socket, 'open');
  if (options.saysHello !== false) socket.send(JSON.stringify(helloOf(epoch, options.hello)));

  async function until<Found>(find: () => Found | undefined, what: string): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (socket.readyState === WebSocket.CLOSED) throw new Error(`the socket was closed before ${what}`);
      await new Promise<void>((resolve) => {
        onMessage = resolve;
      });
    }
  }

  const agent: TestAgent = {
    socket,
    epoch,
    said,
    closed,
    heard: <Type extends ToAgent['type']>(type: Type) =>
      until(
        () => said.find((message): message is Extract<ToAgent, { type: Type }> => message.type === type),
        `it heard ${type}`,
      ),
    welcomed: () => agent.heard('welcome'),
    send: (items, of = epoch) => socket.send(encodeMessage(of, Date.now(), items)),
    async ask(items, of = epoch) {
      const before = said.length;
      agent.send(items, of);
      const isAnswer = (message: ToAgent) => message.type === 'acknowledged' && message.epoch === of;
      return (await until(() => said.slice(before).find(isAnswer), 'an answer')) as Acknowledgement;
    },
    acknowledged(of = epoch) {
      const sequences = new Set<number>();
      for (const message of said) {
        if (message.type !== 'acknowledged' || message.epoch !== of) continue;
        for (const [from, to] of message.ranges)
          for (let sequence = from; sequence <= to; sequence++) sequences.add(sequence);
      }
      return sequences;
    },
    end: () => socket.terminate(),
  };
  return agent;
}

/** How the collector answers an upgrade that it refuses. */
export async function refusedUpgrade(options: TestAgentOptions): Promise<IncomingMessage> {
  const socket = dial(options);
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  socket.terminate();
  return response;
}

function dial({ url, key, protocol = '1', answersPings = true }: TestAgentOptions): WebSocket {
  return new WebSocket(`${url.replace('http', 'ws')}/api/v1/agent`, {
    headers: { authorization: `Bearer ${key}`, 'ward-protocol': protocol },
    perMessageDeflate: false,
    autoPong: answersPings,
  });
}

function helloOf(epoch: string, hello: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    protocol: 1,
    version: '0.0.1',
    epoch,
    run: 'one run',
    machine: 'one machine',
    hostname: 'web1',
    assignment: 0,
    ...hello,
  };
}
