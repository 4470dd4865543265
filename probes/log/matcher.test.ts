import { expect, test } from 'vitest';
import { createMatcher } from './matcher.ts';
import { LogPattern } from './pattern.ts';

const pattern = (name: string, match: string) => LogPattern.parse({ name, match });

test('a pattern that is slow on every line, and on none of them very slow, rests after a few batches', () => {
  const matcher = createMatcher([pattern('greedy', '(a+)+b'), pattern('plain', 'a$')]);
  const lines = Array.from({ length: 2_000 }, () => 'a'.repeat(18));
  let hits = 0;

  matcher.look(lines, 0, () => hits++);

  expect(matcher.slow(0)).toEqual(['greedy']);
  expect(matcher.skipped).toBeGreaterThan(1_000);
  expect(hits).toBe(2_000);
});
