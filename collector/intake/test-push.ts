import Fastify from 'fastify';
import { ENTRY_HEADER_BYTES, JournalFullError } from '#collector/journal/journal.ts';
import { decodeFrameBody, ITEM, ITEM_HEADER_BYTES } from '#protocol/frame.ts';
import { Schema, schemaIdentity } from '#protocol/schema.ts';
import { OtlpIntake } from './otlp/otlp-intake.ts';
import { registerOtlp } from './otlp/otlp-route.ts';
import { RemoteWriteIntake } from './remote-write/remote-write-intake.ts';
import { registerRemoteWrite } from './remote-write/remote-write-route.ts';
import { SeriesDesk } from './series-push/series-desk.ts';

export const NOW_MS = 1_700_000_000_000;
const KEY = { key: '11111111-2222-3333-4444-555555555555', organisation: 'org' };

/** What a journal of a test got. */
export interface PushedFrame {
  target: string;
  timeMs: number;
  /** By metric and labels, such as `up.x{a="b"}`. */
  values: Record<string, number>;
}

/** The doors for pushing programs over a journal that only remembers. */
export function openTestDoors({ seriesPerTarget = 5_000, hosts = 1_000 } = {}) {
  const pushed: Uint8Array[] = [];
  const told: string[] = [];
  const targets = new Map<string, string>();
  const answers: { refused: []; schemasNeeded: string[] }[] = [];
  let nowMs = NOW_MS;
  let isBroken = false;
  const desk = (probe: string) =>
    new SeriesDesk({
      probe,
      async push(_sender, entries) {
        if (isBroken) throw new JournalFullError(undefined);
        pushed.push(entries.slice());
        return answers.shift() ?? { refused: [], schemasNeeded: [] };
      },
      async targetForHost(_organisation, host) {
        const known = targets.get(host);
        if (known !== undefined) return known;
        if (targets.size >= hosts)
          throw Object.assign(new Error('no more targets'), { name: 'TooManyTargetsError' });
        targets.set(host, `target-of-${host}`);
        return `target-of-${host}`;
      },
      seriesPerTarget,
      onRefused: (_sender, fault, count, example) => told.push(`${fault} ${count} ${example}`),
    });
  const desks = { remoteWrite: desk('remote_write'), otlp: desk('otlp') };
  const app = Fastify();
  const options = {
    push: async (key: string) => (key === 'secret' ? KEY : undefined),
    nowMs: () => nowMs,
  };
  registerRemoteWrite(app, { remoteWrite: new RemoteWriteIntake(desks.remoteWrite), ...options });
  registerOtlp(app, { otlp: new OtlpIntake(desks.otlp), ...options });
  return {
    app,
    desks,
    pushed,
    told,
    targets,
    answers,
    breakJournal(now: boolean): void {
      isBroken = now;
    },
    pass(ms: number): void {
      nowMs += ms;
    },
    frames: () => framesOf(pushed),
    /** Every value that was read, in the order of the journal: `target metric{labels} time value`. */
    samples: () =>
      framesOf(pushed).flatMap(({ target, timeMs, values }) =>
        Object.entries(values).map(([series, value]) => `${target} ${series} ${timeMs} ${value}`),
      ),
    schemas: () => schemasOf(pushed),
  };
}

/** The schemas in the order in which they came. */
export function schemasOf(pushed: readonly Uint8Array[]): Schema[] {
  return itemsOf(pushed).flatMap(({ schema }) => schema ?? []);
}

/** The frames of journal entries, read as a consumer of the journal reads them. */
export function framesOf(pushed: readonly Uint8Array[]): PushedFrame[] {
  const schemas = new Map<string, Schema>();
  const frames: PushedFrame[] = [];
  for (const { schema, body } of itemsOf(pushed)) {
    if (schema) {
      schemas.set(schemaIdentity(schema), schema);
      continue;
    }
    const { schemaId, timeMs, values } = decodeFrameBody(body);
    const known = schemas.get(schemaId);
    if (!known) throw new Error('a frame before its schema');
    if (known.columns.length !== values.length) throw new Error('a frame as wide as no schema');
    const named = known.columns.map(({ metric, labels }, column): [string, number] => [
      `${metric}${labelText(labels)}`,
      values[column] ?? 0,
    ]);
    frames.push({ target: known.target, timeMs, values: Object.fromEntries(named) });
  }
  return frames;
}

function* eachEntry(entries: Uint8Array): Generator<{ kind: number; body: Uint8Array }> {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.length);
  for (let at = 0; at < entries.length; at += view.getUint32(at, true)) {
    const item = at + ENTRY_HEADER_BYTES;
    const start = item + ITEM_HEADER_BYTES;
    yield { kind: entries[item] ?? 0, body: entries.subarray(start, start + view.getUint32(item + 4, true)) };
  }
}

function itemsOf(pushed: readonly Uint8Array[]): { schema: Schema | undefined; body: Uint8Array }[] {
  return pushed.flatMap((entries) =>
    [...eachEntry(entries)].map(({ kind, body }) => ({
      schema: kind === ITEM.schema ? Schema.parse(JSON.parse(Buffer.from(body).toString('utf8'))) : undefined,
      body,
    })),
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
