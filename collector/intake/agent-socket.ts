import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { JournalFullError } from '#collector/journal/journal.ts';
import { EPOCH_BYTES, MESSAGE_HEADER_BYTES, readHex, WireError } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type Assignment, FromAgent, type Hello, type ToAgent } from '#protocol/session.ts';
import { PROTOCOL, speaks } from '#protocol/version.ts';
import type { Verdict } from './admission.ts';
import type { AgentConnection, ConnectedAgents } from './connected-agents.ts';
import type { AgentIdentity, SenderDirectory } from './identity.ts';
import { type Intake, IntakeOverloadedError, type Line } from './intake.ts';
import { RETRY_FULL_MS, RETRY_OVERLOADED_MS } from './retry.ts';

export const AGENT_PATH = '/api/v1/agent';

/** An agent says hello within this time. */
const HELLO_MS = 10_000;
/** How often a silent agent is asked whether it is still there; it is dropped at the second silence. */
const PING_EVERY_MS = 30_000;
/** Bytes that may wait to leave to one agent; it takes nothing when it does not even take acknowledgements. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** Earlier lives of an agent's outbox that one socket brings home at a time; the one opened first makes room. */
const MAX_EARLIER_LINES = 16;

export interface AgentSocketOptions {
  intake: Intake;
  directory: SenderDirectory;
  agents: ConnectedAgents;
  maxConnections: number;
  nowMs(): number;
  /** What the agent shall do; undefined when nothing was ever assigned to it. */
  assignment(agent: string): Promise<{ revision: number; probes: Assignment['probes'] } | undefined>;
  /** What was refused of an agent, once for each kind of refusal in a connection. */
  onRefused(identity: AgentIdentity, code: string, detail: string): void;
}

/** Serves `/api/v1/agent` on the server's upgrades; other paths are left to others. */
export function serveAgents(server: Server, options: AgentSocketOptions): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.messageBytes,
    perMessageDeflate: false,
    // Text messages are parsed and checked anyway.
    skipUTF8Validation: true,
  });
  const silent = new WeakSet<WebSocket>();
  const ping = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else {
        silent.add(socket);
        socket.ping();
      }
    }
  }, PING_EVERY_MS);
  ping.unref();

  async function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    if (new URL(request.url ?? '/', 'http://local').pathname !== AGENT_PATH) return;
    stream.on('error', () => stream.destroy());
    if (sockets.clients.size >= options.maxConnections)
      return refuse(stream, 503, 'Service Unavailable', 'Retry-After: 30\r\n');
    if (!speaks(Number(request.headers['ward-protocol']))) {
      return refuse(
        stream,
        426,
        'Upgrade Required',
        `Ward-Protocol: ${PROTOCOL.oldest}-${PROTOCOL.current}\r\n`,
      );
    }
    const [, key = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const identity = await options.directory.agent(key).catch(() => undefined);
    if (!identity) return refuse(stream, 401, 'Unauthorized');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('pong', () => silent.delete(socket));
      socket.on('message', () => silent.delete(socket));
      new AgentSession(socket, identity, options);
    });
  }

  server.on('upgrade', upgrade);
  return {
    close() {
      clearInterval(ping);
      server.off('upgrade', upgrade);
      for (const socket of sockets.clients) socket.close(1001, 'the collector stops');
      sockets.close();
    },
  };
}

/** One socket of one agent, from its hello to its end. */
class AgentSession implements AgentConnection {
  readonly identity: AgentIdentity;
  readonly #socket: WebSocket;
  readonly #options: AgentSocketOptions;
  readonly #refusedCodes = new Set<string>();
  readonly #helloTimer: NodeJS.Timeout;
  #hello: Hello | undefined;
  /** Of the epoch in the hello. */
  #line: Line | undefined;
  /** What an earlier life of the agent left in its outbox comes under the epoch of that life. */
  readonly #earlier = new Map<string, Promise<Line>>();
  /** Verdicts of one batch come together and leave as one acknowledgement for each epoch. */
  #pending: { epoch: string; verdict: Verdict }[] = [];

