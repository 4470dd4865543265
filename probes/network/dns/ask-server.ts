import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { udpQuestion } from '../../host/ntp/udp-question.ts';
import { ProbeError } from '../../probe-error.ts';
import { dial } from '../dial.ts';
import { udpError } from '../udp-error.ts';
import { type DnsAnswer, decodeAnswer, encodeQuestion, isAnswerTo } from './message.ts';
import type { RecordType } from './record-types.ts';

/** Whom to ask, and for what. */
export interface ServerQuestion {
  address: string;
  port: number;
  name: string;
  type: RecordType;
  isRecursive: boolean;
  transport: 'udp' | 'tcp';
  timeoutMs: number;
  signal: AbortSignal;
}

/** The answer, and how long it took from the datagram that was answered. */
export interface ServerAnswer extends DnsAnswer {
  ms: number;
  requests: number;
}

/** One datagram may get lost. */
const TRIES = 2;

/** Asks one server once: over TCP what is too long for UDP. Rejects with a `ProbeError`. */
export async function askServer(question: ServerQuestion): Promise<ServerAnswer> {
  const { name, type, isRecursive, transport } = question;
  const bytes = encoded();
  let requests = 0;
  let startedMs = performance.now();
  if (transport === 'udp') {
    const answer = decoded(await overUdp());
    if (!answer.isTruncated) return { ...answer, ms: performance.now() - startedMs, requests };
  } else startedMs = performance.now();
  requests++;
  const answer = decoded(await overTcp(question, bytes));
  return { ...answer, ms: performance.now() - startedMs, requests };

  function encoded(): Buffer {
    try {
      return encodeQuestion({ id: randomInt(65_536), name, type, isRecursive });
    } catch (cause) {
      throw new ProbeError('misconfigured', (cause as Error).message, { cause });
    }
  }

  async function overUdp(): Promise<Buffer> {
    const { address, port, timeoutMs, signal } = question;
    let strange = 0;
    const isAnswer = (datagram: Buffer): boolean => {
      const is = isAnswerTo(datagram, bytes);
      if (!is) strange++;
      return is;
    };
    for (;;) {
      requests++;
      startedMs = performance.now();
      try {
        return await udpQuestion(address, port, bytes, timeoutMs, { signal, isAnswer });
      } catch (cause) {
        if (signal.aborted) throw cause;
        if (strange > 0) throw notDns(port, cause);
        const error = udpError(cause, port);
        if (requests >= TRIES || error.state !== 'silent') throw error;
      }
    }
  }

  function decoded(message: Buffer): DnsAnswer {
    try {
      return decodeAnswer(message, bytes, type);
    } catch (cause) {
      throw new ProbeError('not_understood', `the answer follows no rule: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

async function overTcp({ timeoutMs, signal, ...where }: ServerQuestion, bytes: Buffer): Promise<Buffer> {
  const socket = await dial({ ...where, timeoutMs, signal });
  try {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    socket.write(Buffer.concat([length, bytes]));
    const message = await readMessage(socket, timeoutMs, signal);
    if (!isAnswerTo(message, bytes)) throw notDns(where.port);
    return message;
  } finally {
    socket.destroy();
  }
}

/** One message: two bytes of length, then as many. */
function readMessage(socket: Socket, timeoutMs: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let got = Buffer.alloc(0);
    const end = (error?: Error): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve(got.subarray(2, 2 + got.readUInt16BE(0)));
    };
    const onAbort = (): void => end(signal.reason);
    const late = `takes the connection and gives no answer within ${timeoutMs} ms`;
    const timer = setTimeout(() => end(new ProbeError('silent', late)), timeoutMs);
    signal.addEventListener('abort', onAbort);
    socket.once('close', () => end(new ProbeError('refused', 'the server hung up instead of answering')));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) {
        socket.pause();
        end();
      }
    });
  });
}

function notDns(port: number, cause?: unknown): ProbeError {
  const message = `answers on port ${port}, but not as a name server does: look whether something else uses it`;
  return new ProbeError('not_understood', message, { cause });
}
