import { WebSocket } from 'ws';
import { checkMessage, type MessageHeader, WireError } from '#protocol/frame.ts';
import { type Claim, FromAgent, type Hello, type ToAgent } from '#protocol/session.ts';
import type { Verdict } from './admission.ts';
import { type AgentConnection, CLOSE, type ConnectedAgents } from './connected-agents.ts';
import type { AgentIdentity } from './identity.ts';
import type { Intake, Line } from './intake.ts';
import type { PollingDesk } from './polling-desk.ts';
import { retryAfterMs } from './retry.ts';
import type { SenderClock } from './sender-clock.ts';

/** An agent says hello within this time. */
const HELLO_MS = 10_000;
/** A ping is answered within this time by whoever is still there: half of the time until the next one. */
const PONG_MS = 15_000;
/** Bytes that may wait to leave to one agent; it takes nothing when it does not even take acknowledgements. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024;
/** One of 10,000 targets takes 6 MB, and some may follow each other on a slow line. */
const MAX_BUFFERED_WITH_ASSIGNMENTS = 64 * 1024 * 1024;
/** Earlier lives of an agent's outbox that one socket brings home at a time; the one opened first makes room. */
const MAX_EARLIER_LINES = 16;

/** Messages of an agent about its targets that may wait for an answer. */
const MAX_TALKING = 100;
const CLAIM_AGAIN_MS = 30_000;

export interface AgentSessionOptions {
  intake: Intake;
  agents: ConnectedAgents;
  nowMs(): number;
  desk: PollingDesk;
  /** What was refused of an agent, once for each kind of refusal in a connection. */
  onRefused(identity: AgentIdentity, code: string, detail: string): void;
  /** False when the key was withdrawn or its targets changed since the socket opened. */
  isCurrent(): Promise<boolean>;
  helloMs?: number;
  /** After a claim that could not be answered. */
  claimAgainMs?: number;
}

/** One socket of one agent, from its hello to its end. */
export class AgentSession implements AgentConnection {
  readonly identity: AgentIdentity;
  readonly #socket: WebSocket;
  readonly #options: AgentSessionOptions;
  readonly #clock: SenderClock;
  readonly #refusedCodes = new Set<string>();
  readonly #helloTimer: NodeJS.Timeout;
  #hello: Hello | undefined;
  /** Of the epoch in the hello; there once the agent is welcome. */
  #line: Line | undefined;
  /** What an earlier life of the agent left in its outbox comes under the epoch of that life. */
  readonly #earlier = new Map<string, Promise<Line>>();
  /** Verdicts of one batch come together and leave as one acknowledgement for each epoch. */
  #pending: { epoch: string; verdict: Verdict }[] = [];
  /** A ping without its pong. */
  #asked: { atMs: number; monotonicMs: number } | undefined;
  /** Something has come since the last look. */
  #heard = false;
  /** Waits for a sign of life. */
  #onSign: ((isThere: boolean) => void) | undefined;
  /** What the agent says beside its samples is taken one after the other; more of it than this at once is not read. */
  #talk: Promise<void> = Promise.resolve();
  #talking = 0;
  /** Nothing that comes now was sent before that: the agent has answered to what we said then. */
  #notBeforeMs = 0;
  /** Of assignments that wait to leave: larger than anything else, and no sign of an agent that takes nothing. */
  #assignmentBytes = 0;

