import { Socket } from 'node:net';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import type { SqlserverConfig } from './config.ts';

/** Where the driver wants to connect to. */
export interface Wanted {
  host: string;
  port: number | undefined;
}

/**
 * The connections of one session, of which there is one at a time. The driver does not always want to go where it was
 * sent: a server may lead a session that only reads to another one, and that address is judged as every other.
 */
export class Line {
  readonly #config: Pick<SqlserverConfig, 'address' | 'port'>;
  readonly #options: Pick<ProbeOptions, 'resolve'>;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  constructor(config: Pick<SqlserverConfig, 'address' | 'port'>, options: Pick<ProbeOptions, 'resolve'>) {
    this.#config = config;
    this.#options = options;
  }

  async dial({ host, port = this.#config.port }: Wanted, signal: AbortSignal): Promise<Socket> {
    const to = await this.#judged(host);
    if (this.#isCut) throw new Error('the session is over');
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // What cuts a connection is an error to the driver, which would wait for its time to be over otherwise.
    socket.on('error', () => {});
    return new Promise((resolve, reject) => {
      const give = (error: unknown) => {
        signal.removeEventListener('abort', abort);
        socket.destroy();
        reject(error);
      };
      const abort = () => give(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      socket.once('error', give);
      socket.connect(port, to, () => {
        signal.removeEventListener('abort', abort);
        socket.removeListener('error', give);
        resolve(socket);
      });
    });
  }

  isOpen(): boolean {
    return !this.#isCut && [...this.#sockets].some(({ destroyed, writable }) => !destroyed && writable);
  }

  /** Ends what is open and lets nothing be opened again. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy(new Error('the session is over'));
  }

  async #judged(host: string): Promise<string> {
    if (host === this.#config.address) return host;
    if (this.#options.resolve) return this.#options.resolve(host);
    throw new ProbeError(
      'misconfigured',
      `the server leads sessions to ${host}: make that a target of its own`,
    );
  }
}
