/** What came back of the packets that were sent. */
export interface RoundTrips {
  /** ms, in the order in which they came. */
  times: readonly number[];
  /** What a router or this machine said instead of an echo; empty when nobody did. */
  trouble: string;
}

/**
 * Reads what `ping` of iputils, BusyBox, macOS or Windows printed, in any language: an echo is a line with `=` or `<`,
 * a number and `ms`. Their own sums are left aside, since Windows counts a router's refusal as an answer. Bytes as they
 * came (`latin1`) will do: in GBK no letter holds a byte that looks like a digit, `=` or `<`.
 */
export function parsePing(text: string): RoundTrips {
  const times: number[] = [];
  let trouble = '';
  for (const line of text.split(/\r?\n/, MAX_LINES)) {
    // A second answer to the same packet is none; sums stand behind " = ".
    if (/DUP!|^\s*(?:rtt|round-trip)\b/.test(line)) continue;
    const [, sign, number] = /([=<])(\d+(?:[.,]\d+)?) ?ms\b/.exec(line) ?? [];
    if (number !== undefined) times.push(Number(number.replace(',', '.')) / (sign === '<' ? 2 : 1));
    else trouble ||= troubleIn(line);
  }
  return { times, trouble };
}

const MAX_LINES = 200;

function troubleIn(line: string): string {
  if (!/unreachable|not permitted|denied|exceeded|prohibited|no route|failure|invalid|unknown/i.test(line))
    return '';
  return line
    .replace(/^.*icmp_seq=\d+ /, '')
    .replace(/[^ -~]/g, '')
    .trim()
    .slice(0, 120);
}

/** Figures of one collection; NaN where there is too little to tell. */
export interface PingFigures {
  lossPercent: number;
  averageMs: number;
  minimumMs: number;
  maximumMs: number;
  deviationMs: number;
  jitterMs: number;
}

/** Loss, spread and jitter; `times` in the order in which they came, `sent` packets in all. */
export function pingFigures(times: readonly number[], sent: number): PingFigures {
  const n = times.length;
  const mean = sum(times) / n;
  const steps = times.slice(1).map((ms, at) => Math.abs(ms - (times[at] as number)));
  return {
    lossPercent: Math.max(0, (100 * (sent - n)) / sent),
    averageMs: mean,
    minimumMs: n > 0 ? Math.min(...times) : Number.NaN,
    maximumMs: n > 0 ? Math.max(...times) : Number.NaN,
    deviationMs: Math.sqrt(sum(times.map((ms) => (ms - mean) ** 2)) / n),
    jitterMs: sum(steps) / steps.length,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
