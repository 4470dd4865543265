import type { PeerCertificate } from 'node:tls';
import { ProbeError } from '../probe-error.ts';

/** Nobody is proved by what the server showed; the sentence says why, and what was shown comes with it. */
export class BadCertificateError extends ProbeError {
  /** OpenSSL's or Node's word for it, such as `CERT_HAS_EXPIRED`. */
  readonly code: string;
  readonly certificate: PeerCertificate;

  constructor(code: string, host: string, certificate: PeerCertificate) {
    super('bad_certificate', sentence(code, host, certificate));
    this.name = 'BadCertificateError';
    this.code = code;
    this.certificate = certificate;
  }
}

function sentence(code: string, host: string, certificate: PeerCertificate): string {
  const subject = commonName(certificate.subject);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `the certificate (${subject}), or one above it, expired: its own end is ${certificate.valid_to}`;
    case 'CERT_NOT_YET_VALID':
      return `the certificate (${subject}) is valid only from ${certificate.valid_from}: look at the clocks`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the name ${host} does not match the certificate, which is for ${namesOf(certificate)}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `the certificate (${subject}) is self-signed: name it in the setting ca, or have one issued`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `unknown issuer: the certificate (${subject}) leads to an authority that is not known here; the setting ca names one`;
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `unknown issuer of the certificate (${subject}): ${commonName(certificate.issuer)}; the server leaves out a certificate between, or the authority is not known here`;
    case 'EE_KEY_TOO_SMALL':
    case 'CA_KEY_TOO_SMALL':
    case 'CA_MD_TOO_WEAK':
      return `the certificate (${subject}) is too weak: its key is too short or its signature too old (${code})`;
    default:
      return `the certificate (${subject}) does not hold: ${code}`;
  }
}

function namesOf({ subjectaltname, subject }: PeerCertificate): string {
  const names = subjectaltname?.split(', ').map((name) => name.replace(/^[^:]*:/, '')) ?? [
    commonName(subject),
  ];
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function commonName(of: PeerCertificate['subject'] | undefined): string {
  // A subject may have several of one kind, and none at all.
  const { CN, O } = (of ?? {}) as Record<string, string | string[] | undefined>;
  return String(CN ?? O ?? 'without a name');
}
