/*
 * How a secret travels to the one agent that needs it. The collector seals with the agent's X25519 public key
 * (`Hello.sealingKey`); only that agent, and whoever copies its key file, can open it again.
 *
 *   ephemeral X25519 ─► HKDF-SHA256 (salt: both public keys) ─► AES-256-GCM (additional data: what it is for)
 *   text: base64url of  ephemeral public key 32 | nonce 12 | tag 16 | ciphertext
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const PUBLIC_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const INFO = 'ward credential v1';

/** An agent's key pair, each half base64url of its 32 bytes. */
export interface SealingKey {
  publicKey: string;
  privateKey: string;
}

/** What a sealed secret belongs to; it opens under the same subject only. */
export const sealingSubject = {
  target: (id: string): string => id,
  check: (id: string): string => `check ${id}`,
  discover: (id: string): string => `discover ${id}`,
};

export function makeSealingKey(): SealingKey {
  return exportKey(generateKeyPairSync('x25519').privateKey);
}

/** Throws when `publicKey` is none. */
export function sealFor(publicKey: string, plain: string, subject: string): string {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralPublic = rawPublic(ephemeral.publicKey);
  const agentPublic = Buffer.from(publicKey, 'base64url');
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: importPublic(agentPublic) });
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', derive(shared, ephemeralPublic, agentPublic), nonce);
  cipher.setAAD(Buffer.from(subject));
  const sealed = [cipher.update(plain, 'utf8'), cipher.final()];
  return Buffer.concat([ephemeralPublic, nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** Opens many secrets of one agent. Throws a sentence without any secret in it. */
export function createOpener(key: SealingKey): (sealed: string, subject: string) => string {
  const agentPublic = Buffer.from(key.publicKey, 'base64url');
  const privateKey = importPrivate(key);
  return (sealed, subject) => {
    try {
      const bytes = Buffer.from(sealed, 'base64url');
      const ephemeralPublic = bytes.subarray(0, PUBLIC_BYTES);
      const nonce = bytes.subarray(PUBLIC_BYTES, PUBLIC_BYTES + NONCE_BYTES);
      const tagEnd = PUBLIC_BYTES + NONCE_BYTES + TAG_BYTES;
      const shared = diffieHellman({ privateKey, publicKey: importPublic(ephemeralPublic) });
      const decipher = createDecipheriv('aes-256-gcm', derive(shared, ephemeralPublic, agentPublic), nonce, {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(subject));
      decipher.setAuthTag(bytes.subarray(PUBLIC_BYTES + NONCE_BYTES, tagEnd));
      return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new Error(
        'the credential cannot be opened: it was changed on the way, or sealed for another key of this agent',
        { cause },
      );
    }
  };
}

function derive(shared: Buffer, ephemeralPublic: Buffer, agentPublic: Buffer): Buffer {
  const salt = Buffer.concat([ephemeralPublic, agentPublic]);
  return Buffer.from(hkdfSync('sha256', shared, salt, INFO, KEY_BYTES));
}

function exportKey(privateKey: KeyObject): SealingKey {
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  return { publicKey: x, privateKey: d };
}

function rawPublic(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}

function importPublic(raw: Buffer): KeyObject {
  if (raw.length !== PUBLIC_BYTES)
    throw new Error(`a public key has ${PUBLIC_BYTES} bytes, not ${raw.length}`);
  const jwk = { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function importPrivate({ publicKey, privateKey }: SealingKey): KeyObject {
  return createPrivateKey({
    key: { kty: 'OKP', crv: 'X25519', x: publicKey, d: privateKey },
    format: 'jwk',
  });
}
