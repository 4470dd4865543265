import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { followElements } from './elements.ts';
import { decodeEntities } from './entities.ts';
import { parseSelector, selects } from './selector.ts';
import { type Token, tokensOf } from './tokens.ts';

/** One line for each token. */
function told(html: string): string[] {
  return [...tokensOf(html)].map(tell);
}

function tell(token: Token): string {
  if (token.kind === 'text') return token.text;
  if (token.kind === 'raw') return `{${token.name}: ${token.text}}`;
  if (token.kind === 'close') return `</${token.name}>`;
  const attributes = [...token.attributes].map(([name, value]) => `${name}=${value}`);
  return `<${[token.name, ...attributes].join(' ')}${token.isVoid ? '/' : ''}>`;
}

describe('a page', () => {
  it.each([
    ['<p class="a b" id=c hidden>x &amp; y</p>', ['<p class=a b id=c hidden=>', 'x & y', '</p>']],
    ["<a href='/x?a=1&amp;b=2'>", ['<a href=/x?a=1&b=2>']],
    ['<BR/><img src=a.png><INPUT value = "x">', ['<br/>', '<img src=a.png/>', '<input value=x/>']],
    ['a < b <3 c<', ['a < b <3 c<']],
    ['<!-- <p> --><!DOCTYPE html><?xml?>x', ['x']],
    ['<!-- never ends <p>', []],
    ['<script>if (a<b) "</p>"</script>x', ['<script>', '{script: if (a<b) "</p>"}', '</script>', 'x']],
    ['<script src=x></script>', ['<script src=x>', '</script>']],
    ['<title>A &lt; B</title>', ['<title>', 'A < B', '</title>']],
    ['<style>p{}', ['<style>', '{style: p{}}']],
    ['<p a=1 a=2 ="x" b', ['<p a=1 == "x"= b=>']],
    ['</p >x</', ['</p>', 'x', '</>']],
  ])('is split as browsers do: %s', (html, tokens) => {
    expect(told(html)).toEqual(tokens);
  });

  it('whatever it holds, is split without an end, a loop or an error', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      '!--',
      '-->',
      'script',
      'a',
      ' ',
      '&',
      '#x',
      ';',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
        const html = parts.join('');
        expect([...tokensOf(html)].length).toBeLessThanOrEqual(html.length + 1);
      }),
    );
  });

  it.each([
    ['&lt;&#60;&#x3C;&nbsp;|', '<<< |'],
    ['&unknown; &#0; &#1114112; &', '&unknown; &#0; &#1114112; &'],
  ])('has its references read: %s', (text, read) => {
    expect(decodeEntities(text)).toBe(read);
  });
});

describe('an element', () => {
  function without(html: string, selector: string): string {
    const wanted = parseSelector(selector);
    const elements = followElements((name, attributes) => selects(wanted, name, attributes));
    let text = '';
    for (const token of tokensOf(html))
      if (!elements.isLeftOut(token) && token.kind === 'text') text += token.text;
    return text;
  }

  it.each([
    ['<div id=x>a<div>b</div>c</div>d', '#x', 'd'],
    ['<div class="ad big">a<p>b</div>c', '.ad', 'c'],
    ['<div class="ad">a</div><div class="bad">b</div>', 'div.ad', 'b'],
    ['<ul><li class=ad>a<li>b</ul>c', '.ad', 'bc'],
    ['<p class=ad>a<p>b', 'p.ad', 'b'],
    ['<img class=ad>a', '.ad', 'a'],
    ['<div class=ad>a</span>b', '.ad', ''],
    ['<span class="a b">x</span>y', '.a.b', 'y'],
  ])('is left out with all that is within: %s without %s', (html, selector, rest) => {
    expect(without(html, selector)).toBe(rest);
  });
});
