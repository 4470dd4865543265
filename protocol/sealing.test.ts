import { expect, test } from 'vitest';
import { createOpener, makeSealingKey, sealFor, sealingSubject } from './sealing.ts';

const SECRET = JSON.stringify({ community: '机房 read only' });

test('what is sealed for an agent opens with its key, under the same subject only', () => {
  const key = makeSealingKey();
  const open = createOpener(key);

  const sealed = sealFor(key.publicKey, SECRET, sealingSubject.target('t1'));

  expect(key.publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(open(sealed, 't1')).toBe(SECRET);
  expect(() => open(sealed, 't2')).toThrow('cannot be opened');
  expect(() => open(sealed, sealingSubject.check('t1'))).toThrow('cannot be opened');
  expect(() => createOpener(makeSealingKey())(sealed, 't1')).toThrow('sealed for another key');
});

test('the same secret never looks the same twice', () => {
  const key = makeSealingKey();

  expect(sealFor(key.publicKey, SECRET, 't1')).not.toBe(sealFor(key.publicKey, SECRET, 't1'));
});

test('a single changed byte, a cut or no sealed text at all is noticed', () => {
  const key = makeSealingKey();
  const open = createOpener(key);
  const bytes = Buffer.from(sealFor(key.publicKey, SECRET, 't1'), 'base64url');

  for (const at of [0, 31, 32, 44, 59, 60, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => open(changed.toString('base64url'), 't1'), `byte ${at}`).toThrow('cannot be opened');
  }
  for (const length of [0, 10, 32, 50, bytes.length - 1]) {
    expect(() => open(bytes.subarray(0, length).toString('base64url'), 't1')).toThrow('cannot be opened');
  }
});

test('a text sealed by the first version opens for ever', () => {
  const key = {
    publicKey: 'YOB04FB_VyJMt1yCat0Bi-ZJpijp1dQPmASDCuVikm8',
    privateKey: 'GNLA1X24KKMzNwmFJ0ggZPftxeoK0RifB3lJfQj60GE',
  };

  expect(
    createOpener(key)(
      'ktlIycgVn42OIukG8n_sljRTcaiwh52_9uwdQoNi81XNqCSx9NGZPtcknA_16hGrdSyNqlq4ykAQMHG036Bzz3boooPEvXUcnkkFoE6rVExRqMZrOlxxags6dew',
      't1',
    ),
  ).toBe(SECRET);
});

test('something else than a public key is refused when sealing', () => {
  expect(() => sealFor('c2hvcnQ', SECRET, 't1')).toThrow('32 bytes');
});
