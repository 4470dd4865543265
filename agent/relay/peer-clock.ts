/** The clock of another agent against ours, by the times at which it says it sent its messages. */
export interface PeerClock {
  /** Its clock minus ours, as far as delays let it be seen. */
  readonly aheadMs: number;
  heard(sentMs: number, arrivedMs: number): void;
}

/** A sender gives a message up after half of that: what seems to have taken longer shows that its clock was set. */
const LONGEST_WAY_MS = 60_000;
const SPAN_MS = 60_000;

/**
 * What is passed on later bears the time of its passing on by the clock of who measured it, so that a collector
 * judges that clock and not the relay's. Of the messages of the last two minutes the one counts that took least.
 */
export function createPeerClock(lastKnownMs: number): PeerClock {
  let spans: { number: number; aheadMs: number }[] = [];
  let aheadMs = lastKnownMs;
  return {
    get aheadMs() {
      return aheadMs;
    },
    heard(sentMs, arrivedMs) {
      const number = Math.floor(arrivedMs / SPAN_MS);
      const seenMs = sentMs - arrivedMs;
      const isSet = spans.some((span) => seenMs < span.aheadMs - LONGEST_WAY_MS);
      spans = isSet ? [] : spans.filter((span) => number - span.number === 0 || number - span.number === 1);
      const current = spans.find((span) => span.number === number);
      if (current) current.aheadMs = Math.max(current.aheadMs, seenMs);
      else spans.push({ number, aheadMs: seenMs });
      aheadMs = Math.max(...spans.map((span) => span.aheadMs));
    },
  };
}
