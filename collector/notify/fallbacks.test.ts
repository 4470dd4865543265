import { describe, expect, test } from 'vitest';
import { refuseBadFallbacks } from './fallbacks.ts';

function saving(
  name: string,
  fallback: string | null,
  others: Record<string, string | null> = {},
): () => void {
  const known = Object.entries(others).map(([each, behind]) => {
    const channel = { name: behind, afterMs: 300_000, organisation: '*' };
    return [each, channel] as const;
  });
  const changed = { name, kind: 'webhook', organisation: '*', fallback };
  return () => refuseBadFallbacks(changed, new Map(known));
}

describe('a fallback is refused', () => {
  test('that is the channel itself', () => {
    expect(saving('a', 'a')).toThrow('fallback: a → a comes back to a');
  });

  test('that leads back to the channel, with the way it goes', () => {
    expect(saving('c', 'a', { a: 'b', b: 'c' })).toThrow('fallback: c → a → b → c comes back to c');
  });

  test('that leads into a cycle of others', () => {
    expect(saving('a', 'b', { b: 'c', c: 'b' })).toThrow('a → b → c → b comes back to b');
  });

  test('that makes a chain too long, also one in front of it', () => {
    expect(saving('a', 'b', { b: 'c', c: 'd', d: 'e', e: null })).toThrow('a → b → c → d → e is too long');
    expect(saving('c', 'd', { a: 'b', b: 'c', d: 'e', e: null })).toThrow('a → b → c → d → e is too long');
  });
});

test.each([
  ['main', 'main', true],
  ['main', '*', true],
  ['*', '*', true],
  ['main', 'other', false],
  ['*', 'other', false],
])('behind a channel of %s one of %s: %s', (organisation, other, isFine) => {
  const known = new Map([['b', { name: null, afterMs: 1, organisation: other }]]);
  const save = () => refuseBadFallbacks({ name: 'a', kind: 'webhook', organisation, fallback: 'b' }, known);

  if (isFine) expect(save).not.toThrow();
  else expect(save).toThrow('b is not a channel of the same organisation');
});

test('chains of three, those that end nowhere, and cycles of others are none of its business', () => {
  expect(saving('a', 'b', { b: 'c', c: 'd', d: null })).not.toThrow();
  expect(saving('a', 'nowhere')).not.toThrow();
  expect(saving('a', null, { b: 'c', c: 'b' })).not.toThrow();
});
