import type { User } from 'net-snmp';
import { describe, expect, test } from 'vitest';
import { TAG } from '../ber.ts';
import { encodeOid } from '../oid.ts';
import { element, integer } from '../test-device.ts';
import { loadLibrary } from './library.ts';
import { openSecureMessage } from './secure-message.ts';

const library = await loadLibrary();
const plain: User = { name: 'plain', level: library.SecurityLevel.noAuthNoPriv };
const signing: User = {
  name: 'sha',
  level: library.SecurityLevel.authNoPriv,
  authProtocol: library.AuthProtocols.sha,
  authKey: 'authpassword',
};
const hiding: User = {
  ...signing,
  level: library.SecurityLevel.authPriv,
  privProtocol: library.PrivProtocols.aes,
  privKey: 'privpassword',
};
const engine = Buffer.from('80001f88041234', 'hex');
const unknownUser = '1.3.6.1.6.3.15.1.1.3.0';

/** A message of version 3, without signature. */
function message(flags: number, pduTag: number, oid: string): Buffer {
  const scoped = element(
    TAG.sequence,
    element(TAG.octetString, engine),
    element(TAG.octetString),
    element(
      pduTag,
      ...[1, 0, 0].map((number) => element(TAG.integer, integer(number))),
      element(
        TAG.sequence,
        element(TAG.sequence, element(TAG.oid, encodeOid(oid)), element(TAG.counter32, integer(7))),
      ),
    ),
  );
  const security = element(
    TAG.sequence,
    element(TAG.octetString, engine),
    element(TAG.integer, integer(3)),
    element(TAG.integer, integer(1_000)),
    element(TAG.octetString, Buffer.from('sha')),
    element(TAG.octetString, Buffer.alloc(flags & 1 ? 12 : 0)),
    element(TAG.octetString),
  );
  return element(
    TAG.sequence,
    element(TAG.integer, integer(3)),
    element(
      TAG.sequence,
      element(TAG.integer, integer(77)),
      element(TAG.integer, integer(65_507)),
      element(TAG.octetString, Buffer.of(flags)),
      element(TAG.integer, integer(3)),
    ),
    element(TAG.octetString, security),
    scoped,
  );
}

describe('a message of version 3', () => {
  const answer = message(0, TAG.response, unknownUser);
  const report = message(0, TAG.report, unknownUser);

  test('without signature is good enough for a user without one only', () => {
    expect(openSecureMessage(answer, plain, library)).toMatchObject({ kind: 'answer' });
    expect(openSecureMessage(answer, signing, library)).toBeUndefined();
    expect(openSecureMessage(answer, hiding, library)).toBeUndefined();
  });

  test('that reports may come without signature', () => {
    for (const user of [plain, signing, hiding]) {
      expect(openSecureMessage(report, user, library)).toEqual({
        kind: 'report',
        oid: unknownUser,
        engine: engine.toString('hex'),
      });
    }
  });

  test('with a wrong signature is nothing, and its bytes stay as they are', () => {
    const signed = message(1, TAG.response, unknownUser);
    const before = Buffer.from(signed);

    expect(openSecureMessage(signed, signing, library)).toBeUndefined();
    expect(openSecureMessage(signed, plain, library)).toBeUndefined();
    expect(signed).toEqual(before);
  });

  test('with the right signature is read, but not where privacy is wanted', () => {
    const signed = message(1, TAG.response, unknownUser);
    const digest = library.Authentication.calculateDigest(
      signed,
      signing.authProtocol!,
      'authpassword',
      engine,
    );
    digest.copy(signed, signed.indexOf(Buffer.alloc(12)));

    expect(openSecureMessage(signed, signing, library)).toMatchObject({ kind: 'answer' });
    expect(openSecureMessage(signed, hiding, library)).toBeUndefined();
  });

  test('that is of another kind, or cut short, is nothing', () => {
    expect(openSecureMessage(message(0, TAG.get, unknownUser), plain, library)).toBeUndefined();
    for (let length = 0; length < answer.length; length++) {
      expect(openSecureMessage(answer.subarray(0, length), plain, library)).toBeUndefined();
    }
  });

  test('that was changed anywhere never throws', () => {
    const user: User = { ...hiding, level: library.SecurityLevel.noAuthNoPriv };
    let opened = 0;
    for (const seed of [answer, report]) {
      for (let at = 0; at < seed.length; at++) {
        // Another engine means another key, which takes a millisecond: enough of those are tried in each place.
        for (const change of [0x01, 0x80, 0xff, 0x7f]) {
          const input = Buffer.from(seed);
          input[at]! ^= change;
          if (openSecureMessage(input, user, library)) opened++;
        }
      }
    }
    expect(opened).toBeGreaterThan(100);
  });
});
