import type { CpuLoad } from '../describe.ts';

/**
 * `display cpu-usage`: a block for each board, the newest figure first. Comware 5 heads its only one with `Unit`.
 */
export function parseCpu(text: string): CpuLoad[] {
  const loads: CpuLoad[] = [];
  let board: string | undefined;
  for (const line of text.split('\n')) {
    const [, head] = /^\s*(.*?)\s*CPU usage(?: info)?\s*:?\s*$/i.exec(line) ?? [];
    if (head !== undefined) board = /^unit$/i.test(head) ? '' : tidy(head);
    const [, percent] = /^\s*(\d+(?:\.\d+)?)\s*%\s*in (?:the )?last/i.exec(line) ?? [];
    if (percent === undefined || board === undefined) continue;
    loads.push({ board, percent: Number(percent) });
    board = undefined;
  }
  return loads;
}

function tidy(head: string): string {
  return head.replace(/[\s:,]+/g, ' ').trim();
}
