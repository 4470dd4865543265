import type { PeerCertificate } from 'node:tls';
import { ProbeError } from '../probe-error.ts';
import { judgeCertificate } from './certificate-state.ts';

/** Nobody is proved by what the server showed; the sentence says why, and what was shown comes with it. */
export class BadCertificateError extends ProbeError {
  /** OpenSSL's or Node's word for it, such as `CERT_HAS_EXPIRED`. */
  readonly code: string;
  readonly certificate: PeerCertificate;

  constructor(code: string, host: string, certificate: PeerCertificate) {
    // OpenSSL has just judged it by the machine's own clock.
    const { sentence } = judgeCertificate({ certificate, host, distrust: code, nowMs: Date.now() });
    super('bad_certificate', sentence || `the certificate does not hold: ${code}`);
    this.name = 'BadCertificateError';
    this.code = code;
    this.certificate = certificate;
  }
}