  constructor(socket: WebSocket, identity: AgentIdentity, options: AgentSessionOptions) {
    this.#socket = socket;
    this.identity = identity;
    this.#options = options;
    this.#clock = options.agents.clock(identity.agent);
    this.#helloTimer = setTimeout(
      () => this.close(CLOSE.noHello, 'no hello in time'),
      options.helloMs ?? HELLO_MS,
    );
    // The reason (too large, no WebSocket frame) is on its way to the agent already.
    socket.on('error', () => this.close(1002, 'not a WebSocket'));
    socket.on('close', () => this.#closed());
    socket.on('pong', () => this.#answered());
    socket.on('message', (data, isBinary) => {
      this.#heard = true;
      this.#onSign?.(true);
      if (!this.isOpen) return;
      if (isBinary) this.#binary(data as Buffer);
      else void this.#text(String(data));
    });
  }

  get hello(): Hello {
    return this.#hello as Hello;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  send(message: ToAgent): void {
    if (!this.isOpen) return;
    const { bufferedAmount } = this.#socket;
    const otherBytes = bufferedAmount - this.#assignmentBytes;
    if (otherBytes > MAX_BUFFERED_BYTES || bufferedAmount > MAX_BUFFERED_WITH_ASSIGNMENTS) {
      this.#socket.terminate();
      return;
    }
    const bytes = Buffer.from(JSON.stringify(message));
    const waiting = message.type === 'assignment' ? bytes.length : 0;
    this.#assignmentBytes += waiting;
    this.#socket.send(bytes, { binary: false }, () => {
      this.#assignmentBytes -= waiting;
    });
  }

  close(code: number, reason: string): void {
    clearTimeout(this.#helloTimer);
    this.#socket.close(code, reason);
    // A peer that does not answer the close is not waited for.
    setTimeout(() => this.#socket.terminate(), 2_000).unref();
  }

  /** Asks for a sign of life; whoever has given none since the last time, and had time to, is gone. */
  ping(): void {
    if (!this.isOpen) return;
    if (this.#asked && !this.#heard) {
      // Asked out of turn, at its welcome say, it may have had no more than a moment.
      if (performance.now() - this.#asked.monotonicMs >= PONG_MS) this.#socket.terminate();
      return;
    }
    this.#heard = false;
    // An answer may be long on its way, behind what was sent before it.
    if (this.#asked) return;
    this.#asked = { atMs: this.#options.nowMs(), monotonicMs: performance.now() };
    this.#socket.ping();
  }

  isThere(withinMs: number): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#onSign?.(false), withinMs);
      this.#onSign = (isThere) => {
        clearTimeout(timer);
        this.#onSign = undefined;
        resolve(isThere);
      };
      if (!this.#asked) this.ping();
    });
  }

  #answered(): void {
    this.#heard = true;
    this.#onSign?.(true);
    if (!this.#asked) return;
    const { atMs, monotonicMs } = this.#asked;
    this.#asked = undefined;
    this.#notBeforeMs = atMs;
    this.#clock.answered(performance.now() - monotonicMs, this.#options.nowMs());
  }

  #closed(): void {
    clearTimeout(this.#helloTimer);
    this.#onSign?.(false);
    if (this.#hello) this.#options.agents.leave(this);
    for (const opened of this.#earlier.values()) this.#forget(opened);
    if (this.#line) this.#options.intake.close(this.#line);
  }

  async #text(text: string): Promise<void> {
    const parsed = FromAgent.safeParse(parseJson(text));
    if (!parsed.success) return this.close(1008, 'not a message of the agent protocol');
    const message = parsed.data;
    if (message.type === 'checked') return this.#options.agents.checked(message);
    if (message.type === 'hello') {
      if (this.#hello) return this.close(1008, 'a second hello');
      return this.#greet(message);
    }
    const { desk } = this.#options;
    this.#inTurn(async (hello) => {
      if (message.type === 'discovered') await desk.discovered(this.identity, message);
      else await this.#claim(hello, message);
    });
  }

  /** Without an answer the agent goes on with the targets that it knows of; it is answered when that can be done. */
  async #claim(hello: Hello, claim: Claim): Promise<void> {
    const { desk, claimAgainMs = CLAIM_AGAIN_MS } = this.#options;
    const claimed = await desk.claim(this.identity, hello, claim);
    if (claimed) return this.send(claimed);
    const again = () => this.isOpen && this.#inTurn((hello) => this.#claim(hello, claim));
    setTimeout(again, claimAgainMs).unref();
  }

  #inTurn(work: (hello: Hello) => Promise<void>): void {
    if (!this.#line || this.#talking >= MAX_TALKING) {
      this.close(1008, this.#line ? 'too many messages at once' : 'a message before the welcome');
      return;
    }
    this.#talking++;
    const done = () => void this.#talking--;
    this.#talk = this.#talk.then(() => (this.isOpen ? work(this.hello) : undefined)).then(done, done);
  }

  async #greet(hello: Hello): Promise<void> {
    clearTimeout(this.#helloTimer);
    this.#hello = hello;
    const { agents, intake, nowMs, desk } = this.#options;
    const { agent, target } = this.identity;
    if (!(await agents.join(this))) return;
    // What changes from here on finds this connection and closes it.
    if (!(await this.#options.isCurrent())) return this.close(CLOSE.changed, 'the key was changed');
    try {
      this.#line = await intake.openAgent(this.identity, hello.epoch);
    } catch {
      return this.close(1013, 'the intake is not ready; try again');
    }
    if (!this.isOpen) return intake.close(this.#line);
    this.#notBeforeMs = nowMs();
    this.send({ type: 'welcome', agent, target, have: this.#line.have });
    this.ping();
    await desk.arrived(this.identity, hello);
  }

  #binary(message: Buffer): void {
    if (!this.#line) {
      this.close(1008, 'a message before the welcome');
      return;
    }
    try {
      const header = checkMessage(message);
      const arrivedMs = this.#options.nowMs();
      const skewMs = this.#clock.heard(header.sentMs, arrivedMs, this.#notBeforeMs);
      this.#options.agents.heard(this.identity, arrivedMs);
      if (header.epoch === this.#line.epochHex) this.#deliver(this.#line, message, header, arrivedMs, skewMs);
      else void this.#deliverEarlier(message, header, arrivedMs, skewMs);
    } catch (error) {
      // The bytes are no message, and sending them again would not make them one.
      const reason =
        error instanceof WireError ? `${error.fault} at byte ${error.offset}` : (error as Error).message;
      this.close(1007, reason.slice(0, 120));
    }
  }

  #deliver(line: Line, message: Buffer, header: MessageHeader, arrivedMs: number, skewMs: number): void {
    this.#options.intake.message(line, message, header, arrivedMs, skewMs).then(
      (verdict) => this.#take(line.epochHex, verdict),
      (error) => this.#failed(header.epoch, error),
    );
  }

  /** Nothing more is read from the socket until the line is open, so that what waits for it is little. */
  async #deliverEarlier(
    message: Buffer,
    header: MessageHeader,
    arrivedMs: number,
    skewMs: number,
  ): Promise<void> {
    const { epoch } = header;
    const opened = this.#earlier.get(epoch) ?? this.#openEarlier(epoch);
    this.#socket.pause();
    try {
      this.#deliver(await opened, message, header, arrivedMs, skewMs);
    } catch (error) {
      this.#earlier.delete(epoch);
      this.#failed(epoch, error);
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

  #failed(epoch: string, error: unknown): void {
    this.send({
      type: 'acknowledged',
      epoch,
      ranges: [],
      refused: [],
      schemasNeeded: [],
      retryAfterMs: retryAfterMs(error),
    });
  }
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
