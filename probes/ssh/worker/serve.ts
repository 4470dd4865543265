import { cpus } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { NegotiationFailure } from './connect.ts';
import { createGate } from './gate.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import { openSession, type Session } from './session.ts';
import { failureData, SshFailure } from './ssh-failure.ts';

/** Handshakes at a time on all threads together: more of them only wait for each other. */
const HANDSHAKES_PER_CORE = 4;

/** The work of one thread: sessions by number, until the program closes them. `share`: threads that share the limit. */
export function serveSsh(port: MessagePort, share: number): void {
  const gate = createGate(Math.max(1, Math.floor((cpus().length * HANDSHAKES_PER_CORE) / share)));
  const sessions = new Map<number, Session>();
  /** Closed while they were still being opened. */
  const unwanted = new Set<number>();
  const opening = new Set<number>();

  // A mistake that one server provokes in the library must not end the sessions with all the others; the one that
  // is stuck by it ends by its timer.
  process.on('uncaughtException', (error: Error) => send({ trouble: error.stack ?? error.message }));

  port.on('message', (message: ToThread) => {
    const { session } = message;
    if ('close' in message) close(session);
    else {
      answer(session, message.ask).then(
        (result) => send({ id: message.id, answer: result }),
        (error) => {
          const isNegotiation = error instanceof NegotiationFailure;
          send({ id: message.id, failure: { ...failureData(error), isNegotiation } });
        },
      );
    }
  });

  function send(message: FromThread): void {
    port.postMessage(message);
  }

  async function answer(number: number, ask: Question) {
    if (ask.kind === 'open') return open(number, ask.request);
    const session = sessions.get(number);
    if (session === undefined) throw new SshFailure('failed', 'there is no such session', { isEnded: true });
    if (ask.kind === 'shell') return session.shell(ask.timeoutMs);
    if (ask.kind === 'list') return session.list(ask.folder, ask.most, ask.timeoutMs);
    if (ask.kind === 'stat') return session.stat(ask.path, ask.timeoutMs);
    return session.run(ask.platform, ask.command, ask.timeoutMs);
  }

  async function open(number: number, request: Extract<Question, { kind: 'open' }>['request']) {
    opening.add(number);
    try {
      const session = await openSession(request, gate);
      if (unwanted.has(number)) session.close();
      else sessions.set(number, session);
      return session.opened;
    } finally {
      opening.delete(number);
      unwanted.delete(number);
    }
  }

  function close(number: number): void {
    if (opening.has(number)) unwanted.add(number);
    sessions.get(number)?.close();
    sessions.delete(number);
  }
}
