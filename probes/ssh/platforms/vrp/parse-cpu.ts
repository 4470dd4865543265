import type { CpuLoad } from '../describe.ts';

/** One figure for the board that was asked; the newest one where several are printed. */
const FIGURES: readonly RegExp[] = [
  /^\s*CPU Usage\s*:\s*(\d+(?:\.\d+)?)\s*%/im,
  /System CPU (?:Using|use) (?:Percentage|rate)(?: is)?\s*:\s*(\d+(?:\.\d+)?)\s*%/i,
  /CPU utilization for (?:five|5) seconds\s*:\s*(\d+(?:\.\d+)?)\s*%/i,
  /CPU (?:usage|utilization)(?: rate)?\s*(?:is)?\s*:?\s*(\d+(?:\.\d+)?)\s*%/i,
];

/** `display cpu-usage` of VRP 5, `display cpu` of VRP 8 and YunShan; per board where it is told so. */
export function parseCpu(text: string): CpuLoad[] {
  const blocks = splitByBoard(text);
  return blocks.flatMap(({ board, text }) => {
    const found = FIGURES.map((form) => form.exec(text)?.[1]).find((percent) => percent !== undefined);
    return found === undefined ? [] : [{ board, percent: Number(found) }];
  });
}

/** `Slot 1:`, `CPU usage of slot 2` and the like begin what belongs to a board. */
export function splitByBoard(text: string): { board: string; text: string }[] {
  const blocks = [{ board: '', text: '' }];
  for (const line of text.split('\n')) {
    const [, slot] =
      /^\s*(?:.*\b(?:of|on|for)\s+)?(?:slot|board)\s*(?:id)?\s*:?\s*(\d+(?:\/\d+)?)\s*:?\s*$/i.exec(line) ??
      [];
    if (slot !== undefined) blocks.push({ board: `Slot ${slot}`, text: '' });
    else (blocks.at(-1) as { text: string }).text += `${line}\n`;
  }
  return blocks;
}
