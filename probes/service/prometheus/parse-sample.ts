/*
 * One line of a figure, in the text format 0.0.4 and in OpenMetrics 1.0:
 *
 *   http_requests_total{method="post",code="200"} 1027 1395066363000 # {trace_id="1"} 0.5
 *   └────────────── series ───────────────────┘ value  └ time ┘       └─ exemplar ─┘
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://github.com/OpenObservability/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
const SPACE = 0x20;
const TAB = 0x09;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** A series as it is written: a name and its labels. */
export interface SeriesText {
  name: string;
  labels: Record<string, string>;
}

/** Where the series of a line ends; -1 where it is no figure. `end` is the end of the line. */
export function endOfSeries(body: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && body[at] !== SPACE && body[at] !== TAB && body[at] !== OPEN) at++;
  if (at === start) return -1;
  // Between name and labels there may be space.
  let next = at;
  while (next < end && (body[next] === SPACE || body[next] === TAB)) next++;
  if (body[next] !== OPEN) return at;
  let isQuoted = false;
  for (at = next + 1; at < end; at++) {
    const byte = body[at];
    if (isQuoted && byte === BACKSLASH) at++;
    else if (byte === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && byte === CLOSE) return at + 1;
  }
  return -1;
}

/** The name and the labels of a series; undefined where they are not well formed. */
export function parseSeries(text: string): SeriesText | undefined {
  const [all, name = '', , inner] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{([\s\S]*)\})?$/.exec(text) ?? [];
  if (all === undefined) return undefined;
  const labels: Record<string, string> = {};
  let rest = (inner ?? '').trim();
  while (rest !== '') {
    const [pair, label = '', quoted = '', comma = ''] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\[\s\S])*)"\s*(,?)\s*/.exec(rest) ?? [];
    if (pair === undefined) return undefined;
    labels[label] = quoted.replace(/\\([\s\S])/g, (_both, letter: string) =>
      letter === 'n' ? '\n' : letter,
    );
    rest = rest.slice(pair.length);
    if (rest !== '' && comma === '') return undefined;
  }
  return { name, labels };
}

/**
 * The value behind a series: time and exemplar are left aside. NaN is "not known", and so is infinity, with which
 * nothing can be judged or drawn; undefined where there is no number.
 */
export function valueAt(body: Buffer, from: number, end: number): number | undefined {
  let start = from;
  while (start < end && (body[start] === SPACE || body[start] === TAB)) start++;
  let stop = start;
  while (stop < end && body[stop] !== SPACE && body[stop] !== TAB) stop++;
  if (start === from || stop === start) return undefined;
  const quick = plainInteger(body, start, stop);
  if (quick !== undefined) return quick;
  const text = body.toString('latin1', start, stop);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : Number.NaN;
  }
  return /^(?:nan|[+-]?inf(?:inity)?)$/i.test(text) ? Number.NaN : undefined;
}

/** Most figures are short whole numbers, for which no text has to be made. */
function plainInteger(body: Buffer, start: number, stop: number): number | undefined {
  if (stop - start > 15) return undefined;
  let value = 0;
  for (let at = start; at < stop; at++) {
    const digit = (body[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}
