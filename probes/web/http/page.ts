import { decodeText } from '../html/decode-text.ts';
import { tokensOf } from '../html/tokens.ts';

/** An answer as text; each form of it is made when somebody asks for it, once. */
export interface Page {
  source: string;
  isHtml: boolean;
  /** What people read, without tags, scripts and needless spaces. */
  visible(): string;
  /** Undefined when it is none. */
  json(): unknown;
}

/** Reads the body of an answer by what its headers say of it. */
export function pageOf(body: Buffer, contentType: string | undefined): Page {
  const { text: source } = decodeText(body, contentType);
  const isHtml = /html/i.test(contentType ?? '') || (!contentType && /^\s*</.test(source.slice(0, 200)));
  const visible = once(() => (isHtml ? visibleText(source) : source));
  return { source, isHtml, visible, json: once(() => parse(source)) };
}

/** The value of a field with this name, such as the hidden one against forged requests; of a `meta` its content. */
export function fieldValue(html: string, name: string): string | undefined {
  for (const token of tokensOf(html)) {
    if (token.kind !== 'open' || token.attributes.get('name') !== name) continue;
    const value = token.attributes.get(token.name === 'meta' ? 'content' : 'value');
    if (value !== undefined) return value;
  }
  return undefined;
}

const BLOCKS =
  /^(?:p|div|li|tr|td|th|h[1-6]|br|title|option|dt|dd|section|article|header|footer|pre|table|ul|form)$/;

function visibleText(html: string): string {
  const pieces: string[] = [];
  for (const token of tokensOf(html)) {
    if (token.kind === 'text') pieces.push(token.text);
    else if (token.kind !== 'raw' && BLOCKS.test(token.name)) pieces.push('\n');
  }
  return pieces
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\n ]*/g, '\n')
    .trim();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function once<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
