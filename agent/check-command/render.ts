import type { Explanation } from '#protocol/explanation.ts';

type ShownReading = Explanation['readings'][number];

/** What a check brought, as text for a terminal. */
export function renderExplanation(explanation: Explanation, verbose: boolean): string {
  return [
    ...recognised(explanation.recognised),
    ...(isEmpty(explanation) ? [NOTHING_SET] : readings(explanation.readings)),
    '',
    ...ignored(explanation.ignored, verbose),
    ...timings(explanation.timings, verbose),
  ]
    .join('\n')
    .trimEnd();
}

const NOTHING_SET = '0 readings: no setting says what to look at; --settings FILE gives them';

function isEmpty({ recognised, readings, ignored }: Explanation): boolean {
  return recognised === null && readings.length === 0 && ignored.length === 0;
}

function recognised(found: Explanation['recognised']): string[] {
  if (!found) return [];
  const { vendor, model } = found;
  const isInModel = model.toLowerCase().startsWith(vendor.toLowerCase());
  const what = [isInModel ? '' : vendor, model].filter(Boolean).join(' ') || found.kind;
  const name = found.name ? `, calls itself "${found.name}"` : '';
  return [
    `Recognised as ${what} (${found.kind}, profile ${found.profile})${name}`,
    `  because ${found.why}`,
    '',
  ];
}

/** Metric, labels, value, limits; one line each, in columns. */
function readings(all: readonly ShownReading[]): string[] {
  const rows = all.map((reading) => [
    reading.metric,
    Object.entries(reading.labels)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
    tellValue(reading),
    limitsOf(reading),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.min(48, Math.max(0, ...rows.map((row) => width(row[column])))),
  );
  const lines = rows.map((row) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  const unread = all.filter(({ value }) => value === null).length;
  const note = unread > 0 ? `, ${unread} of them not read this time` : '';
  return [`${counted(all.length, 'reading')}${note}`, ...lines];
}

function tellValue({ value, unit, word }: ShownReading): string {
  if (value === null) return '–';
  const number = Number.isInteger(value) ? String(value) : fraction(value);
  if (word) return `${word} (${number})`;
  return unit === '1' ? number : `${number} ${unit}`;
}

/** Four digits say enough to a reader, and powers of ten nothing. */
function fraction(value: number): string {
  const text = String(Number(value.toPrecision(Math.abs(value) >= 1_000 ? 7 : 4)));
  return text.includes('e-') ? Number(text).toFixed(12).replace(/0+$/, '') : text;
}

function limitsOf({ limits = {} }: ShownReading): string {
  const texts = [
    limits.criticalLow !== undefined && `critical below ${limits.criticalLow}`,
    limits.low !== undefined && `low ${limits.low}`,
    limits.high !== undefined && `high ${limits.high}`,
    limits.criticalHigh !== undefined && `critical above ${limits.criticalHigh}`,
  ];
  const told = texts.filter(Boolean).join(', ');
  return told && `limits of the device: ${told}`;
}

function ignored(all: Explanation['ignored'], verbose: boolean): string[] {
  if (all.length === 0) return [];
  if (verbose) return [`${all.length} left out`, ...all.map(({ what, why }) => `  ${what}: ${why}`), ''];
  const reasons = new Map<string, string[]>();
  for (const { what, why } of all) reasons.set(why, [...(reasons.get(why) ?? []), what]);
  const lines = [...reasons].flatMap(([why, whats]) => [
    `  ${whats.length} × ${why}`,
    `      ${someOf(whats)}`,
  ]);
  return [`${all.length} left out (--verbose names each)`, ...lines, ''];
}

/** The first of them, without what they are good for. */
function someOf(whats: readonly string[]): string {
  const names = whats.slice(0, 6).map((what) => what.replace(/ \(.*\)$/s, ''));
  const more = whats.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function timings(all: Explanation['timings'], verbose: boolean): string[] {
  if (all.length === 0) return [];
  const sum = (pick: (timing: Explanation['timings'][number]) => number) =>
    all.reduce((total, timing) => total + pick(timing), 0);
  const total = `${sum(({ ms }) => ms).toFixed(0)} ms, ${counted(
    sum(({ requests }) => requests),
    'request',
  )}`;
  if (!verbose) return [total];
  const lines = all.map(
    ({ step, ms, requests, values }) =>
      `  ${step.padEnd(28)}${ms.toFixed(1).padStart(9)} ms  ${counted(requests, 'request').padEnd(12)}${counted(values, 'value').padStart(12)}`,
  );
  return [total, ...lines];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Cells that a terminal gives to a text: Chinese takes two a letter. */
function width(text = ''): number {
  return [...text].reduce((cells, letter) => cells + (/[\u1100-\uffdc]/.test(letter) ? 2 : 1), 0);
}

function pad(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - width(text)));
}
