import { decodeEntities } from './entities.ts';

/** A piece of a page. Names are lower-case; the text of scripts and styles is theirs and not the page's. */
export type Token =
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string>; isVoid: boolean }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }
  | { kind: 'raw'; name: string; text: string };

const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const RAW = new Set(['script', 'style', 'textarea', 'title', 'noscript', 'template', 'iframe']);
/** Of those only these hold something else than text. */
const CODE = new Set(['script', 'style', 'template', 'noscript', 'iframe']);
const MOST_ATTRIBUTES = 64;

/**
 * Splits a page as browsers roughly do, in time that grows with its length and no faster, whatever it holds. Nothing
 * is refused: what is no tag is text.
 */
export function* tokensOf(html: string): Generator<Token, void, undefined> {
  let at = 0;
  /** Once an end was sought in vain it is not sought again. */
  const isWithoutEnd = new Set<string>();
  while (at < html.length) {
    const tagAt = nextTag(html, at);
    if (tagAt > at) yield { kind: 'text', text: decodeEntities(html.slice(at, tagAt)) };
    if (tagAt >= html.length) return;
    at = tagAt;
    if (html.startsWith('<!--', at)) {
      at = endOf('-->', at + 4);
      continue;
    }
    if (html[at + 1] === '!' || html[at + 1] === '?') {
      at = endOf('>', at + 2);
      continue;
    }
    if (html[at + 1] === '/') {
      const name = nameAt(html, at + 2);
      at = endOf('>', at + 2);
      yield { kind: 'close', name };
      continue;
    }
    const name = nameAt(html, at + 1);
    const { attributes, end, isClosed } = attributesAt(html, at + 1 + name.length);
    at = end;
    const isVoid = VOID.has(name) || (isClosed && !RAW.has(name));
    yield { kind: 'open', name, attributes, isVoid };
    if (!RAW.has(name)) continue;
    const closeAt = closingTag(name, at);
    const text = html.slice(at, closeAt);
    if (text !== '')
      yield CODE.has(name) ? { kind: 'raw', name, text } : { kind: 'text', text: decodeEntities(text) };
    at = closeAt;
  }

  function endOf(mark: string, from: number): number {
    const found = isWithoutEnd.has(mark) ? -1 : html.indexOf(mark, from);
    if (found >= 0) return found + mark.length;
    isWithoutEnd.add(mark);
    return html.length;
  }

  function closingTag(name: string, from: number): number {
    if (isWithoutEnd.has(name)) return html.length;
    const closing = new RegExp(`</${name}`, 'gi');
    closing.lastIndex = from;
    const found = closing.exec(html);
    if (found) return found.index;
    isWithoutEnd.add(name);
    return html.length;
  }
}

/** Where the next `<` stands that begins a tag. */
function nextTag(html: string, from: number): number {
  for (let at = html.indexOf('<', from); at >= 0; at = html.indexOf('<', at + 1)) {
    const code = html.charCodeAt(at + 1) | 0x20;
    const next = html[at + 1];
    if ((code >= 0x61 && code <= 0x7a) || next === '!' || next === '/' || next === '?') return at;
  }
  return html.length;
}

function nameAt(html: string, from: number): string {
  let at = from;
  while (at < html.length && /[^\s/>]/.test(html[at] as string)) at++;
  return html.slice(from, Math.min(at, from + 64)).toLowerCase();
}

function attributesAt(html: string, from: number) {
  const attributes = new Map<string, string>();
  let at = from;
  let isClosed = false;
  while (at < html.length) {
    const code = html[at] as string;
    if (code === '>') return { attributes, end: at + 1, isClosed };
    if (code === '/' || isSpace(code)) {
      isClosed = code === '/' && html[at + 1] === '>';
      at++;
      continue;
    }
    const nameFrom = at;
    while (at < html.length && !isSpace(html[at] as string) && !'=>/'.includes(html[at] as string)) at++;
    // A lone `=` would stand still otherwise.
    if (at === nameFrom) at++;
    const name = html.slice(nameFrom, at).toLowerCase();
    while (at < html.length && isSpace(html[at] as string)) at++;
    let value = '';
    if (html[at] === '=') {
      at++;
      while (at < html.length && isSpace(html[at] as string)) at++;
      const quote = html[at];
      const isQuoted = quote === '"' || quote === "'";
      const valueFrom = isQuoted ? at + 1 : at;
      if (isQuoted) {
        const closing = html.indexOf(quote, valueFrom);
        at = closing < 0 ? html.length : closing;
      } else while (at < html.length && !isSpace(html[at] as string) && html[at] !== '>') at++;
      value = decodeEntities(html.slice(valueFrom, at));
      if (isQuoted) at++;
    }
    if (!attributes.has(name) && attributes.size < MOST_ATTRIBUTES) attributes.set(name, value);
  }
  return { attributes, end: html.length, isClosed };
}

function isSpace(character: string): boolean {
  return (
    character === ' ' || character === '\n' || character === '\t' || character === '\r' || character === '\f'
  );
}
