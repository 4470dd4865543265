import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1.';

/** Seals secrets that must be used again, so that a copy of the database alone is worth nothing. */
export interface Seal {
  /** `subject` says what the secret belongs to; it opens only under the same one. */
  seal(plain: string, subject: string): string;
  open(sealed: string, subject: string): string;
  /** A key for another purpose, made from the same file. */
  derive(purpose: string): Buffer;
}

/** Reads the key file, or makes it at the first start (readable by its owner only). */
export function openSeal(keyFile: string): Seal {
  const key = existsSync(keyFile) ? readKey(keyFile) : makeKey(keyFile);
  return sealWith(key);
}

/** A seal of the given 32 bytes. */
export function sealWith(key: Buffer): Seal {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, KEY_BYTES));
  const sealing = derive('seal');
  return {
    derive,
    seal(plain, subject) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(subject));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return FORM + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open(sealed, subject) {
      try {
        if (!sealed.startsWith(FORM)) throw new Error('not of a known form');
        const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, NONCE_BYTES));
        decipher.setAAD(Buffer.from(subject));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const plain = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(plain).toString('utf8');
      } catch (error) {
        throw new Error(
          `the secret of ${subject} cannot be opened: it was changed, or sealed with another key file; enter it anew`,
          { cause: error },
        );
      }
    },
  };
}

function readKey(keyFile: string): Buffer {
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64');
  if (key.length === KEY_BYTES) return key;
  throw new Error(
    `${keyFile} holds no key of ${KEY_BYTES} bytes: restore it from a backup, or remove it and enter every secret anew`,
  );
}

function makeKey(keyFile: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  const descriptor = openSync(keyFile, 'wx', 0o600);
  try {
    writeSync(descriptor, `${key.toString('base64')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return key;
}
