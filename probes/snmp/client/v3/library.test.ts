import { expect, test } from 'vitest';
import { createDes } from './des.ts';
import { engineWasMet, loadLibrary } from './library.ts';

test('the keys of engines do not grow without end', async () => {
  const library = await loadLibrary();
  const { Authentication } = library;
  Authentication.authToKeyCache = {};
  const meet = (engines: number) => {
    for (let engine = 0; engine < engines; engine++) {
      Authentication.authToKeyCache[`key ${engine}`] = Buffer.alloc(0);
      engineWasMet(library);
    }
    return Object.keys(Authentication.authToKeyCache).length;
  };

  expect(meet(15_000)).toBe(15_000);
  expect(meet(30_000)).toBeLessThan(21_000);
});

test('DES brings back what it hid, whatever its length', () => {
  const { encryptPdu, decryptPdu } = createDes(() => Buffer.from('0123456789abcdef'));
  const engine = { engineID: Buffer.alloc(0), engineBoots: 0, engineTime: 0 };

  for (const length of [1, 7, 8, 9, 16]) {
    const plain = Buffer.alloc(length, 0x5a);
    const { encryptedPdu, msgPrivacyParameters } = encryptPdu(plain, 2, 'password', 2, engine);
    expect(encryptedPdu.length % 8).toBe(0);
    // A few bytes may be the same by chance.
    if (length > 6) expect(encryptedPdu.includes(plain)).toBe(false);
    const back = decryptPdu(encryptedPdu, 2, msgPrivacyParameters, 'password', 2, engine);
    expect(back.subarray(0, length)).toEqual(plain);
  }
});
