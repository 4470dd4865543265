import { createSocket } from 'node:dgram';

/** Sends one datagram and gives the first answer; rejects when none comes in time. */
export function udpQuestion(host: string, port: number, request: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    let answered = false;
    const done = (error: Error | undefined, answer?: Buffer) => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      socket.close();
      if (answer === undefined) reject(error);
      else resolve(answer);
    };
    const timer = setTimeout(
      () => done(new Error(`no answer from ${host}:${port} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.on('error', (error) => done(error));
    socket.on('message', (answer) => done(undefined, answer));
    // Connected, so that a closed port is told at once and only this host may answer.
    const send = (failure?: Error) => {
      if (failure) done(failure);
      else socket.send(request, (error) => error && done(error));
    };
    socket.connect(port, host, send);
  });
}
