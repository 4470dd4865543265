import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, der, integer, objectId, octets, sequence, set, text, time, truth } from './der.ts';

/** PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

/** Issues certificates that whoever believes `ca` believes. */
export interface Authority {
  /** PEM. */
  ca: string;
  /** From so many days before now to so many after it. */
  issue(wish: { ip: string; fromDays: number; toDays: number }): Certificate;
}

const dayMs = 86_400_000;
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** An authority of this moment, by the crypto of this program alone: a demo needs no openssl. */
export function makeAuthority(name: string, nowMs: number): Authority {
  const own = newKey();
  const ca = certificate({
    issuer: name,
    subject: name,
    fromMs: nowMs - 365 * dayMs,
    toMs: nowMs + 3_650 * dayMs,
    publicKey: own.publicKey,
    signedWith: own.privateKey,
    // basicConstraints: an authority; keyUsage: signs certificates.
    extensions: [
      extension('2.5.29.19', sequence(truth())),
      extension('2.5.29.15', der(0x03, Buffer.from([1, 6]))),
    ],
  });
  return {
    ca,
    issue({ ip, fromDays, toDays }) {
      const { publicKey, privateKey } = newKey();
      const cert = certificate({
        issuer: name,
        subject: ip,
        fromMs: nowMs + fromDays * dayMs,
        toMs: nowMs + toDays * dayMs,
        publicKey,
        signedWith: own.privateKey,
        extensions: [extension('2.5.29.17', sequence(der(0x87, Buffer.from(ip.split('.').map(Number)))))],
      });
      return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
    },
  };
}

function certificate(of: {
  issuer: string;
  subject: string;
  fromMs: number;
  toMs: number;
  publicKey: KeyObject;
  signedWith: KeyObject;
  extensions: readonly Uint8Array[];
}): string {
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(8)),
    ecdsaWithSha256,
    nameOf(of.issuer),
    sequence(time(of.fromMs), time(of.toMs)),
    nameOf(of.subject),
    of.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...of.extensions)),
  );
  const signature = sign('sha256', toBeSigned, of.signedWith);
  return pem(sequence(toBeSigned, ecdsaWithSha256, bits(signature)));
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), text(commonName))));
}

function extension(id: string, content: Uint8Array): Buffer {
  return sequence(objectId(id), octets(content));
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
