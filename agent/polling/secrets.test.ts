import { expect, test } from 'vitest';
import { createOpener, makeSealingKey, sealFor } from '#protocol/sealing.ts';
import { createFingerprint, createMask, openSettings } from './secrets.ts';

const key = makeSealingKey();
const open = createOpener(key);

test('an opened credential is laid over the settings', () => {
  const sealed = sealFor(key.publicKey, '{"community":"s3cret"}', 't1');

  expect(openSettings({ settings: { port: 161 }, sealed }, 't1', open)).toEqual({
    port: 161,
    community: 's3cret',
  });
  expect(openSettings({ settings: { port: 161 } }, 't1', open)).toEqual({ port: 161 });
});

test('a credential for another target, or one that is no map, is refused with a sentence', () => {
  const sealed = sealFor(key.publicKey, '["s3cret"]', 't1');

  expect(() => openSettings({ settings: {}, sealed }, 't2', open)).toThrow('cannot be opened');
  expect(() => openSettings({ settings: {}, sealed }, 't1', open)).toThrow(/^(?!.*s3cret).*enter it anew/);
});

test('secrets are taken out of sentences, users and short words stay', () => {
  const mask = createMask({ community: 'mine', auth_password: 'mine-too', user: 'admin', password: 'abc' });

  expect(mask('admin with mine-too or mine at abc')).toBe('admin with *** or *** at abc');
});

test('secrets are found wherever they stand in the settings, and in every form in which they travel', () => {
  const mask = createMask({
    user: 'ward',
    password: 'pa ss"word',
    secrets: { pin: 'marker-1' },
    headers: { Authorization: 'Basic marker-2' },
    steps: [{ form: { password: '{{pin}}', page: 'start' } }],
  });
  const basic = Buffer.from('ward:pa ss"word').toString('base64');

  expect(mask(`marker-1, Basic marker-2, ${basic}, pa+ss%22word, pa%20ss%22word, {"a":"pa ss\\"word"}`)).toBe(
    '***, ***, ***, ***, ***, {"a":"***"}',
  );
  expect(mask('start: no value of an earlier step is {{pin}}')).toBe(
    'start: no value of an earlier step is {{pin}}',
  );
});

test('fingerprints are equal for equal settings, and differ by the key of the agent', () => {
  const fingerprint = createFingerprint('k1');

  expect(fingerprint({ a: 1 })).toBe(fingerprint({ a: 1 }));
  expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: 2 }));
  expect(fingerprint({ a: 1 })).not.toBe(createFingerprint('k2')({ a: 1 }));
});
