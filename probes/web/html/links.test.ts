import { expect, it } from 'vitest';
import { linksOf } from './links.ts';

const base = new URL('https://x.test/dir/page.html');
const links = (html: string, most = 100) =>
  linksOf(html, base, most).map(({ url, text }) => `${url.href} ${text}`);

it('finds the links that people can follow, as they lead from the page', () => {
  const html = `<a href="a.html">A <b>bold</b>\n text</a><a name=x>no</a><a href='/b?x=1&amp;y=2#part'>B</a>
    <a href="javascript:void(0)">j</a><a href="mailto:a@b">m</a><a href="#top">t</a><a href="http://[bad">bad</a>
    <map><area href="//other.test/c"></map><iframe src="/frame"></iframe><a href=" /d ">D`;

  expect(links(html)).toEqual([
    'https://x.test/dir/a.html A bold text',
    'https://x.test/b?x=1&y=2 B',
    'https://other.test/c ',
    'https://x.test/frame ',
    'https://x.test/d D',
  ]);
});

it('follows the base of a page', () => {
  expect(links('<base href="https://y.test/z/"><a href="a">A</a>')).toEqual(['https://y.test/z/a A']);
});

it('finds no more than it should', () => {
  expect(links('<a href="/a">x</a>'.repeat(500), 7).length).toBe(7);
});
