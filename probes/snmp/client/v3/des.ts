import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DecryptPdu, EncryptPdu } from 'net-snmp';

/**
 * DES for old devices, as RFC 3414 section 8 has it. OpenSSL 3 does not offer it any more; triple DES with one key
 * three times is the same.
 *
 * `passwordToKey` is net-snmp's.
 */
export function createDes(
  passwordToKey: (authProtocol: number, password: string, engineId: Buffer) => Buffer,
): { encryptPdu: EncryptPdu; decryptPdu: DecryptPdu } {
  const keyAndVector = (authProtocol: number, password: string, engineId: Buffer, salt: Buffer) => {
    const localized = passwordToKey(authProtocol, password, engineId);
    const once = localized.subarray(0, blockBytes);
    const vector = Buffer.from(localized.subarray(blockBytes, 2 * blockBytes));
    for (let i = 0; i < blockBytes; i++) vector[i]! ^= salt[i]!;
    return [Buffer.concat([once, once, once]), vector] as const;
  };
  return {
    encryptPdu(scopedPdu, _privProtocol, privPassword, authProtocol, { engineID }) {
      const salt = randomBytes(blockBytes);
      const [key, vector] = keyAndVector(authProtocol, privPassword, engineID, salt);
      const cipher = createCipheriv('des-ede3-cbc', key, vector).setAutoPadding(false);
      const padding = Buffer.alloc(-scopedPdu.length & (blockBytes - 1));
      const encryptedPdu = Buffer.concat([cipher.update(scopedPdu), cipher.update(padding), cipher.final()]);
      return { encryptedPdu, msgPrivacyParameters: salt };
    },
    decryptPdu(encryptedPdu, _privProtocol, salt, privPassword, authProtocol, { engineID }) {
      const [key, vector] = keyAndVector(authProtocol, privPassword, engineID, salt);
      const decipher = createDecipheriv('des-ede3-cbc', key, vector).setAutoPadding(false);
      return Buffer.concat([decipher.update(encryptedPdu), decipher.final()]);
    },
  };
}

const blockBytes = 8;
