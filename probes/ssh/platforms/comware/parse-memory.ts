import type { MemoryUse } from '../describe.ts';

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/**
 * `display memory`: three lines in Comware 5; in Comware 7 a table for each board, whose share of free memory counts
 * (buffers and cache are in it), as used and total disagree with it.
 */
export function parseMemory(text: string): MemoryUse[] {
  const uses: MemoryUse[] = [];
  let board = '';
  let unit = 1024;
  let hasFreeRatio = true;
  let old: { total?: number; used?: number } = {};
  for (const line of text.split('\n')) {
    const [, unitName] = /measured in (\w+)/i.exec(line) ?? [];
    if (unitName) unit = UNITS[unitName.toUpperCase()] ?? 1024;
    const [, place] =
      /^\s*((?:chassis\s*\d+\s*,?\s*)?(?:slot|board)\s*\d+(?:\s*,?\s*cpu\s*\d+)?)\s*[:.]?\s*$/i.exec(line) ??
      [];
    if (place) board = place.replace(/[\s,]+/g, ' ');
    if (/\bTotal\b.*\bUsed\b.*\bFree\b/i.test(line)) hasFreeRatio = !/used\s*ratio/i.test(line);
    const row = /^\s*Mem(?:ory)?:\s+(\d+)\s+(\d+)\s+.*?(\d+(?:\.\d+)?)?\s*%?\s*$/i.exec(line);
    if (row) {
      const [, total, used] = row;
      const [, ratio] = /(\d+(?:\.\d+)?)\s*%\s*$/.exec(line) ?? [];
      const share = (100 * Number(used)) / Number(total);
      const told = hasFreeRatio ? round(100 - Number(ratio)) : Number(ratio);
      uses.push({
        board,
        percent: ratio === undefined ? share : told,
        totalBytes: Number(total) * unit,
        usedBytes: Number(used) * unit,
      });
    }
    const [, oldTotal] = /Total Memory\s*\(bytes\)\s*:\s*(\d+)/i.exec(line) ?? [];
    const [, oldUsed] = /Used Memory\s*\(bytes\)\s*:\s*(\d+)/i.exec(line) ?? [];
    const [, oldShare] = /Used Rate\s*:\s*(\d+(?:\.\d+)?)\s*%/i.exec(line) ?? [];
    if (oldTotal) old = { total: Number(oldTotal) };
    if (oldUsed) old.used = Number(oldUsed);
    if (oldShare) {
      uses.push({
        board,
        percent: Number(oldShare),
        ...(old.total !== undefined && { totalBytes: old.total }),
        ...(old.used !== undefined && { usedBytes: old.used }),
      });
    }
  }
  return uses;
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}
