import { join } from 'node:path';
import { kernelFile } from '../kernel-file.ts';

/** Some drivers ask the card for its speed, which takes a while and hardly ever changes. */
const SPEED_EVERY_MS = 60_000;

/** Reads state and speed of one interface. */
export interface Link {
  /** Up (1), down (0) or not known (NaN), then Mbit/s or NaN. */
  read(nowMs: number): [up: number, speedMbits: number];
  close(): void;
}

/** The directory of the interface under `/sys/class/net`. */
export function openLink(directory: string): Link {
  const state = kernelFile(join(directory, 'operstate'), 32);
  const speed = kernelFile(join(directory, 'speed'), 32);
  let speedMbits = Number.NaN;
  let speedReadAtMs = Number.NEGATIVE_INFINITY;

  return {
    read(nowMs) {
      const up = parseOperstate(text(state.read));
      if (Math.abs(nowMs - speedReadAtMs) >= SPEED_EVERY_MS) {
        speedReadAtMs = nowMs;
        speedMbits = parseSpeed(text(speed.read));
      }
      return [up, speedMbits];
    },
    close() {
      state.close();
      speed.close();
    },
  };
}

/** `unknown` is what interfaces without a cable say, such as tunnels: they are up as long as they are there. */
export function parseOperstate(text: string): number {
  const state = text.trim();
  if (state === '') return Number.NaN;
  return state === 'up' || state === 'unknown' ? 1 : 0;
}

/** Virtual and unplugged interfaces say -1, or refuse. */
export function parseSpeed(text: string): number {
  const speedMbits = Number.parseInt(text, 10);
  return speedMbits > 0 ? speedMbits : Number.NaN;
}

function text(read: () => Buffer): string {
  try {
    return read().toString('latin1');
  } catch {
    return '';
  }
}
