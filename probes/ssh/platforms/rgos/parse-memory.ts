import type { MemoryUse } from '../describe.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `show memory`: the line of the system, one for each board where there are several. */
export function parseMemory(text: string): MemoryUse[] {
  const uses: MemoryUse[] = [];
  let board = '';
  for (const line of text.split('\n')) {
    const [, slot] = /^\s*\[\s*Slot\s+(\w+).*\]\s*$/i.exec(line) ?? [];
    if (slot !== undefined) board = `Slot ${slot}`;
    const [, percent] = /System Memory\s*:.*?(\d+(?:\.\d+)?)\s*%\s*used/i.exec(line) ?? [];
    if (percent === undefined) continue;
    const totalBytes = bytes(line, 'total');
    const usedBytes = bytes(line, 'used');
    uses.push({
      board,
      percent: Number(percent),
      ...(totalBytes !== undefined && { totalBytes }),
      ...(usedBytes !== undefined && { usedBytes }),
    });
  }
  return uses;
}

function bytes(line: string, word: string): number | undefined {
  const [, count, unit = ''] = new RegExp(`(\\d+)\\s*([KMG]?)B\\s*${word}`, 'i').exec(line) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit.toLowerCase()] ?? 1);
}
