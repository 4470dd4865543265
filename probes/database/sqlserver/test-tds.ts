import { createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';

/**
 * A server for tests that speaks as much of TDS 7.4 as a sign-in and a batch need, written after
 * https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/
 */
export interface TdsServer {
  port: number;
  /** Texts of the batches that came, oldest first. */
  batches: string[];
  /** Bytes that were sent of rows without an end. */
  endlessBytes(): number;
  /** What each sign-in called itself: user, application, database, and whether it said that it only reads. */
  signIns: { user: string; app: string; database: string; readOnly: boolean }[];
  open(): number;
  close(): Promise<void>;
}

export interface TdsRows {
  columns: readonly string[];
  rows: readonly (readonly (string | number | bigint | null)[])[];
}

export interface TdsError {
  number: number;
  state?: number;
  message: string;
}

export interface TdsOptions {
  /** Refuses every sign-in with it. */
  refuse?: TdsError;
  /** Sends a session that only reads to another server. */
  route?: { host: string; port: number };
  /** Takes the connection and stops there. */
  hangs?: 'connected' | 'prelogin' | 'login';
  /** Says something else than TDS. */
  says?: string;
  tls?: { key: string; cert: string; maxVersion?: 'TLSv1' | 'TLSv1.2' };
  /**
   * What a batch is answered with; `hang`: nothing until it is cancelled, `frozen`: not even then, `endless`: one row
   * after the other until it is cancelled.
   */
  answer?(sql: string): TdsRows | TdsError | 'hang' | 'frozen' | 'endless' | undefined;
}

const PACKET = { batch: 1, response: 4, attention: 6, login: 16, prelogin: 18 } as const;

export async function startTds(options: TdsOptions = {}): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  const batches: string[] = [];
  const signIns: TdsServer['signIns'] = [];
  let endlessBytes = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (options.says !== undefined) socket.write(options.says);
    else if (options.hangs === 'connected') socket.resume();
    else serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as { port: number }).port,
    batches,
    signIns,
    endlessBytes: () => endlessBytes,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function serve(socket: Socket): void {
    let out: Duplex = socket;
    let isFrozen = false;
    let isEndless = false;
    let isHanging = false;
    const shell = new Handshake((packet) => socket.write(packet));
    const onPacket = packets((type, body) => {
      const isTls = type === PACKET.prelogin && body[0] !== 0;
      if (isTls) shell.push(body);
      else if (type === PACKET.prelogin) {
        if (options.hangs === 'prelogin') return;
        socket.write(message(prelogin(options.tls ? 1 : 2)));
        if (options.tls) startTls(options.tls);
      }
      if (type === PACKET.login) answerLogin(body);
      if (type === PACKET.batch) answerBatch(body);
      if (type === PACKET.attention && !isFrozen) endAtAttention();
    });
    socket.on('data', (data: Buffer) => (shell.isOver ? shell.push(data) : onPacket(data)));

    function startTls({ key, cert, maxVersion }: NonNullable<TdsOptions['tls']>): void {
      const secureContext = createSecureContext({
        key,
        cert,
        minVersion: 'TLSv1',
        maxVersion: maxVersion ?? 'TLSv1.2',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      const tls = new TLSSocket(shell, { isServer: true, secureContext });
      tls.on('error', () => socket.destroy());
      tls.on('secure', () => setImmediate(() => shell.finish((data) => socket.write(data))));
      tls.on(
        'data',
        packets((type, body) => (type === PACKET.login ? answerLogin(body) : answerBatch(body))),
      );
      out = tls;
    }

    function answerLogin(body: Buffer): void {
      signIns.push(signIn(body));
      if (options.hangs === 'login') return;
      if (options.refuse) {
        out.write(message(error(options.refuse), done(2)));
        return;
      }
      const route = options.route ? [routing(options.route)] : [];
      out.write(message(environment(1, 'master', ''), ...route, loginAck(), done(0)));
    }

    function answerBatch(body: Buffer): void {
      const sql = body.subarray(body.readUInt32LE(0)).toString('utf16le');
      batches.push(sql);
      // What a driver and a session set at their beginning brings no rows.
      const answer = /^\s*set /i.test(sql) ? undefined : options.answer?.(sql);
      isFrozen = answer === 'frozen';
      isEndless = answer === 'endless';
      isHanging = answer === 'hang';
      if (isEndless) sendEndless();
      if (answer === 'hang' || answer === 'frozen' || answer === 'endless') return;
      if (answer === undefined) out.write(message(done(0)));
      else if ('number' in answer) out.write(message(error(answer), done(2)));
      else sendRows(answer);
    }

    /** What was asked is answered as far as it came, and then that it was taken back. */
    function endAtAttention(): void {
      if (isEndless) out.write(packet(PACKET.response, done(2)));
      else if (isHanging) out.write(message(done(2)));
      out.write(message(done(0x20)));
      isEndless = false;
      isHanging = false;
    }

    function sendEndless(): void {
      out.write(packet(PACKET.response, metadata(['n', 'text'], [1, 'x']), false));
      const rows = Buffer.concat(Array.from({ length: 20 }, () => row([1, 'x'.repeat(80)], [1, 'x'])));
      const next = () => {
        while (isEndless && !socket.destroyed) {
          endlessBytes += rows.length;
          if (!out.write(packet(PACKET.response, rows, false))) return void out.once('drain', next);
        }
      };
      next();
    }

    function sendRows({ columns, rows }: TdsRows): void {
      out.write(message(metadata(columns, rows[0]), ...rows.map((cells) => row(cells, rows[0])), done(0x10)));
    }
  }
}

/**
 * Bytes of TLS travel inside packets until both sides are done, each flight as one message, and as they are from then
 * on.
 */
class Handshake extends Duplex {
  isOver = false;
  #send: (data: Buffer) => void;
  #flight: Buffer[] = [];

  constructor(send: (packet: Buffer) => void) {
    super();
    this.#send = (data) => send(packet(PACKET.response, data));
  }

  finish(send: (data: Buffer) => void): void {
    this.#flush();
    this.isOver = true;
    this.#send = send;
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: string, done: () => void): void {
    if (this.#flight.push(data) === 1) setImmediate(() => this.#flush());
    done();
  }

  #flush(): void {
    const flight = this.#flight.splice(0);
    if (flight.length > 0) this.#send(Buffer.concat(flight));
  }
}

function packets(onMessage: (type: number, body: Buffer) => void): (data: Buffer) => void {
  let buffered = Buffer.alloc(0);
  let body = Buffer.alloc(0);
  return (data) => {
    buffered = Buffer.concat([buffered, data]);
    while (buffered.length >= 8 && buffered.length >= buffered.readUInt16BE(2)) {
      const length = buffered.readUInt16BE(2);
      const type = buffered[0] as number;
      const isLast = ((buffered[1] as number) & 1) === 1;
      body = Buffer.concat([body, buffered.subarray(8, length)]);
      buffered = buffered.subarray(length);
      if (!isLast) continue;
      const whole = body;
      body = Buffer.alloc(0);
      onMessage(type, whole);
    }
  };
}

function packet(type: number, body: Buffer, isLast = true): Buffer {
  const header = Buffer.from([type, isLast ? 1 : 0, 0, 0, 0, 51, 1, 0]);
  header.writeUInt16BE(8 + body.length, 2);
  return Buffer.concat([header, body]);
}

/** One message in as many packets of 4 KiB as it needs. */
function message(...tokens: Buffer[]): Buffer {
  const body = Buffer.concat(tokens);
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < body.length; at += 4_088)
    parts.push(packet(PACKET.response, body.subarray(at, at + 4_088), at + 4_088 >= body.length));
  return Buffer.concat(parts);
}

