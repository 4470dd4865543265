import { type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { deadlineOf } from '../deadline.ts';
import { ProbeError } from '../probe-error.ts';
import { brokenOff, connectTcp, secure } from './connect.ts';
import type { HttpAnswer, HttpRequest } from './exchange.ts';
import { readBody } from './read-body.ts';

const PACKINGS = 'gzip, deflate, br';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** How far it got: what a time that is over is told by. */
interface Progress {
  step: 'connect' | 'tls' | 'answer' | 'body';
  status: number;
}

/** One exchange, see `exchange.ts`. */
export async function ask(request: HttpRequest): Promise<HttpAnswer> {
  const progress: Progress = { step: 'connect', status: 0 };
  const deadline = deadlineOf(request, () => timeIsOver(progress, request.timeoutMs));
  const seconds = { connect: NaN, tls: NaN, firstByte: NaN, transfer: NaN, total: NaN };
  const startedMs = performance.now();
  let lastMs = startedMs;
  const lap = () => {
    const beforeMs = lastMs;
    lastMs = performance.now();
    return (lastMs - beforeMs) / 1_000;
  };
  let socket: Socket | undefined;
  try {
    socket = await connectTcp({ address: request.address, port: portOf(request.url) }, deadline.signal);
    seconds.connect = lap();
    let tls: HttpAnswer['tls'];
    if (request.url.protocol === 'https:') {
      progress.step = 'tls';
      let certificate: PeerCertificate | undefined;
      const onCertificate = (shown: PeerCertificate) => {
        certificate = shown;
      };
      const { hostname: host } = request.url;
      const secured = await secure(socket, { host, tls: request.tls, onCertificate }, deadline.signal);
      socket = secured;
      // Now, for a connection that the server has closed meanwhile tells nothing any more.
      if (certificate) tls = tlsOf(secured, certificate);
      seconds.tls = lap();
    }
    const used = socket;
    deadline.onEnd(() => used.destroy());

    progress.step = 'answer';
    const answer = await send(request, used);
    progress.step = 'body';
    progress.status = answer.statusCode ?? 0;
    seconds.firstByte = lap();
    const { body, isCut } = await bodyOf(request, answer);
    seconds.transfer = lap();
    seconds.total = (lastMs - startedMs) / 1_000;
    return {
      status: progress.status,
      headers: answer.headers,
      body,
      isCut,
      seconds,
      ...(tls && { tls }),
    };
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    deadline.end();
    socket?.destroy();
  }
}

function send(request: HttpRequest, socket: Socket): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { url, method = 'GET', body } = request;
    let sent: ClientRequest;
    const fail = (error: unknown) => {
      sent?.destroy();
      reject(error instanceof ProbeError ? error : brokenOff(error, 'without an answer'));
    };
    try {
      sent = startRequest({
        createConnection: () => socket,
        method,
        path: `${url.pathname}${url.search}`,
        setHost: false,
        headers: headersOf(request),
        // Browsers put up with servers that end their lines wrongly, and nothing else ever uses this connection.
        insecureHTTPParser: true,
      });
    } catch (cause) {
      const { message } = cause as Error;
      return reject(new ProbeError('misconfigured', `this request cannot be sent: ${message}`, { cause }));
    }
    sent.once('response', (answer) => {
      // Errors of the body are told by reading it.
      answer.on('error', () => {});
      resolve(answer);
    });
    sent.on('error', fail);
    sent.once('upgrade', () =>
      fail(new ProbeError('not_understood', 'the server changed to another protocol')),
    );
    sent.end(body);
  });
}

async function bodyOf(
  request: HttpRequest,
  answer: IncomingMessage,
): Promise<{ body: Buffer; isCut: boolean }> {
  const status = answer.statusCode ?? 0;
  if (request.method === 'HEAD' || status === 204 || status === 304)
    return { body: Buffer.alloc(0), isCut: false };
  try {
    return await readBody(answer, request.maxBytes);
  } catch (error) {
    if (error instanceof ProbeError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR'))
      throw new ProbeError('not_understood', `the page is packed wrongly: ${message}`, { cause: error });
    throw brokenOff(error, `in the middle of an answer with status ${status}`);
  }
}

function headersOf({ url, headers = {} }: HttpRequest): Record<string, string> {
  const all: Record<string, string> = {
    host: url.host,
    'user-agent': 'Ward',
    accept: '*/*',
    'accept-encoding': PACKINGS,
    connection: 'close',
  };
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value;
  return all;
}

function tlsOf(socket: TLSSocket, certificate: PeerCertificate): NonNullable<HttpAnswer['tls']> {
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher()?.name ?? '',
    certificate,
  };
}

function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 80) : Number(url.port);
}

function timeIsOver({ step, status }: Progress, timeoutMs: number): ProbeError {
  const within = `within ${timeoutMs / 1_000} s`;
  switch (step) {
    case 'connect':
      return new ProbeError('silent', `no connection ${within}`);
    case 'tls':
      return new ProbeError('silent', `takes the connection, and no TLS handshake ${within}`);
    case 'answer':
      return new ProbeError('silent', `takes the connection, and no answer ${within}`);
    case 'body':
      return new ProbeError('too_slow', `answered with status ${status}, and not all of it came ${within}`);
  }
}
