import type { RemoteInfo, Socket } from 'node:dgram';
import { type Answer, Answerer } from './answer.ts';
import { encodeOid } from './ber.ts';
import { Confirmations } from './confirmations.ts';
import { withAnotherId, withId } from './message-id.ts';
import { encodeNotification, type Notification } from './notification.ts';
import type { ObjectTable } from './object-table.ts';
import { NO_QUIRKS, type Quirks } from './quirks.ts';
import { PDU, type Request, readRequest } from './request.ts';
import { bindUdp } from './udp.ts';

export interface DeviceOptions {
  /** An address of this machine, such as 127.0.3.7. */
  host?: string;
  /** 0: any free one. */
  port?: number;
  community?: string;
  table: ObjectTable;
  quirks?: Partial<Quirks>;
}

/** What a device was asked so far. */
export interface DeviceFigures {
  requests: number;
  answers: number;
  values: number;
  /** Requests with another community: not answered. */
  strangers: number;
  /** What was no SNMP of version 1 or 2c. */
  notUnderstood: number;
}

/** A simulated device that answers at one address. */
export class SimulatedDevice {
  readonly host: string;
  readonly port: number;
  readonly quirks: Quirks;
  readonly figures: DeviceFigures = { requests: 0, answers: 0, values: 0, strangers: 0, notUnderstood: 0 };
  /** What it tells. May be replaced while it runs: an update, or another device at the same address. */
  table: ObjectTable;

  readonly #socket: Socket;
  readonly #community: Buffer;
  readonly #now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #confirmations = new Confirmations();
  #elsewhere: { from: Quirks['answerFrom']; socket: Promise<Socket> } | undefined;
  #loopAt: { oid: string; encoded: Buffer } | undefined;
  #nextId = 1;
  #closed = false;

  constructor(socket: Socket, options: DeviceOptions, now: () => number) {
    const { address, port } = socket.address();
    this.host = address;
    this.port = port;
    this.quirks = { ...NO_QUIRKS, ...options.quirks };
    this.table = options.table;
    this.#community = Buffer.from(options.community ?? 'public');
    this.#socket = socket;
    this.#now = now;
    socket.on('message', (bytes, from) => this.#hear(bytes, from));
    // A port that nobody listens on any more is no reason to end.
    socket.on('error', () => {});
  }

  /**
   * Sends a notification from the device's own address. An inform is repeated until it is confirmed; false when nobody
   * confirmed it.
   */
  async notify(notification: Notification): Promise<boolean> {
    const { to, confirmed = false, timeoutMs = 1_000, retries = 2 } = notification;
    const id = this.#nextId++;
    const bytes = encodeNotification(notification, id, this.#community, this.table, this.#now());
    for (let attempt = 0; attempt <= retries && !this.#closed; attempt++) {
      this.#send(this.#socket, bytes, to.port, to.host);
      if (!confirmed || (await this.#confirmations.wait(id, timeoutMs))) return true;
    }
    return false;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#confirmations.close();
    this.#socket.close();
    this.#elsewhere?.socket.then((socket) => socket.close());
  }

  #hear(bytes: Buffer, from: RemoteInfo): void {
    const request = readRequest(bytes);
    if (!request) {
      this.figures.notUnderstood++;
      return;
    }
    if (request.pdu === PDU.response) {
      if (request.id.length <= 6) this.#confirmations.confirm(request.id.readIntBE(0, request.id.length));
      return;
    }
    this.figures.requests++;
    if (!request.community.equals(this.#community)) {
      this.figures.strangers++;
      return;
    }
    if (this.quirks.silent || this.#dropsThis()) return;

    const answer = this.#answerTo(request, bytes);
    if (!answer) return;
    const { delayMs } = this.quirks;
    if (delayMs === 0) this.#reply(answer, from);
    else this.#later(() => this.#reply(answer, from), delayMs);
  }

  /** Every so many-th request, so that a test meets the same losses each time. */
  #dropsThis(): boolean {
    const { dropShare } = this.quirks;
    const { requests } = this.figures;
    return Math.floor(requests * dropShare) > Math.floor((requests - 1) * dropShare);
  }

  #answerTo(request: Request, bytes: Buffer): Buffer | undefined {
    const momentMs = this.table.momentOf(this.#now());
    const question = this.#questionOf(request, bytes);
    const known = this.table.remembered.get(question);
    if (known) {
      this.figures.values += known.values;
      return withId(known.bytes, request.id);
    }
    const { maxBytes, tooBigAbove, noBulk } = this.quirks;
    const limits = { maxBytes, tooBigAbove, noBulk, loopAt: this.#encodedLoop() };
    const answer = answerer.answer(request, bytes, this.table, limits, momentMs);
    if (!answer) return undefined;
    this.figures.values += answer.values;
    if (answer.fixed || this.table.standsStill) remember(this.table, question, answer);
    return answer.bytes;
  }

  /** All of a request but its id, and what of the device itself decides about the answer. */
  #questionOf(request: Request, bytes: Buffer): string {
    const { maxBytes, tooBigAbove, noBulk, loopAt } = this.quirks;
    const manner = `${maxBytes} ${tooBigAbove} ${noBulk} ${loopAt} `;
    return (
      manner +
      bytes.toString('latin1', 0, request.idAt) +
      bytes.toString('latin1', request.idAt + request.id.length)
    );
  }

  #encodedLoop(): Buffer | undefined {
    const { loopAt } = this.quirks;
    if (loopAt === '') return undefined;
    if (this.#loopAt?.oid !== loopAt) this.#loopAt = { oid: loopAt, encoded: encodeOid(loopAt) };
    return this.#loopAt.encoded;
  }

  #reply(answer: Buffer, { address, port }: RemoteInfo): void {
    const { garbage, truncated, wrongId, twice, answerFrom } = this.quirks;
    let bytes = answer;
    if (garbage) bytes = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
    else if (truncated) bytes = answer.subarray(0, Math.ceil(answer.length * 0.6));
    else if (wrongId) bytes = withAnotherId(answer);
    this.figures.answers++;

    if (answerFrom !== 'itself') {
      this.#sendFromElsewhere(answerFrom, bytes, port, address);
      return;
    }
    this.#send(this.#socket, bytes, port, address);
    if (twice) this.#send(this.#socket, bytes, port, address);
  }

  #sendFromElsewhere(from: Quirks['answerFrom'], bytes: Buffer, port: number, address: string): void {
    if (this.#elsewhere?.from !== from) {
      this.#elsewhere?.socket.then((socket) => socket.close());
      const host = from === 'other_address' ? anotherAddress(this.host) : this.host;
      this.#elsewhere = { from, socket: bindUdp(host, 0) };
    }
    this.#elsewhere.socket.then((socket) => this.#send(socket, bytes, port, address));
  }

  #send(socket: Socket, bytes: Buffer, port: number, address: string): void {
    if (this.#closed) return;
    socket.send(bytes, port, address, ignore);
  }

  #later(work: () => void, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, delayMs);
    this.#timers.add(timer);
  }
}

const answerer = new Answerer();

/** What an error of a single sending would tell, the next request tells too. */
function ignore(): void {}

/** A walk of a large device is some thousand questions; a table forgets all of them when there are more. */
const mostRemembered = 20_000;

function remember(table: ObjectTable, question: string, answer: Answer): void {
  if (table.remembered.size >= mostRemembered) table.remembered.clear();
  table.remembered.set(question, answer);
}

/** 127.0.0.1 → 127.0.0.2. */
function anotherAddress(host: string): string {
  const parts = host.split('.').map(Number);
  parts[3] = (parts[3]! % 254) + 1;
  return parts.join('.');
}
