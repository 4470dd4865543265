import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Place } from './place.ts';

/** Told when something could not be sent; a datagram that is lost on its way is told by nobody. */
export type SendFailed = (error: NodeJS.ErrnoException) => void;

/** What comes in, and what goes wrong with a socket of its own accord. */
export interface SocketEvents {
  received(bytes: Uint8Array, sender: RemoteInfo): void;
  socketFailed(error: NodeJS.ErrnoException): void;
}

/** A few UDP sockets for all devices of one address family. They open when first needed, and again after a failure. */
export interface SocketPool {
  send(place: Place, bytes: Uint8Array, failed: SendFailed): void;
  readonly open: number;
  close(): void;
}

interface OpenSocket {
  socket: Socket;
  /** Who sent before it was open: nobody else tells them when it never is. */
  senders: SendFailed[] | undefined;
}

/** Answers of many devices come at once; the kernel gives what it allows. */
const receiveBufferBytes = 4 * 1024 * 1024;

export function createSocketPool(family: 4 | 6, size: number, events: SocketEvents): SocketPool {
  const sockets = new Map<number, OpenSocket>();
  let isClosed = false;

  const socketAt = (slot: number): OpenSocket => {
    const open = sockets.get(slot);
    if (open) return open;
    const socket = createUdpSocket(family);
    const opening: OpenSocket = { socket, senders: [] };
    sockets.set(slot, opening);
    socket.on('message', (bytes, sender) => events.received(bytes, sender));
    socket.on('error', (error) => {
      if (sockets.get(slot) === opening) sockets.delete(slot);
      closeQuietly(socket);
      events.socketFailed(error);
      for (const failed of opening.senders ?? []) failed(error);
    });
    socket.on('listening', () => {
      opening.senders = undefined;
      widen(socket);
    });
    socket.unref();
    return opening;
  };

  return {
    send(place, bytes, failed) {
      if (isClosed) {
        failed(new Error('the sockets are closed'));
        return;
      }
      try {
        const { socket, senders } = socketAt(slotOf(place, size));
        senders?.push(failed);
        socket.send(bytes, place.port, place.sendTo, (error) => {
          if (error) failed(error);
        });
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    get open() {
      return sockets.size;
    },
    close() {
      isClosed = true;
      for (const { socket } of sockets.values()) closeQuietly(socket);
      sockets.clear();
    },
  };
}

/** A socket that sends to addresses only: nothing is ever looked up, and nothing waits for the event loop. */
export function createUdpSocket(family: 4 | 6): Socket {
  return createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    lookup: (address, _options, callback) => callback(null, address, family),
  });
}

/** A device is always asked from the same port: firewalls between keep one entry for it. */
function slotOf({ address, port }: Place, size: number): number {
  let hash = port;
  for (let i = 0; i < address.length; i++) hash = (hash * 31 + address.charCodeAt(i)) | 0;
  return (hash >>> 0) % size;
}

function widen(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBufferBytes);
  } catch {
    // The system's own size does as well, with more repeats under load.
  }
}

export function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // It was closed already.
  }
}
