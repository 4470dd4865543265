/** A clock that is further off than this is corrected. */
const SKEW_LIMIT_MS = 60_000;
/** A corrected clock stays corrected until it is this close again, so that its times do not jump to and fro. */
const SKEW_RIGHT_MS = 30_000;
/** A correction is kept as long as the clock is this close to it. */
const STEADY_MS = 1_000;
/** What was observed counts for this long: four spans, each forgotten as a whole. */
const SPANS = 4;
const SPAN_MS = 30_000;

/** The best of what was observed in one span. */
interface Span {
  number: number;
  /** The most that a time of sending lay ahead of its arrival; negative when every message seemed late. */
  aheadMs: number;
  /** The most that it can have lain ahead: beside the last thing that the sender had heard of us before. */
  mostMs: number;
  /** The shortest time in which the sender answered. */
  roundTripMs: number;
}

/**
 * The clock of an agent, compared with ours by the messages that it stamps and we receive.
 *
 * A message that seems to come from our future shows a clock ahead of ours for sure. One that seems old may have a
 * clock behind ours, or may have been long on its way: a slow line, a full buffer. So of the messages of the last two
 * minutes the one counts that took least, less what round trips show that even this one may have taken; and nothing is
 * corrected as long as being late can explain it. A message that seems older than it can be shows that the clock was
 * set: all begins anew.
 */
export class SenderClock {
  readonly #spans: (Span | undefined)[] = new Array(SPANS).fill(undefined);
  #skewMs: number | null = null;
  #correctionMs = 0;

  /** The sender's clock minus ours, as far as it is known; null before the first message. */
  get skewMs(): number | null {
    return this.#skewMs;
  }

  /** A message has come that was not sent before `notBeforeMs`, of our time; returns what to take off its times. */
  heard(sentMs: number, arrivedMs: number, notBeforeMs: number): number {
    const aheadMs = sentMs - arrivedMs;
    const span = this.#spanAt(arrivedMs);
    const oldest = span.number - SPANS;
    let bestMs = Number.NEGATIVE_INFINITY;
    let mostMs = Number.POSITIVE_INFINITY;
    let roundTripMs = Number.POSITIVE_INFINITY;
    for (let place = 0; place < SPANS; place++) {
      const each = this.#spans[place];
      if (each === undefined || each.number <= oldest) continue;
      bestMs = Math.max(bestMs, each.aheadMs);
      mostMs = Math.min(mostMs, each.mostMs);
      roundTripMs = Math.min(roundTripMs, each.roundTripMs);
    }
    const ownMostMs = sentMs - notBeforeMs;
    if (bestMs > ownMostMs + STEADY_MS || aheadMs > mostMs + STEADY_MS) {
      this.#beginAnew();
      bestMs = Number.NEGATIVE_INFINITY;
      mostMs = Number.POSITIVE_INFINITY;
    }
    span.aheadMs = Math.max(span.aheadMs, aheadMs);
    span.mostMs = Math.min(span.mostMs, ownMostMs);
    this.#judge(Math.max(bestMs, aheadMs), Math.min(mostMs, ownMostMs), roundTripMs);
    return this.#correctionMs;
  }

  /** The sender has answered after this time; what it sent meanwhile took no longer. */
  answered(roundTripMs: number, nowMs: number): void {
    const span = this.#spanAt(nowMs);
    span.roundTripMs = Math.min(span.roundTripMs, roundTripMs);
  }

  #judge(aheadMs: number, mostMs: number, roundTripMs: number): void {
    const skewMs = aheadMs >= 0 ? aheadMs : Math.min(0, aheadMs + roundTripMs);
    this.#skewMs = skewMs;
    const limitMs = this.#correctionMs === 0 ? SKEW_LIMIT_MS : SKEW_RIGHT_MS;
    const isOff = skewMs > limitMs || (skewMs < -limitMs && mostMs < -limitMs);
    if (!isOff) this.#correctionMs = 0;
    else if (Math.abs(skewMs - this.#correctionMs) > STEADY_MS) this.#correctionMs = skewMs;
  }

  /** The clock was set. Round trips are of our own clock, and stay. */
  #beginAnew(): void {
    for (const span of this.#spans) {
      if (!span) continue;
      span.aheadMs = Number.NEGATIVE_INFINITY;
      span.mostMs = Number.POSITIVE_INFINITY;
    }
  }

  #spanAt(nowMs: number): Span {
    const number = Math.floor(nowMs / SPAN_MS);
    const place = number % SPANS;
    const span = this.#spans[place];
    if (span?.number === number) return span;
    const begun = {
      number,
      aheadMs: Number.NEGATIVE_INFINITY,
      mostMs: Number.POSITIVE_INFINITY,
      roundTripMs: Number.POSITIVE_INFINITY,
    };
    this.#spans[place] = begun;
    return begun;
  }
}