  constructor(socket: WebSocket, identity: AgentIdentity, options: AgentSocketOptions) {
    this.#socket = socket;
    this.identity = identity;
    this.#options = options;
    this.#helloTimer = setTimeout(() => this.close(4002, 'no hello in time'), HELLO_MS);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#closed());
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#binary(data as Buffer);
      else void this.#text(String(data));
    });
  }

  get hello(): Hello {
    return this.#hello as Hello;
  }

  send(message: ToAgent): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    // A peer that does not answer the close is not waited for.
    setTimeout(() => this.#socket.terminate(), 2_000).unref();
  }

  #closed(): void {
    clearTimeout(this.#helloTimer);
    if (this.#hello) this.#options.agents.leave(this);
    for (const opened of this.#earlier.values()) this.#forget(opened);
    if (this.#line) this.#options.intake.close(this.#line);
  }

  async #text(text: string): Promise<void> {
    const parsed = FromAgent.safeParse(parseJson(text));
    if (!parsed.success) return this.close(1008, 'not a message of the agent protocol');
    if (parsed.data.type === 'checked') return this.#options.agents.checked(parsed.data);
    if (this.#hello) return this.close(1008, 'a second hello');
    await this.#greet(parsed.data);
  }

  async #greet(hello: Hello): Promise<void> {
    clearTimeout(this.#helloTimer);
    this.#hello = hello;
    try {
      this.#line = await this.#options.intake.openAgent(this.identity, hello.epoch);
    } catch {
      return this.close(1013, 'the intake is not ready; try again');
    }
    if (this.#socket.readyState !== WebSocket.OPEN) return this.#options.intake.close(this.#line);
    this.#options.agents.join(this);
    const { agent, target } = this.identity;
    this.send({ type: 'welcome', agent, target, have: this.#line.have });
    const assigned = await this.#options.assignment(agent).catch(() => undefined);
    if (assigned && assigned.revision !== hello.assignment) this.send({ type: 'assignment', ...assigned });
  }

  #binary(message: Buffer): void {
    if (!this.#line) this.close(1008, 'a message before the welcome');
    else if (isOfEpoch(message, this.#line.epoch)) this.#deliver(this.#line, message);
    else void this.#deliverEarlier(readHex(message, 16, EPOCH_BYTES), message);
  }

  /** Nothing more is read from the socket until the line is open, so that what waits for it is little. */
  async #deliverEarlier(epoch: string, message: Buffer): Promise<void> {
    const opened = this.#earlier.get(epoch) ?? this.#openEarlier(epoch);
    this.#socket.pause();
    try {
      this.#deliver(await opened, message);
    } catch (error) {
      this.#earlier.delete(epoch);
      this.#failed(error);
    } finally {
      this.#socket.resume();
    }
  }

  #openEarlier(epoch: string): Promise<Line> {
    const [oldest] = this.#earlier;
    if (oldest && this.#earlier.size >= MAX_EARLIER_LINES) {
      this.#earlier.delete(oldest[0]);
      this.#forget(oldest[1]);
    }
    const opened = this.#options.intake.openAgent(this.identity, epoch);
    this.#earlier.set(epoch, opened);
    return opened;
  }

  #forget(opened: Promise<Line>): void {
    opened.then(
      (line) => this.#options.intake.close(line),
      () => {},
    );
  }

  #deliver(line: Line, message: Buffer): void {
    const { intake, agents, nowMs } = this.#options;
    const arrivedMs = nowMs();
    try {
      intake.message(line, message).then(
        (verdict) => this.#take(line.epochHex, verdict),
        (error) => this.#failed(error),
      );
      agents.heard(this.identity.agent, arrivedMs, message.readDoubleLE(8) - arrivedMs);
    } catch (error) {
      if (error instanceof IntakeOverloadedError) {
        this.#failed(error);
        return;
      }
      // The bytes are no message, and sending them again would not make them one.
      const reason =
        error instanceof WireError ? `${error.fault} at byte ${error.offset}` : (error as Error).message;
      this.close(1007, reason.slice(0, 120));
    }
  }

  #take(epoch: string, verdict: Verdict): void {
    if (this.#pending.push({ epoch, verdict }) === 1) setImmediate(() => this.#acknowledge());
  }

  #acknowledge(): void {
    const pending = this.#pending;
    this.#pending = [];
    for (const epoch of new Set(pending.map((one) => one.epoch))) {
      const verdicts = pending.filter((one) => one.epoch === epoch).map(({ verdict }) => verdict);
      this.#answer(epoch, verdicts);
    }
  }

  #answer(epoch: string, verdicts: readonly Verdict[]): void {
    const refused = verdicts.flatMap((verdict) => verdict.refused);
    this.send({
      type: 'acknowledged',
      epoch,
      ranges: joined(verdicts),
      refused,
      schemasNeeded: [...new Set(verdicts.flatMap((verdict) => verdict.schemasNeeded))],
      retryAfterMs: 0,
    });
    for (const { code, detail } of refused) {
      if (this.#refusedCodes.has(code)) continue;
      this.#refusedCodes.add(code);
      this.#options.onRefused(this.identity, code, detail);
    }
  }

  #failed(error: unknown): void {
    const isFull = error instanceof JournalFullError;
    this.send({
      type: 'acknowledged',
      epoch: this.hello.epoch,
      ranges: [],
      refused: [],
      schemasNeeded: [],
      retryAfterMs: isFull ? RETRY_FULL_MS : RETRY_OVERLOADED_MS,
    });
  }
}

/** True as well for what is too short to name an epoch: that is refused where messages are checked. */
function isOfEpoch(message: Buffer, epoch: Uint8Array): boolean {
  if (message.length < MESSAGE_HEADER_BYTES) return true;
  for (let i = 0; i < EPOCH_BYTES; i++) if (message[16 + i] !== epoch[i]) return false;
  return true;
}

/** Ranges of several verdicts, neighbours joined. */
function joined(verdicts: readonly Verdict[]): [number, number][] {
  const all: [number, number][] = [];
  for (const { ranges } of verdicts) {
    for (const [from, to] of ranges) {
      const last = all[all.length - 1];
      if (last && last[1] === from - 1) last[1] = to;
      else all.push([from, to]);
    }
  }
  return all;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(stream: Duplex, status: number, reason: string, headers = ''): void {
  stream.end(`HTTP/1.1 ${status} ${reason}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
