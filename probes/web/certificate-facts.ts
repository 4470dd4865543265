import type { PeerCertificate } from 'node:tls';

/** What a certificate says of itself, as a record. */
export interface CertificateRecord {
  subject: string;
  issuer: string;
  names: string;
  serial: string;
  fingerprint: string;
  valid_from: string;
  valid_to: string;
  key: string;
  signature: string;
  /** Those above it: who, and until when. */
  chain: { subject: string; valid_to: string }[];
  protocol: string;
  cipher: string;
}

/** The record of a certificate and of those above it. */
export function certificateRecord(
  chain: readonly PeerCertificate[],
  { protocol, cipher }: { protocol: string; cipher: string },
): CertificateRecord | undefined {
  const [own, ...above] = chain;
  if (!own) return undefined;
  return {
    subject: wholeName(own.subject),
    issuer: wholeName(own.issuer),
    names: namesIn(own),
    serial: own.serialNumber,
    fingerprint: own.fingerprint256,
    valid_from: isoDate(own.valid_from),
    valid_to: isoDate(own.valid_to),
    key: `${own.asn1Curve ?? 'RSA'} ${own.bits ?? ''}`.trim(),
    signature: signatureOf(own.raw),
    chain: above.map(({ subject, valid_to }) => ({
      subject: wholeName(subject),
      valid_to: isoDate(valid_to),
    })),
    protocol,
    cipher,
  };
}

/** First 48 bits of the fingerprint, as a number that a sample can carry; NaN without one. */
export function fingerprintNumber({ fingerprint256 }: PeerCertificate): number {
  return Number.parseInt((fingerprint256 ?? '').replaceAll(':', '').slice(0, 12), 16);
}

/** Whom a certificate is about, shortly. */
export function commonName(of: PeerCertificate['subject'] | undefined): string {
  // A subject may have several of one kind, and none at all.
  const { CN, O } = (of ?? {}) as Record<string, string | string[] | undefined>;
  return String(CN ?? O ?? 'without a name').slice(0, 100);
}

/** The names that it is for. */
export function namesIn({ subjectaltname, subject }: PeerCertificate): string {
  const names = subjectaltname?.split(', ').map((name) => name.replace(/^[^:]*:/, '')) ?? [
    commonName(subject),
  ];
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Kinds of signatures by the DER of their object identifiers. */
const SIGNATURES: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'md5 with RSA',
  '2a864886f70d010105': 'sha1 with RSA',
  '2a864886f70d01010b': 'sha256 with RSA',
  '2a864886f70d01010c': 'sha384 with RSA',
  '2a864886f70d01010d': 'sha512 with RSA',
  '2a864886f70d01010a': 'RSA-PSS',
  '2a8648ce3d0401': 'sha1 with ECDSA',
  '2a8648ce3d040302': 'sha256 with ECDSA',
  '2a8648ce3d040303': 'sha384 with ECDSA',
  '2a8648ce3d040304': 'sha512 with ECDSA',
  '2a8648ce380403': 'sha1 with DSA',
  '2b6570': 'Ed25519',
};

/** How it is signed: Node tells everything else, and not this. Empty for kinds that are rare. */
export function signatureOf(der: Buffer | undefined): string {
  if (!der) return '';
  // Certificate ::= SEQUENCE { what is signed, SEQUENCE { identifier … }, signature }
  const whole = elementAt(der, 0);
  const signed = whole && elementAt(der, whole.from);
  const algorithm = signed && elementAt(der, signed.to);
  const identifier = algorithm && elementAt(der, algorithm.from);
  return identifier ? (SIGNATURES[der.toString('hex', identifier.from, identifier.to)] ?? '') : '';
}

/** Where the content of the element that begins here stands. */
function elementAt(der: Buffer, at: number): { from: number; to: number } | undefined {
  const first = der[at + 1];
  if (first === undefined) return undefined;
  const more = first & 0x80 ? first & 0x7f : 0;
  if (more > 4 || at + 2 + more > der.length) return undefined;
  const length = more === 0 ? first : der.readUIntBE(at + 2, more);
  const from = at + 2 + more;
  return from + length <= der.length ? { from, to: from + length } : undefined;
}

function wholeName(of: PeerCertificate['subject'] | undefined): string {
  return Object.entries(of ?? {})
    .map(([kind, value]) => `${kind}=${[value].flat().join('+')}`)
    .join(', ')
    .slice(0, 300);
}

function isoDate(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString();
}
