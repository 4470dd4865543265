import { constants, createHash } from 'node:crypto';
import { isIP, Socket } from 'node:net';
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type PeerCertificate,
  rootCertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { ProbeError } from '../probe-error.ts';
import { BadCertificateError } from './bad-certificate-error.ts';
import type { TlsSettings } from './exchange.ts';

/**
 * Connects to an address that was judged already; rejects with a `ProbeError`, which `words` makes of what the system
 * said, or with the reason of the signal.
 */
export function connectTcp(
  where: { address: string; port: number },
  signal: AbortSignal,
  words: (error: NodeJS.ErrnoException) => ProbeError = (error) => notConnected(error, where),
): Promise<Socket> {
  const socket = new Socket();
  return settled(socket, 'connect', signal, words, () => {
    socket.connect(where.port, where.address);
    socket.setNoDelay(true);
  });
}

/** How TLS is laid over a connection. */
export interface Securing {
  /** The name that is asked for, and that the certificate must be for. */
  host: string;
  tls?: TlsSettings | undefined;
  /** Told what was shown, with those above it. */
  onCertificate?(certificate: PeerCertificate): void;
}

/** Lays TLS over a connection; what the server shows is judged before anything is said to it. */
export async function secure(
  socket: Socket,
  { host, tls = {}, onCertificate }: Securing,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const name = withoutBrackets(host);
  let shown: PeerCertificate | undefined;
  const secured = connect({
    socket,
    servername: isIP(name) === 0 ? name : '',
    secureContext: contextFor(tls),
    // Judged below, where the certificate is at hand for the sentence.
    rejectUnauthorized: false,
    checkServerIdentity(_host, certificate) {
      shown = certificate;
      return checkServerIdentity(name, certificate);
    },
  });
  await settled(secured, 'secureConnect', signal, (error) => notSecured(error));
  const isGood = secured.authorized || tls.insecure === true;
  // Reading one takes as long as the rest of the handshake; Node has read it already unless it knew better.
  if (onCertificate || !isGood) shown ??= secured.getPeerCertificate(true);
  if (shown) onCertificate?.(shown);
  if (isGood) return secured;
  secured.destroy();
  throw new BadCertificateError(String(secured.authorizationError), name, shown ?? ({} as PeerCertificate));
}

/** IPv6 stands in brackets within a URL. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/** Words for what ended a connection on which something had been said already. */
export function brokenOff(error: unknown, said: string): ProbeError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code.includes('CERTIFICATE_REQUIRED') || /alert (certificate required|bad certificate)/.test(message))
    return new ProbeError('denied', 'the server wants a certificate of whoever asks', { cause: error });
  if (code.startsWith('HPE_'))
    return new ProbeError(
      'not_understood',
      `what came is not HTTP: ${message.replace('Parse Error: ', '')}`,
      {
        cause: error,
      },
    );
  return new ProbeError('silent', `the server closed the connection ${said} (${code || message})`, {
    cause: error,
  });
}

function settled<Any extends Socket>(
  socket: Any,
  ready: 'connect' | 'secureConnect',
  signal: AbortSignal,
  words: (error: NodeJS.ErrnoException) => ProbeError,
  start?: () => void,
): Promise<Any> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      signal.removeEventListener('abort', stop);
      socket.off(ready, onReady).off('error', onError).off('close', onClose);
      // From here on errors are told by what is asked; without a listener they would end the program.
      socket.on('error', () => {});
      act();
    };
    const fail = (error: unknown) =>
      finish(() => {
        socket.destroy();
        reject(error);
      });
    const onReady = () => finish(() => resolve(socket));
    const onError = (error: NodeJS.ErrnoException) => fail(words(error));
    const onClose = () => fail(words(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    const stop = () => fail(signal.reason);
    socket.once(ready, onReady).once('error', onError).once('close', onClose);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    start?.();
  });
}

function notConnected(cause: NodeJS.ErrnoException, { address, port }: { address: string; port: number }) {
  const where = `${address.includes(':') ? `[${address}]` : address}:${port}`;
  if (cause.code === 'ECONNREFUSED')
    return new ProbeError('refused', `${where} takes no connection`, { cause });
  return new ProbeError('silent', `no way to ${where}: ${cause.code ?? cause.message}`, { cause });
}

function notSecured(cause: NodeJS.ErrnoException): ProbeError {
  const { code = '', message } = cause;
  const text = `${code} ${message}`.toLowerCase().replaceAll('_', ' ');
  if (/wrong version number|packet length too long|record layer|http request|unknown protocol/.test(text))
    return new ProbeError('not_understood', 'answers, and not with TLS: look at scheme and port', { cause });
  if (
    /protocol version|unsupported protocol|version too low|no protocols available|inappropriate fallback/.test(
      text,
    )
  )
    return new ProbeError(
      'refused',
      'no version of TLS that both sides accept: the server knows only old ones; the setting min_tls lowers what is put up with',
      { cause },
    );
  if (/certificate required/.test(text)) return brokenOff(cause, '');
  if (/unrecognized name/.test(text))
    return new ProbeError('refused', 'the server has no page of this name (TLS: unrecognized name)', {
      cause,
    });
  if (
    /handshake failure|no shared cipher|no cipher match|dh key too small|legacy renegotiation|ee key/.test(
      text,
    )
  )
    return new ProbeError(
      'refused',
      `the server ended the TLS handshake: no cipher or key that both sides accept; the setting min_tls lowers what is put up with (${code})`,
      { cause },
    );
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new ProbeError('refused', 'the server closed the connection during the TLS handshake', { cause });
  return new ProbeError('not_understood', `the TLS handshake failed: ${message}`, { cause });
}

/** Making one parses every authority anew: some milliseconds that each connection would pay. */
const contexts = new Map<string, SecureContext>();
const MOST_CONTEXTS = 16;

function contextFor({ ca, minVersion = 'TLSv1.2', maxVersion }: TlsSettings): SecureContext {
  const key = `${minVersion} ${maxVersion} ${ca === undefined ? '' : createHash('sha256').update(ca).digest('hex')}`;
  const known = contexts.get(key);
  if (known) return known;
  const [oldest] = contexts.size >= MOST_CONTEXTS ? contexts.keys() : [];
  if (oldest !== undefined) contexts.delete(oldest);
  const isOld = minVersion !== 'TLSv1.2';
  const made = createSecureContext({
    minVersion,
    ...(maxVersion && { maxVersion }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    // OpenSSL calls everything of that time insecure, and refuses it, unless told twice.
    ...(isOld && { ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }),
  });
  contexts.set(key, made);
  return made;
}
