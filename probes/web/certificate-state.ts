import { checkServerIdentity, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls';
import { commonName, namesIn, signatureOf } from './certificate-facts.ts';

/** What a certificate that a server showed is worth. */
export interface CertificateJudgement {
  /** A word of `certificate.state`. */
  state: string;
  /** Empty when nothing is wrong. */
  sentence: string;
  validToMs: number;
  /** When the first of those above it ends; NaN when none was shown. */
  chainToMs: number;
}

export interface JudgeCertificate {
  certificate: PeerCertificate;
  /** The name that it must be for. */
  host: string;
  /** Why it does not lead to an authority that is believed, in OpenSSL's word; undefined when it does, or nobody looked. */
  distrust: string | undefined;
  nowMs: number;
}

const SHORTEST_RSA = 2_048;
const SHORTEST_EC = 224;
const MOST_LINKS = 10;

/** The gravest thing that is wrong with it: OpenSSL names only the first that it meets. */
export function judgeCertificate(asked: JudgeCertificate): CertificateJudgement {
  const { certificate } = asked;
  const above = chainOf(certificate).slice(1);
  // The end of an authority itself is no concern of the server's.
  const between = above.filter((link) => !isSelfSigned(link));
  const ends = between.map(({ valid_to }) => Date.parse(valid_to));
  return {
    ...whatIsWrong(asked, between),
    validToMs: Date.parse(certificate.valid_to),
    chainToMs: ends.length === 0 ? Number.NaN : Math.min(...ends),
  };
}

/** The certificate and those above it, as far as they are known. */
export function chainOf(certificate: PeerCertificate): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let link: PeerCertificate | undefined = certificate;
  while (link?.valid_to && !chain.includes(link) && chain.length < MOST_LINKS) {
    chain.push(link);
    link = (link as Partial<DetailedPeerCertificate>).issuerCertificate;
  }
  return chain;
}

function whatIsWrong(
  { certificate, host, distrust, nowMs }: JudgeCertificate,
  between: readonly PeerCertificate[],
): { state: string; sentence: string } {
  const who = commonName(certificate.subject);
  const wrong = (state: string, sentence: string) => ({ state, sentence });
  if (Date.parse(certificate.valid_to) <= nowMs)
    return wrong('expired', `the certificate (${who}) expired on ${day(certificate.valid_to)}`);
  if (Date.parse(certificate.valid_from) > nowMs)
    return wrong(
      'not_yet_valid',
      `the certificate (${who}) is valid only from ${day(certificate.valid_from)}`,
    );
  if (checkServerIdentity(host, certificate))
    return wrong(
      'wrong_name',
      `the name ${host} does not match the certificate, which is for ${namesIn(certificate)}`,
    );
  const old = between.find(({ valid_to }) => Date.parse(valid_to) <= nowMs);
  if (distrust === 'CERT_HAS_EXPIRED')
    return wrong(
      'chain_expired',
      `a certificate above this one (${who}) expired${old ? `: ${commonName(old.subject)} on ${day(old.valid_to)}` : ''}`,
    );
  switch (distrust) {
    case undefined:
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return weakness(certificate, who);
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return wrong(
        'self_signed',
        `the certificate (${who}) is self-signed: name it in the setting ca, or have one issued`,
      );
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      // Public authorities say where their own certificate is to be had; the server was to send it along.
      if (between.length === 0 && certificate.infoAccess?.['CA Issuers - URI'])
        return wrong(
          'incomplete_chain',
          `the server sends its certificate (${who}) without the one of ${commonName(certificate.issuer)} that signed it`,
        );
      return wrong('unknown_issuer', unknownIssuer(certificate, who));
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return wrong('unknown_issuer', unknownIssuer(certificate, who));
    case 'EE_KEY_TOO_SMALL':
    case 'CA_KEY_TOO_SMALL':
      return wrong('weak_key', `a key of the certificate (${who}), or of one above it, is too short`);
    case 'CA_MD_TOO_WEAK':
    case 'EE_MD_TOO_WEAK':
      return wrong(
        'weak_signature',
        `the signature of the certificate (${who}), or of one above it, is of a kind that is broken`,
      );
    default: {
      // Some versions of OpenSSL have no word for what is too weak for them.
      const weak = weakness(certificate, who);
      return weak.state === 'ok'
        ? wrong('invalid', `the certificate (${who}) does not hold: ${distrust}`)
        : weak;
    }
  }
}

function unknownIssuer({ issuer }: PeerCertificate, who: string): string {
  return `unknown issuer of the certificate (${who}): ${commonName(issuer)}; the setting ca names an authority of one's own`;
}

function weakness(certificate: PeerCertificate, who: string): { state: string; sentence: string } {
  const { bits } = certificate;
  const least = certificate.asn1Curve === undefined ? SHORTEST_RSA : SHORTEST_EC;
  if (bits !== undefined && bits < least)
    return {
      state: 'weak_key',
      sentence: `the key of the certificate (${who}) has ${bits} bits, at least ${least} are allowed`,
    };
  const signature = signatureOf(certificate.raw);
  if (/md5|sha1/.test(signature))
    return {
      state: 'weak_signature',
      sentence: `the certificate (${who}) is signed by ${signature}, which is broken`,
    };
  return { state: 'ok', sentence: '' };
}

function isSelfSigned({ subject, issuer }: PeerCertificate): boolean {
  return JSON.stringify(subject) === JSON.stringify(issuer);
}

function day(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString().slice(0, 10);
}
