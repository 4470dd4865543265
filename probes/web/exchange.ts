import type { PeerCertificate } from 'node:tls';

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
  tls?: {
    /** PEM of authorities that are believed besides those that Node brings. */
    ca?: string | undefined;
    /** The certificate is not judged. */
    insecure?: boolean;
    minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2';
  };
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
