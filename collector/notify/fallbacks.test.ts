import { describe, expect, test } from 'vitest';
import { type Fallback, refuseBadFallbacks } from './fallbacks.ts';

function saving(
  name: string,
  fallback: string | null,
  others: Record<string, string | null> = {},
): () => void {
  const known = Object.entries(others).map(([each, behind]): [string, Fallback] => [
    each,
    { name: behind, afterMs: 300_000 },
  ]);
  return () => refuseBadFallbacks({ name, kind: 'webhook', fallback }, new Map(known));
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

test('chains of three, those that end nowhere, and cycles of others are none of its business', () => {
  expect(saving('a', 'b', { b: 'c', c: 'd', d: null })).not.toThrow();
  expect(saving('a', 'nowhere')).not.toThrow();
  expect(saving('a', null, { b: 'c', c: 'b' })).not.toThrow();
});
