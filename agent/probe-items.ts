import type { Fact, Reading } from '#probes/probe.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import { encodeFrameBody, encodeRecordBody, ITEM } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { WireRecord } from '#protocol/record.ts';
import { seriesKey } from '#protocol/sample.ts';
import { Column, canonicalSchema, type Schema } from '#protocol/schema.ts';
import { probeColumns } from './metrics.ts';
import type { NewItem } from './outbox/outbox.ts';
import { identityOfBytes } from './outbox/schema-shelf.ts';
import type { ProbeRun } from './run-probe.ts';

/** Turns the runs of one probe on one target into items. */
export interface ProbeItems {
  items(run: ProbeRun): NewItem[];
}

export interface ProbeItemsOptions {
  probe: string;
  target: string;
  intervalMs: number;
  /** Called with a schema that was not seen before; true when its item shall be sent. */
  announce(id: string, canonical: Uint8Array): boolean;
  /** Called when the probe's state, its error or what it skips is another than before. */
  onReport(report: ProbeReport): void;
}

export function createProbeItems(options: ProbeItemsOptions): ProbeItems {
  const { probe, target, intervalMs } = options;
  const ownColumns = probeColumns(probe);
  /** The columns of the last run that worked; compared by identity. */
  let columns: readonly Column[] = [];
  /** Where each column of the schema stands among the readings; some may be left out. */
  let taken: readonly number[] = [];
  let leftOut: ProbeReport['skipped'] = [];
  let schemaId = '';
  let lastReport = '';

  return {
    items(run) {
      const items: NewItem[] = [];
      if (schemaId === '' || (run.ok && !hasColumns(run.readings))) items.push(...useColumns(run.readings));
      // A probe that only brings facts has a frame too: its success and duration.
      const values = new Float64Array(taken.length + ownColumns.length).fill(Number.NaN);
      if (run.ok)
        for (const [at, index] of taken.entries()) values[at] = run.readings[index]?.value ?? Number.NaN;
      values[taken.length] = run.ok ? 1 : 0;
      values[taken.length + 1] = run.durationMs / 1_000;
      items.push({ kind: ITEM.frame, body: encodeFrameBody(schemaId, run.timeMs, values) });
      for (const fact of run.facts) items.push(...factItem(fact, run.timeMs));
      items.push(...report(run));
      return items;
    },
  };

  function hasColumns(readings: readonly Reading[]): boolean {
    if (readings.length !== columns.length) return false;
    for (let index = 0; index < readings.length; index++) {
      if (readings[index]?.column !== columns[index]) return false;
    }
    return true;
  }

  /** Only here are columns looked at: what one bad one would do is to have the whole schema refused. */
  function useColumns(readings: readonly Reading[]): NewItem[] {
    columns = readings.map(({ column }) => column);
    const seen = new Set<string>();
    const good: number[] = [];
    leftOut = [];
    for (const [index, column] of columns.entries()) {
      const key = seriesKey({ target: '', metric: column.metric, labels: column.labels });
      const why = seen.has(key) ? 'the same series twice' : whyBad(column);
      seen.add(key);
      if (why === undefined && good.length < LIMITS.seriesPerAgent) good.push(index);
      else leftOut.push({ what: key.slice(1, 200), why: why ?? 'more series than an agent may have' });
    }
    taken = good;
    const schema: Schema = {
      probe,
      target,
      intervalMs,
      columns: [...good.map((index) => columns[index] as Column), ...ownColumns],
    };
    const canonical = Buffer.from(canonicalSchema(schema), 'utf8');
    schemaId = identityOfBytes(canonical);
    return options.announce(schemaId, canonical) ? [{ kind: ITEM.schema, body: canonical }] : [];
  }

  function factItem({ kind, key, data }: Fact, timeMs: number): NewItem[] {
    const record = WireRecord.safeParse({ target, kind, key, data });
    const json = record.success ? JSON.stringify(record.data) : '';
    if (record.success && Buffer.byteLength(json) < LIMITS.recordBytes - 8) return [recordItem(json, timeMs)];
    leftOut = [
      ...leftOut.filter(({ what }) => what !== kind),
      {
        what: kind.slice(0, 200),
        why: record.success ? `a record of ${json.length} characters` : 'no valid record',
      },
    ];
    return [];
  }

  function report(run: ProbeRun): NewItem[] {
    const skipped = [...run.skipped, ...leftOut].slice(0, 200).map(({ what, why }) => ({
      what: what.slice(0, 200),
      why: why.slice(0, 200),
    }));
    const data: ProbeReport = { probe, ok: run.ok, error: run.error, skipped };
    const text = JSON.stringify(data);
    if (text === lastReport) return [];
    // A probe that works and leaves nothing out has nothing to report at first.
    const isWorthSaying = lastReport !== '' || !run.ok || skipped.length > 0;
    lastReport = text;
    if (!isWorthSaying) return [];
    options.onReport(data);
    const record: WireRecord = { target, kind: 'agent_report', key: probe, data };
    return [recordItem(JSON.stringify(record), run.timeMs)];
  }
}

/** A record as an item; the JSON is that of a `WireRecord`. */
export function recordItem(json: string, timeMs: number): NewItem {
  return { kind: ITEM.record, body: encodeRecordBody(timeMs, json) };
}

function whyBad(column: Column): string | undefined {
  const parsed = Column.safeParse(column);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'not valid');
}
