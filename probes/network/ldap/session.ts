import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { within } from '../../deadline.ts';
import { ProbeError } from '../../probe-error.ts';
import {
  bindRequest,
  type LdapMessage,
  messageBytes,
  readMessage,
  type Search,
  searchRequest,
  startTlsRequest,
  unbindRequest,
} from './message.ts';
import { type LdapResult, resultError } from './result.ts';
import { TAG } from './write-ber.ts';

/** What a search found: how many, and the attributes of the first ones. */
export interface Found {
  count: number;
  /** There are more than were wanted. */
  isCut: boolean;
  first: LdapMessage['attributes'] | undefined;
}

/** One connection to a directory; one request after the other. All reject with a `ProbeError`. */
export interface LdapSession {
  bind(dn: string, password: string): Promise<void>;
  search(search: Search): Promise<Found>;
  /** Goes over to TLS; `lockUp` lays it over the connection. */
  startTls(lockUp: (socket: Socket) => Promise<TLSSocket>): Promise<void>;
  close(): void;
}

/** An entry with a photograph in it fits. */
const MESSAGE_BYTES = 1_048_576;
const SIZE_LIMIT_EXCEEDED = 4;

export function ldapSession(
  opened: Socket,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): LdapSession {
  let socket = opened;
  let id = 0;
  return {
    async bind(dn, password) {
      const answer = await ask(bindRequest(++id, dn, password), 'signing in', [TAG.bindResponse], () => true);
      if (answer.resultCode !== 0) throw resultError('signing in', answer);
    },
    async search(search) {
      const what = `the search in "${search.base}"`;
      let count = 0;
      let first: LdapMessage['attributes'] | undefined;
      const kinds = [TAG.searchEntry, TAG.searchReference, TAG.searchDone];
      const last = await ask(searchRequest(++id, search), what, kinds, (message) => {
        if (message.kind === TAG.searchEntry) {
          count++;
          first ??= message.attributes;
        }
        // A server need not keep to the limit that it was given.
        return message.kind === TAG.searchDone || count >= search.limit;
      });
      const isCut = last.kind !== TAG.searchDone || last.resultCode === SIZE_LIMIT_EXCEEDED;
      if (!isCut && last.resultCode !== 0) throw resultError(what, last as LdapResult);
      return { count, isCut, first };
    },
    async startTls(lockUp) {
      const answer = await ask(startTlsRequest(++id), 'StartTLS', [TAG.extendedResponse], () => true);
      if (answer.resultCode !== 0) throw resultError('StartTLS', answer);
      socket = await lockUp(socket);
    },
    close() {
      socket.end(unbindRequest(++id));
      socket.destroySoon();
    },
  };

  /** Sends a request and hears its answers until one of them is the last. */
  function ask(
    request: Buffer,
    what: string,
    kinds: readonly number[],
    isLast: (message: LdapMessage) => boolean,
  ): Promise<LdapMessage> {
    const asked = id;
    const late = `${what} did not come to an end`;
    return within({ timeoutMs, signal, late }, (stop) => {
      socket.write(request);
      return hear(stop, (message) => {
        // 0 is what a server says of itself, such as that it hangs up.
        if (message.id === 0) throw resultError('the connection', message);
        if (message.id !== asked || !kinds.includes(message.kind)) return false;
        return isLast(message);
      });
    });
  }

  function hear(stop: AbortSignal, isLast: (message: LdapMessage) => boolean): Promise<LdapMessage> {
    return new Promise((resolve, reject) => {
      let heard: Buffer = Buffer.alloc(0);
      const settle = (): void => {
        socket.off('data', onData).off('close', onClose).pause();
        stop.removeEventListener('abort', onStop);
      };
      const fail = (error: Error): void => {
        settle();
        socket.destroy();
        reject(error);
      };
      const onStop = (): void => fail(stop.reason);
      const onClose = (): void => fail(new ProbeError('refused', 'the server hung up instead of answering'));
      const onData = (chunk: Buffer): void => {
        heard = heard.length === 0 ? chunk : Buffer.concat([heard, chunk]);
        try {
          for (;;) {
            const bytes = messageBytes(heard);
            if (bytes === undefined || (bytes <= MESSAGE_BYTES && heard.length < bytes)) return;
            const message = bytes <= MESSAGE_BYTES ? readMessage(heard.subarray(0, bytes)) : undefined;
            if (message === undefined) throw notLdap(bytes);
            heard = heard.subarray(bytes);
            if (!isLast(message)) continue;
            settle();
            resolve(message);
            return;
          }
        } catch (error) {
          fail(error as Error);
        }
      };
      if (socket.destroyed) return onClose();
      stop.addEventListener('abort', onStop);
      socket.on('data', onData).once('close', onClose).resume();
      return undefined;
    });
  }
}

function notLdap(bytes: number): ProbeError {
  const why = bytes > MESSAGE_BYTES ? `a message of ${bytes} bytes` : 'what is no LDAP';
  return new ProbeError('not_understood', `it answers ${why}: look whether something else uses this port`);
}