function prelogin(encryption: number): Buffer {
  // Version 15.0.4198 and whether there is encryption; each option is a kind, an offset and a length.
  const options = Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 255]);
  return Buffer.concat([options, Buffer.from([15, 0, 0x10, 0x66, 0, 0, encryption])]);
}

function signIn(body: Buffer): TdsServer['signIns'][number] {
  const text = (at: number) => {
    const from = body.readUInt16LE(at);
    return body.toString('utf16le', from, from + 2 * body.readUInt16LE(at + 2));
  };
  return { user: text(40), app: text(48), database: text(68), readOnly: ((body[26] as number) & 0x20) !== 0 };
}

const short = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);

function u16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function token(kind: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([kind]), u16(body.length), body]);
}

function error({ number, state = 1, message: text }: TdsError): Buffer {
  const code = Buffer.alloc(6);
  code.writeInt32LE(number);
  code[4] = state;
  code[5] = 14;
  const words = Buffer.concat([u16(text.length), Buffer.from(text, 'utf16le')]);
  return token(0xaa, code, words, short('SQL01'), short(''), Buffer.alloc(4));
}

function loginAck(): Buffer {
  return token(
    0xad,
    Buffer.from([1, 0x74, 0, 0, 4]),
    short('Microsoft SQL Server'),
    Buffer.from([15, 0, 16, 102]),
  );
}

function environment(kind: number, now: string, before: string): Buffer {
  return token(0xe3, Buffer.from([kind]), short(now), short(before));
}

function routing({ host, port }: { host: string; port: number }): Buffer {
  const value = Buffer.concat([Buffer.from([0]), u16(port), u16(host.length), Buffer.from(host, 'utf16le')]);
  return token(0xe3, Buffer.from([20]), u16(value.length), value, u16(0));
}

function done(status: number): Buffer {
  const buffer = Buffer.alloc(13);
  buffer[0] = 0xfd;
  buffer.writeUInt16LE(status, 1);
  return buffer;
}

const TYPES = { text: 0xe7, float: 0x6d, int: 0x26 } as const;

function metadata(columns: readonly string[], first: TdsRows['rows'][number] = []): Buffer {
  const described = columns.map((name, i) => {
    const cell = first[i];
    const info =
      typeof cell === 'number'
        ? Buffer.from([TYPES.float, 8])
        : typeof cell === 'bigint'
          ? Buffer.from([TYPES.int, 8])
          : Buffer.from([TYPES.text, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34]);
    return Buffer.concat([Buffer.alloc(4), u16(1), info, short(name)]);
  });
  return Buffer.concat([Buffer.from([0x81]), u16(columns.length), ...described]);
}

/** What is missing has the length that its type, that of the first row, has for it. */
function row(cells: TdsRows['rows'][number], first: TdsRows['rows'][number] = []): Buffer {
  const parts = cells.map((cell, i) => {
    if (cell === null)
      return Buffer.from(['number', 'bigint'].includes(typeof first[i]) ? [0] : [0xff, 0xff]);
    if (typeof cell === 'string') return Buffer.concat([u16(2 * cell.length), Buffer.from(cell, 'utf16le')]);
    const buffer = Buffer.alloc(9);
    buffer[0] = 8;
    if (typeof cell === 'bigint') buffer.writeBigInt64LE(cell, 1);
    else buffer.writeDoubleLE(cell, 1);
    return buffer;
  });
  return Buffer.concat([Buffer.from([0xd1]), ...parts]);
}
