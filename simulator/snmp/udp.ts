import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A bound UDP socket that takes addresses as they are: looking each one up would cost more than the sending. */
export async function bindUdp(host: string, port: number, bufferBytes?: number): Promise<Socket> {
  const family = host.includes(':') ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ...(bufferBytes ? { recvBufferSize: bufferBytes, sendBufferSize: bufferBytes } : {}),
    lookup: (address, _options, callback) => callback(null, address, family),
  });
  try {
    const listening = once(socket, 'listening');
    socket.bind({ address: host, port, exclusive: true });
    await listening;
    return socket;
  } catch (error) {
    socket.close();
    throw new Error(`${host}:${port} cannot be listened on: ${(error as Error).message}`, { cause: error });
  }
}
