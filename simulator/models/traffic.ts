/** How much passes through a port on average, and how well. */
export interface Flow {
  bytesInPerSecond: number;
  bytesOutPerSecond: number;
  packetBytes: number;
  errorsPerDay: number;
  discardsPerDay: number;
}

const dayMs = 86_400_000;
/** Rooms of the estate live by the time of Shanghai. */
const zoneMs = 8 * 3_600_000;
const waves: readonly { periodMs: number; share: number; peakMs: number }[] = [
  { periodMs: dayMs, share: 0.55, peakMs: 13 * 3_600_000 },
  { periodMs: dayMs / 2, share: 0.2, peakMs: 10 * 3_600_000 },
  { periodMs: 7 * 60_000, share: 0.12, peakMs: 0 },
  { periodMs: 53_000, share: 0.06, peakMs: 0 },
];

/** How busy people are at that moment: 1 on average, most in the morning and the afternoon, least at night. */
export function activityAt(nowMs: number): number {
  return waves.reduce((sum, { periodMs, share, peakMs }) => {
    return sum + share * Math.cos((2 * Math.PI * (nowMs + zoneMs - peakMs)) / periodMs);
  }, 1);
}

/** Seconds of average activity since 1970: the integral of `activityAt`, which only grows. */
export function volumeAt(nowMs: number): number {
  return waves.reduce((sum, { periodMs, share, peakMs }) => {
    const turn = periodMs / (2 * Math.PI);
    return sum + (share * turn * Math.sin((nowMs + zoneMs - peakMs) / turn)) / 1_000;
  }, nowMs / 1_000);
}

/** What passed through a port while it was up. Its figures only grow, until the device starts anew. */
export class PortLife {
  readonly flow: Flow;
  /** When it went up or down last. */
  changedMs: number;
  #up: boolean;
  /** Volume at the start, and what passed elsewhere while it was down. */
  #before: number;
  #downSince = 0;
  #extraErrors = 0;

  constructor(flow: Flow, startedMs: number, up = true) {
    this.flow = flow;
    this.changedMs = startedMs;
    this.#up = up;
    this.#before = volumeAt(startedMs);
    this.#downSince = this.#before;
  }

  get isUp(): boolean {
    return this.#up;
  }

  setUp(up: boolean, nowMs: number): void {
    if (up === this.#up) return;
    this.#up = up;
    this.changedMs = nowMs;
    if (up) this.#before += volumeAt(nowMs) - this.#downSince;
    else this.#downSince = volumeAt(nowMs);
  }

  /** The device starts anew. */
  restart(nowMs: number): void {
    this.#before = volumeAt(nowMs);
    this.#downSince = this.#before;
    this.#extraErrors = 0;
    this.changedMs = nowMs;
  }

  addErrors(count: number): void {
    this.#extraErrors += count;
  }

  bytesIn(nowMs: number): number {
    return Math.floor(this.#volume(nowMs) * this.flow.bytesInPerSecond);
  }

  bytesOut(nowMs: number): number {
    return Math.floor(this.#volume(nowMs) * this.flow.bytesOutPerSecond);
  }

  packetsIn(nowMs: number): number {
    return Math.floor(this.bytesIn(nowMs) / this.flow.packetBytes);
  }

  packetsOut(nowMs: number): number {
    return Math.floor(this.bytesOut(nowMs) / this.flow.packetBytes);
  }

  errors(nowMs: number): number {
    return (
      Math.floor((this.#volume(nowMs) * this.flow.errorsPerDay) / 86_400) + Math.floor(this.#extraErrors)
    );
  }

  discards(nowMs: number): number {
    return Math.floor((this.#volume(nowMs) * this.flow.discardsPerDay) / 86_400);
  }

  #volume(nowMs: number): number {
    return Math.max(0, (this.#up ? volumeAt(nowMs) : this.#downSince) - this.#before);
  }
}
