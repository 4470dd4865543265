import { expect, it } from 'vitest';
import { cookieJar } from './cookies.ts';

const at = (url: string) => new URL(url);

it.each<[string, string, string, string | undefined]>([
  ['goes back to its host', 'a=1', 'http://x.test/other', 'a=1'],
  ['goes to no other host', 'a=1', 'http://y.test/', undefined],
  ['goes to no host below its own', 'a=1', 'http://sub.x.test/', undefined],
  ['goes to hosts of its domain', 'a=1; Domain=.x.test', 'http://sub.x.test/', 'a=1'],
  ['of a foreign domain is nobody’s', 'a=1; Domain=y.test', 'http://y.test/', undefined],
  ['for all of a country is nobody’s', 'a=1; Domain=test', 'http://x.test/', undefined],
  ['of a path stays within', 'a=1; Path=/in', 'http://x.test/inside', undefined],
  ['of a path goes below', 'a=1; Path=/in', 'http://x.test/in/side', 'a=1'],
  ['that is secure goes not where everybody listens', 'a=1; Secure', 'http://x.test/', undefined],
  ['that is over is gone', 'a=1; Max-Age=0', 'http://x.test/', undefined],
  ['that ended is gone', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'http://x.test/', undefined],
  ['with an equals sign keeps it', 'a=b=c; HttpOnly', 'http://x.test/', 'a=b=c'],
  ['without a name is none', '=b', 'http://x.test/', undefined],
])('a cookie that %s', (_what, line, url, header) => {
  const jar = cookieJar(() => 1_000_000);

  jar.take(at('http://x.test/start'), line);

  expect(jar.headerFor(at(url))).toBe(header);
});

it('replaces, deletes and counts what changed', () => {
  const jar = cookieJar(() => 0);
  const url = at('http://x.test/');

  jar.take(url, ['a=1', 'b=2']);
  jar.take(url, ['a=1', 'b=3']);
  expect([jar.headerFor(url), jar.changes]).toEqual(['a=1; b=3', 3]);
  jar.take(url, 'a=; Max-Age=-1');
  jar.take(url, undefined);
  expect([jar.headerFor(url), jar.changes]).toEqual(['b=3', 4]);
});
