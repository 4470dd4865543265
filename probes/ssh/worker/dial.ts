import { connect, type Socket } from 'node:net';
import { hardTimer } from './hard-timer.ts';
import { SshFailure } from './ssh-failure.ts';

/** Opens the TCP connection; rejects with a failure that says whether anybody is there. */
export function dial(address: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const where = `${address} port ${port}`;
    const socket = connect({ host: address, port, noDelay: true });
    const cancel = hardTimer(timeoutMs, () =>
      fail(new SshFailure('silent', `no answer from ${where} within ${timeoutMs / 1000} s`)),
    );
    socket.once('connect', () => {
      cancel();
      socket.removeAllListeners();
      // From here on it belongs to the connection; until that listens, an error must not end the program.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => fail(translate(error, where)));

    function fail(error: SshFailure): void {
      cancel();
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    }
  });
}

function translate({ code, message }: NodeJS.ErrnoException, where: string): SshFailure {
  switch (code) {
    case 'ECONNREFUSED':
      return new SshFailure(
        'refused',
        `${where} refuses connections: is SSH switched on there, on this port?`,
      );
    case 'ECONNRESET':
      return new SshFailure(
        'refused',
        `${where} breaks connections off: does an access list keep this agent out?`,
      );
    case 'ENOTFOUND':
      return new SshFailure('misconfigured', `${where}: there is no such name`);
    case 'EAI_AGAIN':
      return new SshFailure('silent', `${where}: the name cannot be looked up at the moment`);
    default:
      return new SshFailure('silent', `there is no way to ${where} (${code ?? message})`);
  }
}
