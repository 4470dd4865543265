import type { BacklogSpan } from './judge.ts';

/** A schema sent no backlog for this long: its gap is finished. */
const QUIET_MS = 60_000;

/** Collects the spans of frames that came too late for the stream, one a schema, until each is finished. */
export class BacklogSpans {
  readonly #open = new Map<string, BacklogSpan & { seenMs: number }>();
  frames = 0;

  add(schemaId: string, timeMs: number, arrivalMs: number): void {
    this.frames++;
    const span = this.#open.get(schemaId);
    if (!span) {
      this.#open.set(schemaId, { schemaId, fromMs: timeMs, toMs: timeMs, frames: 1, seenMs: arrivalMs });
      return;
    }
    span.fromMs = Math.min(span.fromMs, timeMs);
    span.toMs = Math.max(span.toMs, timeMs);
    span.frames++;
    span.seenMs = arrivalMs;
  }

  /** Hands over the spans that are finished by now. */
  takeFinished(nowMs: number): BacklogSpan[] {
    const finished: BacklogSpan[] = [];
    for (const { seenMs, ...span } of this.#open.values()) {
      if (nowMs - seenMs < QUIET_MS) continue;
      this.#open.delete(span.schemaId);
      finished.push(span);
    }
    return finished;
  }
}
