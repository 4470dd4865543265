import type { Targets } from '#collector/inventory/targets.ts';
import { knownGaps } from '#collector/jobs/watch-gaps.ts';
import { type OutagesOptions, outageReader } from '#collector/silences/outages.ts';
import { targetBook } from '#collector/target-book.ts';
import { type Availability, availability } from '#judging/availability.ts';

/** Availability of the last 30 days, and the last alert that told of an outage. */
export interface Uptime extends Omit<Availability, 'down'> {
  last: { alert: string; rule: string; fromMs: number; toMs: number } | null;
}

const SPAN_MS = 30 * 86_400_000;
const FRESH_MS = 10 * 60_000;
const AT_ONCE = 100;

export interface UptimeOptions extends OutagesOptions {
  targets: Pick<Targets, 'get'>;
  nowMs(): number;
}

/** How available targets were, as their own pages say it; most have had no alert, and cost no look at any. */
export function targetUptimes(options: UptimeOptions) {
  const { sql, targets, nowMs } = options;
  return targetBook<Uptime>({
    freshMs: FRESH_MS,
    atOnce: AT_ONCE,
    nowMs,
    async ask(ids, atMs) {
      const span = { fromMs: atMs - SPAN_MS, toMs: atMs };
      const alerted = await alertedSince(ids, span.fromMs);
      const gaps = await knownGaps(sql);
      const readers = new Map<string, Awaited<ReturnType<typeof outageReader>>>();
      const found = new Map<string, Uptime>();
      for (const id of ids) {
        const target = targets.get(id);
        if (!target) continue;
        const { organisation, createdAtMs } = target;
        const read = readers.get(organisation) ?? (await outageReader(options, organisation, span, atMs));
        readers.set(organisation, read);
        const outages = alerted.has(id) ? await read(id) : [];
        const deaf = [...gaps, { fromMs: Number.NEGATIVE_INFINITY, toMs: createdAtMs }];
        const { down: _down, ...sums } = availability(span, outages, deaf);
        const [newest] = outages;
        found.set(id, {
          ...sums,
          last: newest
            ? { alert: newest.alert, rule: newest.rule, fromMs: newest.fromMs, toMs: newest.toMs }
            : null,
        });
      }
      return found;
    },
  });

  async function alertedSince(ids: readonly string[], fromMs: number): Promise<Set<string>> {
    const rows = await sql.all<{ target: string }>(
      `SELECT DISTINCT target FROM alerts WHERE target IN (${ids.map(() => '?').join(', ')})
         AND fired_at_ms IS NOT NULL AND (resolved_at_ms IS NULL OR resolved_at_ms > ?)`,
      ...ids,
      fromMs,
    );
    return new Set(rows.map(({ target }) => target));
  }
}
