import { followElements } from '../../html/elements.ts';
import { parseSelector, selects } from '../../html/selector.ts';
import { type Token, tokensOf } from '../../html/tokens.ts';
import { type Expression, readExpression, replaceIn } from '../expression.ts';
import { MASKED, maskNoise } from './noise.ts';

/** How a page is turned into lines. */
export interface NormaliseOptions {
  of: 'content' | 'structure';
  /** Elements and expressions, as people write them. */
  mask: readonly string[];
  /** Where the page stands; links to other hosts are told apart. */
  url: URL;
}

const INLINE = new Set(
  'a abbr b bdi big cite code em font i ins kbd label mark q s small span strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const LONGEST_LINE = 300;
const MOST_LINES = 20_000;
/** Of a page that is mostly script no more is compared. */
const MOST_SCRIPT = 100_000;

/**
 * A page as lines that are the same when the page is: its texts, and one line in brackets for each thing that shows,
 * runs or leads elsewhere. What changes by itself is masked.
 */
export function normalisePage(text: string, isHtml: boolean, options: NormaliseOptions): string[] {
  const lines = isHtml ? htmlLines(text, options) : plainLines(text);
  const expressions = options.mask.filter((mask) => mask.startsWith('/')).map(readExpression);
  const masked = lines.map(maskNoise);
  return expressions.length === 0 ? masked : maskOwn(masked, expressions);
}

/** Whether a line in brackets runs or leads elsewhere: a new one is never tolerated. Returns what it is about. */
export function activeOf(line: string): string | undefined {
  if (!line.startsWith('[')) return undefined;
  if (/^\[(?:script|inline|frame|form|refresh)/.test(line)) return line;
  const [, origin] = /^\[out\] (https?:\/\/[^/]+)/.exec(line) ?? [];
  return origin && `[out] ${origin}`;
}

function plainLines(text: string): string[] {
  let lines = text;
  try {
    lines = JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    // It is no JSON: its own lines are as good.
  }
  return lines
    .split('\n', MOST_LINES)
    .map((line) => line.trim().slice(0, LONGEST_LINE))
    .filter(Boolean);
}

function maskOwn(lines: readonly string[], expressions: readonly Expression[]): string[] {
  let text = lines.join('\n');
  for (const expression of expressions) text = replaceIn(text, expression, MASKED);
  return text.split('\n').filter(Boolean);
}

function htmlLines(html: string, { of, mask, url }: NormaliseOptions): string[] {
  const selectors = mask.filter((each) => !each.startsWith('/')).map(parseSelector);
  const elements = followElements((name, attributes) =>
    selectors.some((selector) => selects(selector, name, attributes)),
  );
  const lines = new Set<string>();
  const list: string[] = [];
  let text = '';
  let inline = 0;
  let scriptRoom = MOST_SCRIPT;
  for (const token of tokensOf(html)) {
    if (list.length >= MOST_LINES) break;
    if (elements.isLeftOut(token)) continue;
    if (token.kind === 'text') {
      if (text.length < LONGEST_LINE * 10) text += token.text;
      continue;
    }
    if (token.kind === 'raw') {
      if (token.name === 'script') takeScript(token.text);
      continue;
    }
    if (!INLINE.has(token.name)) endText();
    if (token.kind === 'open') takeElement(token);
  }
  endText();
  return list;

  function endText(): void {
    const line = text.replace(/\s+/g, ' ').trim();
    text = '';
    if (line === '' || of === 'structure') return;
    for (let at = 0; at < line.length; at += LONGEST_LINE) list.push(line.slice(at, at + LONGEST_LINE));
  }

  function takeScript(code: string): void {
    if (code.trim() === '') return;
    list.push(`[inline ${++inline}]`);
    if (of === 'structure') return;
    for (const line of code.slice(0, scriptRoom).split('\n')) {
      const trimmed = line.trim().slice(0, LONGEST_LINE);
      if (trimmed !== '') list.push(`| ${trimmed}`);
    }
    scriptRoom = Math.max(0, scriptRoom - code.length);
  }

  function takeElement({ name, attributes }: Extract<Token, { kind: 'open' }>): void {
    const line = structureLine(name, attributes);
    if (line !== undefined) add(line);
    else if (of === 'content') addContent(contentLine(name, attributes));
    if ((name === 'a' || name === 'area') && attributes.has('href')) takeLink(attributes.get('href') ?? '');
  }

  /** What runs, shows another page or takes what people type. */
  function structureLine(name: string, attributes: ReadonlyMap<string, string>): string | undefined {
    const at = (attribute: string) => attributes.get(attribute) ?? '';
    switch (name) {
      case 'script':
        return attributes.has('src') ? `[script] ${whereTo(at('src'))}` : undefined;
      case 'frame':
      case 'iframe':
      case 'embed':
        return `[frame] ${whereTo(at('src'))}`;
      case 'object':
        return `[frame] ${whereTo(at('data'))}`;
      case 'form':
        return `[form] ${(at('method') || 'get').toLowerCase()} ${whereTo(at('action'))}`;
      case 'meta':
        return at('http-equiv').toLowerCase() === 'refresh' ? `[refresh] ${at('content')}` : undefined;
      case 'link':
        return /stylesheet/i.test(at('rel')) ? `[style] ${whereTo(at('href'))}` : undefined;
      default:
        return undefined;
    }
  }

  function contentLine(name: string, attributes: ReadonlyMap<string, string>): string | undefined {
    const at = (attribute: string) => attributes.get(attribute) ?? '';
    switch (name) {
      case 'meta':
        return /^(?:description|keywords)$/i.test(at('name'))
          ? `[meta] ${at('name')} ${at('content')}`
          : undefined;
      case 'img':
        // Pictures within the page are long, and their text says little.
        return `[img] ${at('src').startsWith('data:') ? 'data' : whereTo(at('src'))}`;
      case 'input':
        return `[input] ${at('type')} ${at('name')}`;
      default:
        return undefined;
    }
  }

  function takeLink(href: string): void {
    const target = urlOf(href);
    if (target === undefined || !/^https?:$/.test(target.protocol)) {
      if (/^\s*javascript:/i.test(href)) addContent(`[a] ${href.trim()}`);
    } else if (target.host === url.host) addContent(`[a] ${target.pathname}${target.search}`);
    else if (of === 'structure') add(`[out] ${target.origin}`);
    else addContent(`[out] ${target.href}`);
  }

  function whereTo(href: string): string {
    const target = urlOf(href);
    if (target === undefined) return href.trim();
    return target.host === url.host ? `${target.pathname}${target.search}` : target.href;
  }

  function urlOf(href: string): URL | undefined {
    try {
      return new URL(href.trim(), url);
    } catch {
      return undefined;
    }
  }

  function addContent(line: string | undefined): void {
    if (of === 'content' && line !== undefined) list.push(line.slice(0, LONGEST_LINE));
  }

  /** In the structure each stands once: how often a host is linked to is news. */
  function add(line: string): void {
    const cut = line.slice(0, LONGEST_LINE);
    if (of === 'structure' && lines.has(cut)) return;
    lines.add(cut);
    list.push(cut);
  }
}
