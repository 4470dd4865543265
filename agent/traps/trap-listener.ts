import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { decodeNotification, encodeInformResponse } from '#probes/snmp/client/notification.ts';
import { splitListen, type TrapConfig } from '#probes/trap/config.ts';
import type { ReceivedTrap } from '#probes/trap/describe-trap.ts';
import { openSecureReceiver, type SecureReceiver } from '#probes/trap/secure-receiver.ts';
import { listenTrouble } from '../listen-trouble.ts';
import { createBuckets } from './buckets.ts';

export interface TrapListenerFigures {
  received: number;
  /** More than a source may send. */
  excess: number;
  /** Not understood, or of a community, a user or a password that is not taken. */
  refused: number;
}

/** The socket on which traps and informs arrive. */
export interface TrapListener {
  /** Where it listens; undefined while it cannot. */
  readonly address: { host: string; port: number } | undefined;
  figures(): TrapListenerFigures;
  /** May be called twice. */
  close(): void;
}

export interface TrapListenerOptions {
  config: TrapConfig;
  /** Hex digits of the engine that answers informs of version 3. */
  engineId: string;
  onTrap(trap: ReceivedTrap): void;
  /** Called when it cannot listen, with what helps, and with undefined when it does. */
  onTrouble(why: string | undefined): void;
  monotonicMs(): number;
  retryMs?: number;
}

const PER_SOURCE = 100;
const TOTAL = 2_000;
/** Opening one may mean to stretch a password for an engine that nobody knows. */
const SECURE_TOTAL = 200;
const MAX_SOURCES = 10_000;
const RETRY_MS = 60_000;
/** A power failure makes hundreds of devices speak in one second. */
const BUFFER_BYTES = 4 * 1024 ** 2;

/** Listens until it is closed, and tries again when it cannot. Rejects never. */
export async function openTrapListener(options: TrapListenerOptions): Promise<TrapListener> {
  const { config, monotonicMs, retryMs = RETRY_MS } = options;
  const { host, port } = splitListen(config.listen) ?? { host: '0.0.0.0', port: 162 };
  const figures: TrapListenerFigures = { received: 0, excess: 0, refused: 0 };
  const buckets = createBuckets({ perSource: PER_SOURCE, total: TOTAL, maxSources: MAX_SOURCES });
  const secureBuckets = createBuckets({
    perSource: PER_SOURCE,
    total: SECURE_TOTAL,
    maxSources: MAX_SOURCES,
  });
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let address: TrapListener['address'];
  const secure = await openSecure();
  await listen();

  return {
    get address() {
      return address;
    },
    figures: () => ({ ...figures }),
    close() {
      isClosed = true;
      clearTimeout(timer);
      socket?.close();
      socket = undefined;
    },
  };

  function listen(): Promise<void> {
    return new Promise((resolve) => {
      const opened = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
      socket = opened;
      opened.on('message', onMessage);
      opened.on('error', (error: NodeJS.ErrnoException) => {
        opened.removeAllListeners();
        opened.on('error', () => {});
        opened.close();
        address = undefined;
        socket = undefined;
        if (!isClosed) {
          options.onTrouble(listenTrouble(error, config.listen, port, 'snmptrapd'));
          timer = setTimeout(() => void listen(), retryMs);
        }
        resolve();
      });
      opened.bind(port, host, () => {
        enlargeBuffer(opened);
        address = { host, port: opened.address().port };
        options.onTrouble(undefined);
        resolve();
      });
    });
  }

  function onMessage(datagram: Buffer, from: RemoteInfo): void {
    figures.received++;
    if (!buckets.take(from.address, monotonicMs())) {
      figures.excess++;
      return;
    }
    const told = decodeNotification(datagram);
    if (told === undefined) {
      takeSecure(datagram, from);
      return;
    }
    const { communities } = config;
    if (communities && !communities.includes(told.community)) {
      figures.refused++;
      return;
    }
    if (told.kind === 'inform') answer(encodeInformResponse(datagram), from);
    const { version, trapOid: oid, agentAddress: about, varbinds } = told;
    options.onTrap({ version, source: sourceOf(from.address), about, oid, varbinds });
  }

  function takeSecure(datagram: Buffer, from: RemoteInfo): void {
    if (secure === undefined) figures.refused++;
    else if (secureBuckets.take(from.address, monotonicMs())) secure.take(datagram, from);
    else figures.excess++;
  }

  /** Nobody pays for version 3 who names no user. */
  async function openSecure(): Promise<SecureReceiver | undefined> {
    if (config.users.length === 0) return undefined;
    return await openSecureReceiver({
      users: config.users,
      engineId: options.engineId,
      answer,
      onTrap: (trap) => options.onTrap({ ...trap, source: sourceOf(trap.source) }),
      onRefused: () => {
        figures.refused++;
      },
    });
  }

  function answer(bytes: Uint8Array, to: { address: string; port: number }): void {
    // An answer that is lost is asked for again.
    socket?.send(bytes, to.port, to.address, () => {});
  }
}

/** On a socket for both families IPv4 comes in the clothes of IPv6. */
function sourceOf(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function enlargeBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES);
  } catch {
    // The system gives what it gives.
  }
}
