import type { Socket } from 'node:net';
import { ProbeError } from '../../probe-error.ts';
import { brokenOff } from '../connect.ts';
import type { StartTls } from './config.ts';

/** What is said, and what must come back before the next is said. */
interface Turn {
  say?: string | Buffer;
  /** All that came so far ends with this. */
  until: RegExp;
  /** And is or holds this; otherwise it was refused. */
  good: RegExp | string;
}

const MOST_BYTES = 65_536;

const LDAP_START_TLS = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037'),
]);

/** The field resultCode, 0. */
const LDAP_SUCCESS = Buffer.from([0x0a, 0x01, 0x00]).toString('latin1');

const POSTGRES_SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** RFC 3207, 3501, 2595, 4217, 4511 and the manual of PostgreSQL. The last line of an answer has no dash behind its number. */
const CONVERSATIONS: Readonly<Record<Exclude<StartTls, 'none'>, readonly Turn[]>> = {
  smtp: [
    { until: /^\d{3}(?: .*)?\r?\n/m, good: /^220/ },
    { say: 'EHLO ward.invalid\r\n', until: /^\d{3}(?: .*)?\r?\n/m, good: /^250/ },
    { say: 'STARTTLS\r\n', until: /^\d{3}(?: .*)?\r?\n/m, good: /^220/ },
  ],
  imap: [
    { until: /\n/, good: /^\* OK/ },
    { say: 'a1 STARTTLS\r\n', until: /^a1 .*\r?\n/m, good: /^a1 OK/m },
  ],
  pop3: [
    { until: /\n/, good: /^\+OK/ },
    { say: 'STLS\r\n', until: /\n/, good: /^\+OK/ },
  ],
  ftp: [
    { until: /^\d{3}(?: .*)?\r?\n/m, good: /^220/ },
    { say: 'AUTH TLS\r\n', until: /^\d{3}(?: .*)?\r?\n/m, good: /^234/ },
  ],
  // An extended response with the result 0; short as it is it comes in one piece.
  ldap: [{ say: LDAP_START_TLS, until: /./s, good: LDAP_SUCCESS }],
  postgres: [{ say: POSTGRES_SSL_REQUEST, until: /./s, good: /^S/ }],
};

/** Speaks until the next byte belongs to TLS; rejects with a `ProbeError` when it is not offered. */
export async function startTls(socket: Socket, protocol: StartTls, signal: AbortSignal): Promise<void> {
  if (protocol === 'none') return;
  for (const { say, until, good } of CONVERSATIONS[protocol]) {
    if (say !== undefined) socket.write(say);
    const answer = await answerOf(socket, until, signal);
    if (typeof good === 'string' ? answer.includes(good) : good.test(answer)) continue;
    const said = answer
      .replace(/[^\x20-\x7e]+/g, ' ')
      .trim()
      .slice(0, 120);
    throw new ProbeError('unsupported', `does not turn to TLS as ${protocol} does: "${said}"`);
  }
}

function answerOf(socket: Socket, until: RegExp, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const finish = (act: () => void) => {
      socket.off('data', take).off('close', gone);
      signal.removeEventListener('abort', stop);
      // What comes next is for whoever reads next.
      socket.pause();
      act();
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (until.test(text)) finish(() => resolve(text));
      else if (text.length > MOST_BYTES)
        finish(() => reject(new ProbeError('not_understood', 'talks on and on before it turns to TLS')));
    };
    const gone = () => finish(() => reject(brokenOff(new Error('closed'), 'before it turned to TLS')));
    const stop = () => finish(() => reject(signal.reason));
    if (signal.aborted) return reject(signal.reason);
    if (socket.destroyed) return gone();
    socket.on('data', take).once('close', gone);
    signal.addEventListener('abort', stop, { once: true });
    socket.resume();
  });
}
