import type { Lane } from '../lanes.ts';
import type { Progress } from '../progress.ts';

/** One line for people: how far, how fast, how long still. */
export function progressLine({
  phase,
  lane,
  dayMs,
  day,
  days,
  samples,
  samplesDone,
  samplesPerSecond,
  leftSeconds,
  because,
}: Progress): string {
  if (phase === 'planning') return 'looking what there is …';
  const parts = [
    dayMs === null ? '' : placeOf(lane, isoDay(dayMs), day, days),
    `${big(samplesDone)} of ${big(samples)} samples (${percent(samplesDone, samples)} %)`,
    samplesPerSecond > 0 ? `${big(samplesPerSecond)}/s` : '',
    leftSeconds === null || phase === 'waiting' ? '' : `${duration(leftSeconds)} left`,
    because && `waits: ${because}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function placeOf(lane: Lane, first: string, day: number, days: number): string {
  return lane === 'raw' ? `day ${day} of ${days} (${first})` : `roll-ups of ${lane} from ${first}`;
}

function isoDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** Figures as people say them: 1,234 or 56.7 M. */
export function big(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} G`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`;
  return Math.round(count).toLocaleString('en');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '100' : Math.min(100, Math.floor((part / whole) * 100)).toString();
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5_400) return `${Math.ceil(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}

/** A terminal, or what stands in its place. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const LINE_EVERY_MS = 10_000;

/** Tells progress: one moving line on a terminal; elsewhere a line every ten seconds and where something else begins. */
export class ProgressTeller {
  readonly #stream: ProgressStream;
  readonly #nowMs: () => number;
  #toldMs = Number.NEGATIVE_INFINITY;
  #phase: Progress['phase'] | undefined;
  #isOpen = false;

  constructor(stream: ProgressStream, nowMs: () => number) {
    this.#stream = stream;
    this.#nowMs = nowMs;
  }

  tell(progress: Progress): void {
    const text = progressLine(progress);
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001b[K${text.slice(0, (this.#stream.columns ?? 100) - 1)}`);
      this.#isOpen = true;
      return;
    }
    const nowMs = this.#nowMs();
    if (progress.phase === this.#phase && nowMs - this.#toldMs < LINE_EVERY_MS) return;
    this.#toldMs = nowMs;
    this.#phase = progress.phase;
    this.#stream.write(`${text}\n`);
  }

  /** What follows begins on a line of its own. */
  end(): void {
    if (this.#isOpen) this.#stream.write('\n');
    this.#isOpen = false;
  }
}
