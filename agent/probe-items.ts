import type { Fact, Reading } from '#probes/probe.ts';
import type { ProbeReport } from '#protocol/agent-report.ts';
import { encodeFrameBody, encodeRecordBody, ITEM } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { probeStateCode } from '#protocol/probe-state.ts';
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
  /** Of probes that reach out the state is sent as well. */
  reach?: 'here' | 'out';
  /** Called with a schema that was not seen before; true when its item shall be sent. */
  announce(id: string, canonical: Uint8Array): boolean;
  /** Called when the probe's state, its error or what it skips is another than before. */
  onReport(report: ProbeReport): void;
}

/** A probe whose sections are read at different times has a few sets of columns, and they come back. */
const KEPT_LAYOUTS = 6;

/** Which columns a frame has, and where their values stand among the readings. */
interface Layout {
  schemaId: string;
  columns: readonly Column[];
  /** Where each column of the schema stands among the readings; some may be left out. */
  taken: readonly number[];
  leftOut: ProbeReport['skipped'];
  /** Made when a failed run brings a part of the columns. */
  placeOf?: ReadonlyMap<Column, number>;
}

export function createProbeItems(options: ProbeItemsOptions): ProbeItems {
  const { probe, target, intervalMs, reach = 'here' } = options;
  const ownColumns = probeColumns(probe, reach);
  /** The layouts that were used last, newest first; the first is that of the last run that worked. */
  let layouts: Layout[] = [];
  let badFacts: ProbeReport['skipped'] = [];
  let lastReport = '';

  return {
    items(run) {
      const items: NewItem[] = [];
      const layout = layoutFor(run, items);
      const width = layout.taken.length;
      // A probe that only brings facts has a frame too: its success and duration.
      const values = new Float64Array(width + ownColumns.length);
      fill(values, layout, run);
      values[width] = run.ok ? 1 : 0;
      values[width + 1] = run.durationMs / 1_000;
      if (reach === 'out') values[width + 2] = probeStateCode(run.state);
      items.push({ kind: ITEM.frame, body: encodeFrameBody(layout.schemaId, run.timeMs, values) });
      for (const fact of run.facts) items.push(...factItem(fact, run.timeMs));
      items.push(...report(run, layout));
      return items;
    },
  };

  function layoutFor(run: ProbeRun, items: NewItem[]): Layout {
    const [last] = layouts;
    if (last !== undefined && (isPartOf(last, run) || hasColumns(last, run.readings))) return last;
    const before = layouts.find((layout) => hasColumns(layout, run.readings));
    const layout = before ?? newLayout(run.readings, items);
    layouts = [layout, ...layouts.filter((each) => each !== layout)].slice(0, KEPT_LAYOUTS);
    return layout;
  }

  /** What a failed run has read goes where it belongs in the frames of the runs that worked. */
  function isPartOf(layout: Layout, run: ProbeRun): boolean {
    if (run.ok) return false;
    if (run.readings.length === 0) return true;
    layout.placeOf ??= new Map(layout.taken.map((index, at) => [layout.columns[index] as Column, at]));
    return run.readings.every(({ column }) => layout.placeOf?.has(column));
  }

  /** Only here are columns looked at: what one bad one would do is to have the whole schema refused. */
  function newLayout(readings: readonly Reading[], items: NewItem[]): Layout {
    const columns = readings.map(({ column }) => column);
    const seen = new Set<string>();
    const taken: number[] = [];
    const leftOut: ProbeReport['skipped'] = [];
    for (const [index, column] of columns.entries()) {
      const key = seriesKey({ target: '', metric: column.metric, labels: column.labels });
      const why = seen.has(key) ? 'the same series twice' : whyBad(column);
      seen.add(key);
      if (why === undefined && taken.length < LIMITS.seriesPerAgent - ownColumns.length) taken.push(index);
      else leftOut.push({ what: key.slice(1, 200), why: why ?? 'more series than an agent may have' });
    }
    const schema: Schema = {
      probe,
      target,
      intervalMs,
      columns: [...taken.map((index) => columns[index] as Column), ...ownColumns],
    };
    const canonical = Buffer.from(canonicalSchema(schema), 'utf8');
    const schemaId = identityOfBytes(canonical);
    if (options.announce(schemaId, canonical)) items.push({ kind: ITEM.schema, body: canonical });
    return { schemaId, columns, taken, leftOut };
  }

  function factItem({ kind, key, data }: Fact, timeMs: number): NewItem[] {
    const record = WireRecord.safeParse({ target, kind, key, data });
    const json = record.success ? JSON.stringify(record.data) : '';
    badFacts = badFacts.filter(({ what }) => what !== kind);
    if (record.success && Buffer.byteLength(json) < LIMITS.recordBytes - 8) return [recordItem(json, timeMs)];
    badFacts = [
      ...badFacts,
      {
        what: kind.slice(0, 200),
        why: record.success ? `a record of ${json.length} characters` : 'no valid record',
      },
    ];
    return [];
  }

  function report(run: ProbeRun, { leftOut }: Layout): NewItem[] {
    const skipped = [...run.skipped, ...leftOut, ...badFacts].slice(0, 200).map(({ what, why }) => ({
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

function hasColumns({ columns }: Layout, readings: readonly Reading[]): boolean {
  if (readings.length !== columns.length) return false;
  for (let index = 0; index < readings.length; index++) {
    if ((readings[index] as Reading).column !== columns[index]) return false;
  }
  return true;
}

function fill(values: Float64Array, layout: Layout, { ok, readings }: ProbeRun): void {
  const { taken, placeOf } = layout;
  if (ok || hasColumns(layout, readings)) {
    for (let at = 0; at < taken.length; at++) values[at] = readings[taken[at] as number]?.value ?? Number.NaN;
    return;
  }
  values.fill(Number.NaN);
  for (const { column, value } of readings) values[placeOf?.get(column) as number] = value;
}

/** A record as an item; the JSON is that of a `WireRecord`. */
export function recordItem(json: string, timeMs: number): NewItem {
  return { kind: ITEM.record, body: encodeRecordBody(timeMs, json) };
}

function whyBad(column: Column): string | undefined {
  const parsed = Column.safeParse(column);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'not valid');
}
