import type { MemoryUse } from '../describe.ts';
import { splitByBoard } from './parse-cpu.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `display memory-usage` of VRP 5, `display memory` of VRP 8 and YunShan. */
export function parseMemory(text: string): MemoryUse[] {
  return splitByBoard(text).flatMap(({ board, text }) => {
    const [, told] =
      /Memory (?:Using|use|usage) (?:Percentage|rate)?\s*(?:Is)?\s*:?\s*(\d+(?:\.\d+)?)\s*%/i.exec(text) ??
      [];
    const totalBytes = bytes(/Total (?:Physical )?Memory(?: Is)?\s*:\s*(\d+)\s*([KMG]?)/i.exec(text));
    const usedBytes = bytes(/(?:Total )?Memory Used(?: Is)?\s*:\s*(\d+)\s*([KMG]?)/i.exec(text));
    const percent =
      told !== undefined ? Number(told) : (100 * (usedBytes ?? Number.NaN)) / (totalBytes ?? Number.NaN);
    if (Number.isNaN(percent)) return [];
    return [
      {
        board,
        percent,
        ...(totalBytes !== undefined && { totalBytes }),
        ...(usedBytes !== undefined && { usedBytes }),
      },
    ];
  });
}

function bytes(found: RegExpExecArray | null): number | undefined {
  if (found === null) return undefined;
  return Number(found[1]) * (UNITS[(found[2] ?? '').toLowerCase()] ?? 1);
}
