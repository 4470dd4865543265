import type { PeerCertificate } from 'node:tls';

/** How a server is asked to prove itself, and what is put up with. */
export interface TlsSettings {
  /** PEM of authorities that are believed besides those that Node brings. */
  ca?: string | undefined;
  /** The certificate is not judged. */
  insecure?: boolean;
  /** Below TLS 1.2 the ciphers and short keys of that time are put up with as well. */
  minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  /** To find out whether a server still takes old ones. */
  maxVersion?: 'TLSv1.1';
}

/** One request of HTTP to an address that was judged already; redirects are the caller's. */
export interface HttpRequest {
  /** Scheme, name for `Host` and for the certificate, port, path. */
  url: URL;
  /** Where to connect; never looked up again. */
  address: string;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Of the body as it came off the wire and was unpacked; what is beyond is not read, and `isCut` says so. */
  maxBytes: number;
  timeoutMs: number;
  signal: AbortSignal;
  tls?: TlsSettings;
}

/** What came back, and how long each phase took; a phase that did not take place is NaN. */
export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  isCut: boolean;
  seconds: { connect: number; tls: number; firstByte: number; transfer: number; total: number };
  tls?: { protocol: string; cipher: string; certificate: PeerCertificate };
}

/**
 * Asks once over a connection of its own. Whatever the status, an answer is an answer; rejects with a `ProbeError`
 * (silent, refused, bad_certificate, denied, too_slow, not_understood), or with the reason of the signal.
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { ask } = await import('./ask.ts');
  return ask(request);
}

/** The header `Authorization` for a user and a password. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${basicCredentials(user, password)}`;
}

/** A user and a password in the form in which they travel, which hides nothing. */
export function basicCredentials(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}
