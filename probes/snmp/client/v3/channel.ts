import { EventEmitter } from 'node:events';

/**
 * Stands for the UDP socket of a session of net-snmp: what that sends goes over Ward's own sockets, and it hears what
 * was found to be meant for it. `send` tells success at once, so that no request is ever between two states.
 */
export class Channel extends EventEmitter {
  readonly #send: (bytes: Buffer) => void;

  constructor(send: (bytes: Buffer) => void) {
    super();
    this.#send = send;
  }

  send(
    bytes: Buffer,
    _offset: number,
    _length: number,
    _port: number,
    _address: string,
    done: (error: Error | null, bytes: number) => void,
  ): void {
    this.#send(bytes);
    done(null, bytes.length);
  }

  ref(): void {}
  unref(): void {}
  close(): void {}
}
