import type { CpuLoad } from '../describe.ts';

/** `show cpu`: a block for each board where there are several, then the processes. */
export function parseCpu(text: string): CpuLoad[] {
  const loads: CpuLoad[] = [];
  let board = '';
  for (const line of text.split('\n')) {
    const [, slot, rest = ''] = /^\s*\[\s*Slot\s+(\w+)\s*(.*?)\]\s*$/i.exec(line) ?? [];
    if (slot !== undefined) {
      const [, processor = '0'] = /\bcpu\s*(\d+)/i.exec(rest) ?? [];
      board = `Slot ${slot}${processor === '0' ? '' : ` CPU ${processor}`}`;
    }
    const [, percent] = /CPU utilization in (?:five|5) seconds\s*:\s*(\d+(?:\.\d+)?)\s*%/i.exec(line) ?? [];
    if (percent !== undefined) loads.push({ board, percent: Number(percent) });
  }
  return loads;
}
