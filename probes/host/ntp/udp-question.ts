import { createSocket } from 'node:dgram';

/** What may be wanted besides. */
export interface UdpQuestionOptions {
  signal?: AbortSignal;
  /** Datagrams for which it says no are not listened to, such as late answers to somebody else. */
  isAnswer?(datagram: Buffer): boolean;
}

/** No answer came in time; whatever else went wrong is an error of the system. */
export class NoAnswerError extends Error {}

/** Sends one datagram and gives the first answer; rejects when none comes in time. */
export function udpQuestion(
  host: string,
  port: number,
  request: Buffer,
  timeoutMs: number,
  { signal, isAnswer = () => true }: UdpQuestionOptions = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let answered = false;
    const done = (error: Error | undefined, answer?: Buffer) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.close();
      if (answer === undefined) reject(error);
      else resolve(answer);
    };
    const onAbort = () => done(new Error('stopped'));
    const timer = setTimeout(
      () => done(new NoAnswerError(`no answer from ${host}:${port} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort);
    socket.on('error', (error) => done(error));
    socket.on('message', (answer) => {
      if (isAnswer(answer)) done(undefined, answer);
    });
    // Connected, so that a closed port is told at once and only this host may answer.
    const send = (failure?: Error) => {
      if (answered) return;
      if (failure) done(failure);
      else socket.send(request, (error) => error && done(error));
    };
    socket.connect(port, host, send);
  });
}
