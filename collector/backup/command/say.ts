/** Where a command writes, and what stops it. */
export interface CommandOptions {
  print(text: string): void;
  complain(text: string): void;
  progress: { isTTY?: boolean; write(text: string): void };
  /** Ctrl-C. */
  signal: AbortSignal;
  nowMs(): number;
}

export const EXIT = { ok: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/** Shows how far something is, on one line of a terminal and nowhere else. */
export function progressTeller({ progress }: CommandOptions) {
  let isShown = false;
  return {
    tell({ stage, doneBytes, totalBytes }: { stage: string; doneBytes: number; totalBytes: number }): void {
      if (!progress.isTTY) return;
      const percent = totalBytes > 0 ? ` ${Math.floor((100 * doneBytes) / totalBytes)} %` : '';
      progress.write(`\r\x1b[K${stage}${percent}`);
      isShown = true;
    },
    end(): void {
      if (isShown) progress.write('\r\x1b[K');
      isShown = false;
    },
  };
}

/** Such as `10.6 MiB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** Such as `2,048 samples`, or `1 sample`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Such as `3.2 s`, or `4 min`. */
export function durationText(ms: number): string {
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
