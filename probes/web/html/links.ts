import { tokensOf } from './tokens.ts';

/** One link of a page. */
export interface Link {
  url: URL;
  /** What people read, without spaces around; empty for a picture. */
  text: string;
}

const MOST_TEXT = 200;

/** Links that people can follow, in their order, at most so many; `base` is where the page itself stands. */
export function linksOf(html: string, base: URL, most: number): Link[] {
  const links: Link[] = [];
  let from = base;
  let current: { href: string; text: string } | undefined;
  for (const token of tokensOf(html)) {
    if (token.kind === 'text') {
      if (current && current.text.length < MOST_TEXT) current.text += token.text.slice(0, MOST_TEXT);
      continue;
    }
    if (token.kind === 'raw') continue;
    if (token.name === 'base' && token.kind === 'open') {
      from = urlOf(token.attributes.get('href') ?? '', base) ?? from;
      continue;
    }
    if (token.kind === 'open' && (token.name === 'frame' || token.name === 'iframe'))
      add(token.attributes.get('src'), '');
    if (token.name === 'area' && token.kind === 'open') add(token.attributes.get('href'), '');
    if (token.name !== 'a') continue;
    finish();
    if (token.kind === 'open') {
      const href = token.attributes.get('href');
      if (href !== undefined) current = { href, text: '' };
    }
    if (links.length >= most) return links;
  }
  finish();
  return links;

  function finish(): void {
    if (current) add(current.href, current.text);
    current = undefined;
  }

  function add(href: string | undefined, text: string): void {
    const url = href === undefined ? undefined : urlOf(href, from);
    if (url && links.length < most)
      links.push({ url, text: text.replace(/\s+/g, ' ').trim().slice(0, MOST_TEXT) });
  }
}

/** Only what HTTP fetches; places within a page are one page. */
function urlOf(href: string, base: URL): URL | undefined {
  const trimmed = href.trim();
  if (trimmed === '' || trimmed.startsWith('#') || trimmed.length > 2_000) return undefined;
  try {
    const url = new URL(trimmed, base);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    url.hash = '';
    return url;
  } catch {
    return undefined;
  }
}
