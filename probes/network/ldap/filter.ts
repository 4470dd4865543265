import { element, text } from './write-ber.ts';

/** Kinds of filters as they travel: RFC 4511, 4.5.1. */
const KIND = {
  and: 0xa0,
  or: 0xa1,
  not: 0xa2,
  equal: 0xa3,
  substrings: 0xa4,
  greater: 0xa5,
  less: 0xa6,
  present: 0x87,
  similar: 0xa8,
};
const COMPARISONS: Readonly<Record<string, number>> = {
  '=': KIND.equal,
  '>=': KIND.greater,
  '<=': KIND.less,
  '~=': KIND.similar,
};
const DEEPEST = 20;

/** The bytes of a filter as people write it (RFC 4515), such as `(&(objectClass=person)(uid=a*))`. Throws a sentence. */
export function encodeFilter(written: string): Buffer {
  const source = written.startsWith('(') ? written : `(${written})`;
  const { bytes, end } = filterAt(source, 0, 0);
  if (end !== source.length) throw wrong(source, end);
  return bytes;
}

function filterAt(source: string, start: number, depth: number): { bytes: Buffer; end: number } {
  if (source[start] !== '(' || depth > DEEPEST) throw wrong(source, start);
  const sign = source[start + 1] ?? '';
  if (sign === '&' || sign === '|' || sign === '!') {
    const parts: Buffer[] = [];
    let at = start + 2;
    while (source[at] === '(') {
      const part = filterAt(source, at, depth + 1);
      parts.push(part.bytes);
      at = part.end;
    }
    if (source[at] !== ')' || parts.length === 0 || (sign === '!' && parts.length > 1))
      throw wrong(source, at);
    return {
      bytes: element(sign === '&' ? KIND.and : sign === '|' ? KIND.or : KIND.not, ...parts),
      end: at + 1,
    };
  }
  const end = source.indexOf(')', start);
  const [, attribute, comparison, value] =
    /^([A-Za-z0-9][\w.;-]*)(=|>=|<=|~=)([^()]*)$/.exec(source.slice(start + 1, end < 0 ? undefined : end)) ??
    [];
  if (end < 0 || attribute === undefined || comparison === undefined || value === undefined)
    throw wrong(source, start + 1);
  return { bytes: comparisonOf(attribute, comparison, value), end: end + 1 };
}

function comparisonOf(attribute: string, comparison: string, value: string): Buffer {
  if (comparison !== '=' || !value.includes('*')) {
    return element(COMPARISONS[comparison] as number, text(attribute), element(0x04, unescaped(value)));
  }
  if (value === '*') return text(attribute, KIND.present);
  // 0x80 begins with, 0x81 holds, 0x82 ends with.
  const pieces = value.split('*');
  const parts = pieces.map((piece, i) => ({
    piece,
    tag: i === 0 ? 0x80 : i === pieces.length - 1 ? 0x82 : 0x81,
  }));
  const said = parts
    .filter(({ piece }) => piece !== '')
    .map(({ piece, tag }) => element(tag, unescaped(piece)));
  return element(KIND.substrings, text(attribute), element(0x30, ...said));
}

/** `\28` is a byte by its number. */
function unescaped(value: string): Buffer {
  const parts = value.split(/(\\[0-9a-fA-F]{2})/);
  return Buffer.concat(
    parts.map((part) =>
      /^\\[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part),
    ),
  );
}

function wrong(source: string, at: number): Error {
  const sentence = 'the filter makes no sense';
  return new Error(
    `${sentence} at "${source.slice(at, at + 20)}": write it like (&(objectClass=person)(uid=a*))`,
  );
}
