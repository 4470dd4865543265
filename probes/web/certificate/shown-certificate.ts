import type { Socket } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { deadlineOf } from '../../deadline.ts';
import { ProbeError } from '../../probe-error.ts';
import { connectTcp, secure } from '../connect.ts';
import type { TlsSettings } from '../exchange.ts';
import type { StartTls } from './config.ts';
import { startTls } from './start-tls.ts';

/** Where a certificate is shown, and how long one waits for it. */
export interface Where {
  address: string;
  port: number;
  /** Name that is asked for, and that the certificate must be for. */
  host: string;
  starttls: StartTls;
  tls: TlsSettings;
  timeoutMs: number;
}

/** What a server showed. */
export interface Shown {
  certificate: PeerCertificate;
  /** Why it leads to nobody who is believed; undefined when it does. */
  distrust: string | undefined;
  protocol: string;
  cipher: string;
  connectSeconds: number;
  handshakeSeconds: number;
}

/** Connects, looks at what is shown, and leaves. Rejects with a `ProbeError` or the reason of the signal. */
export async function shownCertificate(where: Where, signal: AbortSignal): Promise<Shown> {
  let step = 'no connection';
  const { timeoutMs } = where;
  const deadline = deadlineOf(
    { timeoutMs, signal },
    () => new ProbeError('silent', `${step} within ${timeoutMs / 1_000} s`),
  );
  let socket: Socket | undefined;
  try {
    const startedMs = performance.now();
    socket = await connectTcp(where, deadline.signal);
    const connectedMs = performance.now();
    step = 'takes the connection, and does not turn to TLS';
    await startTls(socket, where.starttls, deadline.signal);
    const turnedMs = performance.now();
    step = 'takes the connection, and no TLS handshake';
    let certificate = {} as PeerCertificate;
    const onCertificate = (shown: PeerCertificate) => {
      certificate = shown;
    };
    const tls = { ...where.tls, insecure: true };
    const secured = await secure(socket, { host: where.host, tls, onCertificate }, deadline.signal);
    socket = secured;
    const { authorized, authorizationError } = secured;
    return {
      certificate,
      distrust: authorized ? undefined : String(authorizationError),
      protocol: secured.getProtocol() ?? '',
      cipher: secured.getCipher()?.name ?? '',
      connectSeconds: (connectedMs - startedMs) / 1_000,
      handshakeSeconds: (performance.now() - turnedMs) / 1_000,
    };
  } finally {
    deadline.end();
    socket?.destroy();
  }
}
