import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/**
 * A listener for tests that speaks as much of Oracle Net as a connect and a sign-in need. Oracle publishes no
 * description; the forms are those that its own driver, node-oracledb (thin mode), reads and writes.
 */
export interface TnsListener {
  port: number;
  /** Connect descriptors that came, oldest first. */
  connects: string[];
  open(): number;
  close(): Promise<void>;
}

export interface TnsOptions {
  /** Refuses with the number of an ORA error, as a listener does. */
  refuse?: number;
  /** Wants the connect packet once more first, as many listeners do. */
  resend?: boolean;
  redirect?: { host: string; port: number };
  /** Lets the connection through to a server that refuses the sign-in. */
  signIn?: { number: number; message: string };
  /** Version of the protocol that is accepted; 314 is that of 11.2. */
  version?: number;
  hangs?: 'connected' | 'accepted';
  says?: string;
  tls?: { key: string; cert: string };
}

const TYPE = { connect: 1, accept: 2, refuse: 4, redirect: 5, data: 6, resend: 11 } as const;

export async function startTns(options: TnsOptions = {}): Promise<TnsListener> {
  const sockets = new Set<Socket>();
  const connects: string[] = [];
  const onSocket = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (options.says !== undefined) socket.write(options.says);
    if (options.hangs === 'connected') socket.resume();
    else serve(socket);
  };
  const server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket);
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', () => resolve(undefined)));
  return {
    port: (server.address() as { port: number }).port,
    connects,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(() => resolve(undefined)));
    },
  };

  function serve(socket: Socket): void {
    let isLarge = false;
    let isAskedAgain = false;
    let step = 0;
    socket.on(
      'data',
      packets(
        () => isLarge,
        (type, body) => {
          if (type === TYPE.connect) answerConnect(body);
          else if (type === TYPE.data && options.hangs !== 'accepted') answerData();
        },
      ),
    );

    function answerConnect(body: Buffer): void {
      if (options.resend && !isAskedAgain) {
        isAskedAgain = true;
        socket.write(packet(TYPE.resend, Buffer.alloc(0)));
        return;
      }
      const from = body.readUInt16BE(26 - 8);
      connects.push(body.subarray(from - 8).toString('ascii'));
      if (options.redirect) socket.write(redirect(options.redirect));
      else if (options.refuse !== undefined) socket.write(refuse(options.refuse));
      else {
        socket.write(accept(options.version ?? 315));
        isLarge = (options.version ?? 315) >= 315;
      }
    }

    /** The protocol, the types, and then whoever wants in. */
    function answerData(): void {
      step++;
      if (step === 1) socket.write(data(protocol()));
      else if (step === 2) socket.write(data(Buffer.from([2, 0, 0])));
      else socket.write(data(error(options.signIn ?? { number: 1017, message: 'ORA-01017: invalid' })));
    }
  }
}

function packets(
  isLarge: () => boolean,
  onPacket: (type: number, body: Buffer) => void,
): (data: Buffer) => void {
  let buffered = Buffer.alloc(0);
  return (data) => {
    buffered = Buffer.concat([buffered, data]);
    while (buffered.length >= 8) {
      const length = isLarge() ? buffered.readUInt32BE(0) : buffered.readUInt16BE(0);
      if (buffered.length < length) return;
      const [type, body] = [buffered[4] as number, buffered.subarray(8, length)];
      buffered = buffered.subarray(length);
      onPacket(type, body);
    }
  };
}

function packet(type: number, body: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, type, 0, 0, 0]);
  header.writeUInt16BE(8 + body.length, 0);
  return Buffer.concat([header, body]);
}

function refuse(number: number): Buffer {
  const text = `(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=${number})(ERROR_STACK=(ERROR=(CODE=${number})(EMFI=4))))`;
  return packet(TYPE.refuse, Buffer.concat([Buffer.from([34, 0, 0, text.length]), Buffer.from(text)]));
}

function redirect({ host, port }: { host: string; port: number }): Buffer {
  const text = `(ADDRESS=(PROTOCOL=tcp)(HOST=${host})(PORT=${port}))`;
  return packet(TYPE.redirect, Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]));
}

function accept(version: number): Buffer {
  const body = Buffer.alloc(37);
  body.writeUInt16BE(version, 0);
  body.writeUInt16BE(8_192, 4);
  body.writeUInt16BE(65_535, 6);
  // Neither encryption nor checksums of Oracle's own are offered.
  body[14] = 0x04;
  body[15] = 0x04;
  body.writeUInt32BE(8_192, 24);
  body.writeUInt32BE(65_535, 28);
  return packet(TYPE.accept, body);
}

/** With the length in four bytes and two of flags, as from version 315 on. */
function data(message: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, TYPE.data, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(header.length + message.length, 0);
  return Buffer.concat([header, message]);
}

function protocol(): Buffer {
  const banner = Buffer.from('x86_64/Linux 2.4.xx\0');
  const characterSets = Buffer.from([0x69, 0x03, 1, 0, 0]);
  const national = Buffer.alloc(16);
  const compile = Buffer.alloc(54);
  // Fields as of 19c.
  compile[7] = 13;
  return Buffer.concat([
    Buffer.from([1, 6, 0]),
    banner,
    characterSets,
    Buffer.from([0, national.length]),
    national,
    Buffer.from([compile.length]),
    compile,
    Buffer.from([7, 2, 0, 0, 0, 0, 0, 0]),
  ]);
}

/** An error as it ends a call: two dozen numbers, of which all but its own are nothing. */
function error({ number, message }: { number: number; message: string }): Buffer {
  const nothing = Buffer.alloc(28);
  const own = Buffer.from([2, number >> 8, number & 255]);
  return Buffer.concat([
    Buffer.from([4]),
    nothing,
    own,
    Buffer.from([0, message.length]),
    Buffer.from(message),
  ]);
}
