/** One line of `df -P`: kibibytes or inodes, as it was asked. */
export interface DfRow {
  total: number;
  used: number;
  free: number;
}

/** Reads what `df -kP` or `df -iP` prints, by mount point; `-` counts as 0. */
export function parseDf(text: string): Map<string, DfRow> {
  const rows = new Map<string, DfRow>();
  for (const line of text.split('\n').slice(1)) {
    // The device may hold blanks: the three numbers and the share are the anchor.
    const match = /\s(\d+|-)\s+(\d+|-)\s+(\d+|-)\s+(?:\d+%|-)\s+(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, total, used, free, path] = match as unknown as [string, string, string, string, string];
    rows.set(path, { total: count(total), used: count(used), free: count(free) });
  }
  return rows;
}

function count(text: string): number {
  return text === '-' ? 0 : Number(text);
}
