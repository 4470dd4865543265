import { createConnection, type Socket } from 'node:net';
import { type DbusValue, readValues, requestBytes, wholeMessageBytes } from './dbus-message.ts';

/** Where the system bus listens. */
export const SYSTEM_BUS = '/run/dbus/system_bus_socket';

/** What is called on the bus. */
export interface DbusCall {
  destination: string;
  path: string;
  interface: string;
  member: string;
  /** Strings, or one list of strings: all that our questions need. */
  body: readonly (string | readonly string[])[];
}

/** A connection to a message bus that only asks. */
export interface DbusClient {
  /** Rejects when the bus cannot be reached, answers with an error or not in time. */
  call(call: DbusCall): Promise<DbusValue[]>;
  close(): void;
}

/** No answer to our questions comes near it. */
const MOST_BYTES = 8 * 1024 * 1024;

/** Connects at the first call, and again at the next one after anything went wrong. */
export function dbusClient(socketPath: string, timeoutMs: number): DbusClient {
  let connection: Promise<Connection> | undefined;
  return {
    async call(call) {
      connection ??= connect(socketPath, timeoutMs);
      const mine = connection;
      try {
        return await (await mine).ask(call);
      } catch (error) {
        if (error instanceof DbusError) throw error;
        if (connection === mine) connection = undefined;
        mine.then((open) => open.close()).catch(() => {});
        throw error;
      }
    },
    close() {
      connection?.then((open) => open.close()).catch(() => {});
      connection = undefined;
    },
  };
}

/** The bus or the service said no; the connection is fine. */
export class DbusError extends Error {}

interface Connection {
  ask(call: DbusCall): Promise<DbusValue[]>;
  close(): void;
}

async function connect(socketPath: string, timeoutMs: number): Promise<Connection> {
  const socket = createConnection(socketPath);
  // A probe that waits for the bus must not keep the program alive.
  socket.unref();
  let received: Buffer = Buffer.alloc(0);
  let look: (() => void) | undefined;
  let failure: Error | undefined;
  let serial = 0;
  const fail = (error: Error) => {
    failure ??= error;
    look?.();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the message bus closed the connection')));
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length > MOST_BYTES)
      socket.destroy(new Error(`more than ${MOST_BYTES} bytes from the message bus`));
    look?.();
  });

  try {
    const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
    socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    const line = await take(() => lineIn(received));
    if (!line.startsWith('OK ')) throw new Error(`the message bus does not let us in: ${line}`);
    socket.write('BEGIN\r\n');
    const bus = 'org.freedesktop.DBus';
    await ask({ destination: bus, path: '/org/freedesktop/DBus', interface: bus, member: 'Hello', body: [] });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { ask, close: () => closeQuietly(socket) };

  async function ask(call: DbusCall): Promise<DbusValue[]> {
    serial++;
    socket.write(requestBytes(serial, call));
    const mine = serial;
    const reply = await take(() => {
      for (;;) {
        const length = wholeMessageBytes(received);
        if (length === undefined) return undefined;
        const message = readValues(received.subarray(0, length));
        received = received.subarray(length);
        // Signals and late answers are passed over.
        if (message.replyTo === mine) return message;
      }
    });
    if (reply.error !== undefined) throw new DbusError(`${reply.error}: ${String(reply.values[0] ?? '')}`);
    return reply.values;
  }

  /** Waits until `attempt` finds what it wants in the bytes received. */
  function take<T>(attempt: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => fail(new Error(`no answer from ${socketPath} within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const settle = () => {
        look = undefined;
        clearTimeout(timer);
      };
      look = () => {
        try {
          const found = attempt();
          if (found === undefined && failure === undefined) return;
          settle();
          if (found === undefined) reject(failure);
          else resolve(found);
        } catch (error) {
          settle();
          reject(error);
        }
      };
      look();
    });
  }

  function lineIn(bytes: Buffer): string | undefined {
    const end = bytes.indexOf('\r\n');
    if (end < 0) return undefined;
    received = bytes.subarray(end + 2);
    return bytes.toString('latin1', 0, end);
  }
}

function closeQuietly(socket: Socket): void {
  socket.on('error', () => {});
  socket.destroy();
}
