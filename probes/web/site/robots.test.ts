import { describe, expect, it } from 'vitest';
import { readRobots } from './robots.ts';

const permits = (text: string, path: string, agent = 'ward') =>
  readRobots(text, agent).permits(new URL(path, 'http://x.test'));

describe('robots.txt', () => {
  const text = `
# hello
User-agent: other
Disallow: /
Crawl-delay: 20

User-Agent: one
User-Agent: *
Disallow: /private   # secret
Allow: /private/open
Disallow: /*.php$
Disallow: /a*b*c
Disallow:
Crawl-delay: 1.5
`;

  it.each([
    ['/', true],
    ['/private', false],
    ['/private/x', false],
    ['/private/open/1', true],
    ['/x.php', false],
    ['/x.php?y', true],
    ['/a-b-c-d', false],
    ['/a-c-b', true],
  ])('for everybody: %s is %s', (path, isPermitted) => {
    expect(permits(text, path)).toBe(isPermitted);
  });

  it('has rules for one program', () => {
    expect(permits(text, '/', 'other')).toBe(false);
    expect(permits(text, '/private', 'one')).toBe(false);
  });

  it('wishes for a delay, but not for hours', () => {
    expect(readRobots(text, 'ward').delayMs).toBe(1_500);
    expect(readRobots('User-agent: *\nCrawl-delay: 86400', 'ward').delayMs).toBe(30_000);
  });

  it.each(['', '<html>not found</html>', 'Disallow: /'])(
    'that says nothing forbids nothing: %s',
    (nothing) => {
      expect(permits(nothing, '/x')).toBe(true);
      expect(readRobots(nothing, 'ward').delayMs).toBe(0);
    },
  );
});
