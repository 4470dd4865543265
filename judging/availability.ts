/*
 * How long something was up, from when it was known to be down. Pure: spans in, spans out; the same for a target and
 * for a group.
 *
 *   asked for      ├──────────────────────────────────────────────┤
 *   nobody listened        ▒▒▒▒                                        unknown
 *   hidden by another alert       ░░░░                                 unknown
 *   down                    ████████████     ██████████                down, where it is neither
 *   planned                                      ▓▓▓▓▓▓▓▓▓▓            maintenance, where it is down
 */

/** A stretch of time: `fromMs` belongs to it, `toMs` no more. */
export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** A time in which something was not reachable, and the parts of it that say why that does not count. */
export interface Outage extends TimeSpan {
  /** Planned work that covered it. */
  planned: readonly TimeSpan[];
  /** Nothing could be known of it: another trouble hid it. */
  unknown: readonly TimeSpan[];
}

/** How long it was what; together the span that was asked for. */
export interface Availability extends TimeSpan {
  upMs: number;
  downMs: number;
  /** Down, and that was planned. */
  maintenanceMs: number;
  /** Nobody can say. */
  unknownMs: number;
  /** Up by what is known and was not planned: `up / (up + down)`; null where nothing is known. */
  share: number | null;
  /** Stretches of down time, ascending, without those that were planned or unknown. */
  down: TimeSpan[];
}

/**
 * Availability within a span, given what is known: outages, in any order and overlapping as they like, and when nobody
 * listened. Unknown goes before planned, and planned before down: nothing is counted twice, and what was not seen is
 * not called up.
 */
export function availability(
  span: TimeSpan,
  outages: readonly Outage[],
  deaf: readonly TimeSpan[],
): Availability {
  const unknown = union([...deaf, ...outages.flatMap((outage) => within(outage.unknown, outage))], span);
  const planned = union(
    outages.flatMap((outage) => within(outage.planned, outage)),
    span,
  );
  const down = union(outages, span);
  // A trouble that nobody planned counts, although another one at the same time was planned.
  const unplanned = union(
    outages.flatMap((outage) => without([outage], union(within(outage.planned, outage), outage))),
    span,
  );
  const counted = without(unplanned, unknown);
  const forgiven = without(without(planned, unknown), counted);
  const wholeMs = Math.max(0, span.toMs - span.fromMs);
  const downMs = lengthOf(counted);
  const maintenanceMs = lengthOf(forgiven);
  const unknownMs = lengthOf(unknown);
  const upMs = wholeMs - lengthOf(union([...down, ...unknown], span));
  return {
    ...span,
    upMs,
    downMs,
    maintenanceMs,
    unknownMs,
    share: upMs + downMs > 0 ? upMs / (upMs + downMs) : null,
    down: counted,
  };
}

/** Several of them as one, such as the targets of a group: times are added, each stretch stays. */
export function together(span: TimeSpan, each: readonly Availability[]): Omit<Availability, 'down'> {
  const sum = (field: 'upMs' | 'downMs' | 'maintenanceMs' | 'unknownMs') =>
    each.reduce((all, one) => all + one[field], 0);
  const [upMs, downMs] = [sum('upMs'), sum('downMs')];
  return {
    ...span,
    upMs,
    downMs,
    maintenanceMs: sum('maintenanceMs'),
    unknownMs: sum('unknownMs'),
    share: upMs + downMs > 0 ? upMs / (upMs + downMs) : null,
  };
}

function within(spans: readonly TimeSpan[], bounds: TimeSpan): TimeSpan[] {
  return spans
    .map(({ fromMs, toMs }) => ({
      fromMs: Math.max(fromMs, bounds.fromMs),
      toMs: Math.min(toMs, bounds.toMs),
    }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** Ascending, apart from each other, within the bounds. */
function union(spans: readonly TimeSpan[], bounds: TimeSpan): TimeSpan[] {
  const joined: TimeSpan[] = [];
  for (const next of within(spans, bounds).sort((one, other) => one.fromMs - other.fromMs)) {
    const last = joined.at(-1);
    if (last && next.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, next.toMs);
    else joined.push(next);
  }
  return joined;
}

/** What is left of the spans; `taken` is ascending and apart from each other. */
function without(spans: readonly TimeSpan[], taken: readonly TimeSpan[]): TimeSpan[] {
  const left: TimeSpan[] = [];
  for (const { fromMs, toMs } of spans) {
    let at = fromMs;
    for (const hole of taken) {
      if (hole.toMs <= at) continue;
      if (hole.fromMs >= toMs) break;
      if (hole.fromMs > at) left.push({ fromMs: at, toMs: hole.fromMs });
      at = Math.max(at, hole.toMs);
    }
    if (at < toMs) left.push({ fromMs: at, toMs });
  }
  return left;
}

function lengthOf(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}
