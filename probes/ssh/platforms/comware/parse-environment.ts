import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Temperature } from '../describe.ts';

/** Heads of the columns from the temperature on; their words come joined, with a dash or with blanks. */
const VALUE_HEADS =
  /temperature|(?:lower|warning|alarm|shutdown|upper)[\w-]*(?:\s*(?:upper|lower))?(?:\s*limit)?/gi;

/**
 * `display environment`: sensors with the device's own limits. What stands before the values is the place, and may
 * hold numbers (`hotspot 1`), so that rows are read from the right.
 */
export function parseEnvironment(text: string): Temperature[] {
  const found: Temperature[] = [];
  let chassis = '';
  let slot = '';
  let heads: string[] = [];
  let leading: string[] = [];
  for (const line of text.split('\n')) {
    const [, kind = '', number = ''] = /^\s*(chassis|slot)\s*(\d+)\s*:?\s*$/i.exec(line) ?? [];
    if (kind !== '') {
      if (/slot/i.test(kind)) slot = `Slot ${number} `;
      else [chassis, slot] = [`Chassis ${number} `, ''];
    } else if (isHead(line)) {
      const at = line.search(/temperature/i);
      leading = line.slice(0, at).toLowerCase().trim().split(/\s+/).filter(Boolean);
      heads = [...line.slice(at).matchAll(VALUE_HEADS)].map(([head]) => head.toLowerCase());
    } else if (heads.length > 0) {
      const row = readRow(line, heads.length);
      if (row)
        found.push({
          sensor: `${chassis}${slot}${place(row.words, leading)}`,
          ...readValues(row.values, heads),
        });
    }
  }
  return found;
}

function isHead(line: string): boolean {
  return /temperature/i.test(line) && /lower|warning|upper|alarm/i.test(line);
}

function readRow(line: string, count: number): { words: string[]; values: string[] } | undefined {
  const words = line.trim().split(/\s+/);
  const values = words.splice(-count);
  if (values.length < count || !values.every((value) => /^(?:-?\d+(?:\.\d+)?|n\/?a|-+)$/i.test(value)))
    return undefined;
  return /\d/.test(values[0] ?? '') ? { words, values } : undefined;
}

/** `Slot` and `Chassis` are said with their number, the words of a sensor as they are. */
function place(words: readonly string[], leading: readonly string[]): string {
  const said: string[] = [];
  for (const [index, word] of words.entries()) {
    const head = leading[index] ?? '';
    if (/^(?:slot|chassis|board)$/.test(head) && /^\d+$/.test(word)) {
      said.push(`${head === 'board' ? 'Board' : head === 'slot' ? 'Slot' : 'Chassis'} ${word}`);
    } else said.push(word);
  }
  return said.join(' ');
}

function readValues(
  values: readonly string[],
  heads: readonly string[],
): { celsius: number; limits?: DeviceLimits } {
  const limits: DeviceLimits = {};
  for (const [index, head] of heads.entries()) {
    const value = Number(values[index]);
    if (index === 0 || Number.isNaN(value)) continue;
    if (head.startsWith('lower')) limits.low = value;
    else if (head.startsWith('warning') || head.startsWith('upper')) limits.high = value;
    else if (head.startsWith('alarm')) limits.criticalHigh = value;
    else if (head.startsWith('shutdown')) limits.criticalHigh ??= value;
  }
  return { celsius: Number(values[0]), ...(Object.keys(limits).length > 0 && { limits }) };
}
