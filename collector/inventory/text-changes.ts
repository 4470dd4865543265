/*
 * A word has no series, the number of its changes has: so the conditions that judge numbers judge words too, and the
 * evidence of the alert says from what to what.
 *
 *   inventory record ─► watched words ─► counted in the ledger, with the record ─┬─► evidence of the series
 *                                                                                └─► samples of `inventory.changes`
 */
import { createHash } from 'node:crypto';
import { type Push, SampleSender } from '#collector/health/sample-sender.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Evidence } from '#protocol/evidence.ts';
import type { Labels } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';
import { inventoryMetrics } from '#protocol/vocabulary/inventory.ts';
import { type WatchedField, watchedTexts } from './watched-texts.ts';

/** Agents say it every hour, devices when it changes and once in a while. */
const INTERVAL_MS = 3_600_000;
/** Targets whose counts may wait for the journal; beyond it the oldest wait for their next inventory. */
const MAX_WAITING = 10_000;
/** Parts of one record in the numbering of evidence. */
const PARTS = 16;

const [{ name: METRIC, kind, unit }] = inventoryMetrics;

/** How often the watched words of one inventory of a target have changed. */
export interface TextCounts {
  target: string;
  /** Key of the inventory; empty for the one that most targets have. */
  inventory: string;
  timeMs: number;
  counts: ReadonlyMap<WatchedField, number>;
}

interface Row {
  field: WatchedField;
  changes: number;
  value: string;
}

export interface TextChangesOptions {
  sql: Sql;
  evidence: { take(target: string, timeMs: number, position: number, data: Evidence): Promise<unknown> };
  nowMs(): number;
}

export type TextChanges = ReturnType<typeof textChangesIn>;

/** Counts the changes of watched words. */
export function textChangesIn({ sql, evidence, nowMs }: TextChangesOptions) {
  const listeners: ((counts: readonly TextCounts[]) => void)[] = [];
  return {
    /**
     * Takes the newest inventory of a target, inside the caller's transaction: what it says for the first time is not a
     * change, and what it no longer says is not one either. Returns what is to be told once that is committed.
     */
    async take(
      target: string,
      inventory: string,
      position: number,
      data: unknown,
    ): Promise<TextCounts | undefined> {
      const texts = watchedTexts(data);
      if (texts.size === 0) return undefined;
      const timeMs = nowMs();
      const rows = await sql.all<Row>(
        'SELECT field, changes, value FROM inventory_changes WHERE target = ? AND inventory = ?',
        target,
        inventory,
      );
      const known = new Map(rows.map((row) => [row.field, row]));
      const counts = new Map<WatchedField, number>();
      let part = 0;
      for (const [field, text] of texts) {
        const before = known.get(field);
        const isChanged = before !== undefined && before.value !== text;
        const changes = (before?.changes ?? 0) + (isChanged ? 1 : 0);
        counts.set(field, changes);
        if (before && !isChanged) continue;
        await keep(target, inventory, { field, changes, value: text }, timeMs);
        if (!isChanged) continue;
        const seen = changeEvidence(labelsOf(field, inventory), before.value, text);
        // Evidence is numbered by entry of the journal; numbers below 0 are those of parts of one.
        await evidence.take(target, timeMs, -(position * PARTS + part++), seen);
      }
      return { target, inventory, timeMs, counts };
    },

    /** Called with what was taken, once it is committed. */
    onTaken(listener: (counts: readonly TextCounts[]) => void): void {
      listeners.push(listener);
    },

    taken(counts: readonly TextCounts[]): void {
      if (counts.length > 0) for (const listener of listeners) listener(counts);
    },
  };

  async function keep(
    target: string,
    inventory: string,
    { field, changes, value }: Row,
    timeMs: number,
  ): Promise<void> {
    await sql.run(
      `INSERT INTO inventory_changes (target, inventory, field, changes, value, at_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (target, inventory, field) DO UPDATE SET
         changes = excluded.changes, value = excluded.value, at_ms = excluded.at_ms`,
      target,
      inventory,
      field,
      changes,
      value,
      timeMs,
    );
  }
}

export interface TextSamplesOptions {
  push: Push;
  organisationOf(target: string): string | undefined;
  nowMs(): number;
}

/** Brings the counts into the journal. What it does not take waits, and goes with the next ones. */
export class TextSamples {
  readonly #options: TextSamplesOptions;
  readonly #senders = new Map<string, SampleSender>();
  readonly #waiting = new Map<string, TextCounts>();
  #running: Promise<void> | undefined;
  /** Counts that waited for too many others. */
  dropped = 0;

  constructor(options: TextSamplesOptions) {
    this.#options = options;
  }

  /** Resolves when they are durable, and rejects when the journal took nothing. */
  async send(counts: readonly TextCounts[]): Promise<void> {
    for (const each of counts) {
      const key = `${each.target} ${each.inventory}`;
      this.#waiting.delete(key);
      this.#waiting.set(key, each);
    }
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= MAX_WAITING) break;
      this.#waiting.delete(key);
      this.dropped++;
    }
    const before = this.#running;
    this.#running = (async () => {
      await before?.catch(() => {});
      await this.#sendWaiting();
    })();
    await this.#running;
  }

  async #sendWaiting(): Promise<void> {
    const { organisationOf, nowMs } = this.#options;
    const waiting = [...this.#waiting];
    for (const [organisation, own] of Map.groupBy(waiting, ([, { target }]) => organisationOf(target))) {
      if (organisation !== undefined) {
        const rows = own.map(([, counts]) => ({
          key: `${counts.target} ${counts.inventory} ${[...counts.counts.keys()]}`,
          schema: () => schemaOf(counts),
          values: [...counts.counts.values()],
          timeMs: counts.timeMs,
        }));
        await this.#senderOf(organisation).send(rows, nowMs());
      }
      for (const [key, counts] of own) if (this.#waiting.get(key) === counts) this.#waiting.delete(key);
    }
  }

  #senderOf(organisation: string): SampleSender {
    const known = this.#senders.get(organisation);
    if (known) return known;
    const sender = new SampleSender({ key: keyOf(organisation), organisation }, this.#options.push);
    this.#senders.set(organisation, sender);
    return sender;
  }
}

function changeEvidence(labels: Labels, before: string, after: string): Evidence {
  return {
    metric: METRIC,
    labels: { ...labels },
    title: labels.field,
    form: 'diff',
    lines: [`-${before}`, `+${after}`],
    omitted: 0,
  };
}

function labelsOf(field: WatchedField, inventory: string): Labels {
  return inventory === '' ? { field } : { field, inventory };
}

function schemaOf({ target, inventory, counts }: TextCounts): Schema {
  return {
    probe: inventory === '' ? 'inventory_changes' : `inventory_changes ${inventory}`,
    target,
    intervalMs: INTERVAL_MS,
    columns: [...counts.keys()].map((field) => ({
      metric: METRIC,
      labels: labelsOf(field, inventory),
      kind,
      unit,
    })),
  };
}

/** Stands for the counter of an organisation where samples name the key that brought them. */
function keyOf(organisation: string): string {
  const hex = createHash('sha256').update(`inventories of ${organisation}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
