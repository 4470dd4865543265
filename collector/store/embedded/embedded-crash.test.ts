import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seriesKey } from '#protocol/sample.ts';
import { memoryStore } from '../memory-store.ts';
import { AGGREGATIONS, DEFAULT_QUERY_LIMITS, type Store } from '../store.ts';
import { CRASH_METRICS, rowsOf, schemaOf } from './crash-rows.ts';
import { openEmbeddedStore } from './embedded-store.ts';

let folder: string;
let store: Store | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-crash-'));
});
afterEach(async () => {
  await store?.close();
  rmSync(folder, { recursive: true, force: true });
});

const { startMs } = schemaOf(0);
const DAY = 86_400_000;

/** Lets a process of its own append until it has flushed `flushes` times and a little more, and kills it. */
async function appendAndKill(flushes: number, lingerMs: number): Promise<number> {
  const child = fork(join(import.meta.dirname, 'appending-child.ts'), [folder]);
  let durable = 0;
  await new Promise<void>((resolve, reject) => {
    let seen = 0;
    child.on('message', (message: { durable: number }) => {
      durable = message.durable;
      if (++seen === flushes) setTimeout(resolve, lingerMs);
    });
    child.on('exit', (code) => reject(new Error(`ended by itself with ${code}`)));
  });
  child.removeAllListeners('exit');
  await new Promise((resolve) => {
    child.on('exit', resolve);
    child.kill('SIGKILL');
  });
  return durable;
}

async function append(to: Store, from: number, until: number): Promise<void> {
  for (let position = from; position < until; position++) await to.append(rowsOf(position), position + 1);
}

async function expectSame(found: Store, expected: Store, stepMs: number): Promise<void> {
  for (const metric of CRASH_METRICS) {
    for (const aggregation of stepMs ? AGGREGATIONS.filter((one) => one !== 'rate') : (['last'] as const)) {
      const query = {
        selector: { metric },
        fromMs: startMs - DAY,
        toMs: startMs + 5 * DAY,
        stepMs,
        aggregation,
      };
      const [ours, theirs] = await Promise.all(
        [found, expected].map(async (one) => {
          const answers = await one.query(query, DEFAULT_QUERY_LIMITS);
          return answers.sort((a, b) => (seriesKey(a) < seriesKey(b) ? -1 : 1));
        }),
      );
      expect(ours.map(({ timesMs }) => [...timesMs])).toEqual(theirs.map(({ timesMs }) => [...timesMs]));
      expect(ours.map(({ values }) => [...values])).toEqual(theirs.map(({ values }) => [...values]));
    }
  }
}

describe('the embedded store after a crash', () => {
  it('holds exactly what its position says, and the same rows again change nothing', {
    timeout: 60_000,
  }, async () => {
    let reached = 1;
    for (const [round, lingerMs] of [3, 0, 20, 7].entries()) {
      const durable = await appendAndKill(4 + round * 3, lingerMs);
      store = await openEmbeddedStore(folder);
      const position = await store.position();
      expect(position).toBeGreaterThanOrEqual(durable);
      expect(position).toBeGreaterThan(reached);
      reached = position;

      const model = memoryStore();
      await append(model, 1, position);
      await expectSame(store, model, 0);
      await store.close();
    }

    store = await openEmbeddedStore(folder);
    await append(store, reached, reached + 200);
    while (await store.maintain(startMs + 10 * DAY));
    const model = memoryStore();
    await append(model, 1, reached + 200);
    await expectSame(store, model, 0);
    await expectSame(store, model, 600_000);
  });

  it('is not opened by a second process, and says so', async () => {
    store = await openEmbeddedStore(folder);

    await expect(openEmbeddedStore(folder)).rejects.toThrow('in use by another collector');
  });
});

describe('the embedded store with damaged files', () => {
  const chunkFile = () => join(folder, 'raw', readdirSync(join(folder, 'raw')).sort()[0]);

  async function fill(): Promise<void> {
    store = await openEmbeddedStore(folder, { headBytes: 50_000, recentBytes: 1 });
    await append(store, 1, 1_500);
    await store.close();
    store = undefined;
  }

  function overwrite(offset: number, text: string): void {
    const file = openSync(chunkFile(), 'r+');
    writeSync(file, text, offset);
    closeSync(file);
  }

  const pointsOf = async (metric: string) => {
    const query = {
      selector: { metric },
      fromMs: startMs - DAY,
      toMs: startMs + DAY,
      stepMs: 0,
      aggregation: 'last' as const,
    };
    const answers = (await store?.query(query, DEFAULT_QUERY_LIMITS)) ?? [];
    return answers.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  };

  it('names the span of a damaged chunk and serves the rest', async () => {
    await fill();
    overwrite(5, 'rubbish');

    store = await openEmbeddedStore(folder, { recentBytes: 1 });

    const points = await pointsOf('crash.m1');
    expect(points).toBeGreaterThan(5_000);
    expect(points).toBeLessThan(7_495);
    const { faults } = store.stats();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: 'corrupt_chunk', detail: expect.stringContaining('host-') });
    expect(faults[0].fromMs).toBeLessThan(faults[0].toMs);
  });

  it('never answers with a value that a flipped bit has changed', async () => {
    await fill();
    store = await openEmbeddedStore(folder, { recentBytes: 1 });
    const before = await Promise.all(CRASH_METRICS.map(pointsOf));
    await store.close();
    for (let offset = 300; offset < 20_000; offset += 997) overwrite(offset, '\x55');

    store = await openEmbeddedStore(folder, { recentBytes: 1 });
    const model = memoryStore();
    await append(model, 1, 1_500);
    for (const [at, metric] of CRASH_METRICS.entries()) {
      expect(await pointsOf(metric)).toBeLessThanOrEqual(before[at]);
      const query = {
        selector: { metric },
        fromMs: startMs - DAY,
        toMs: startMs + DAY,
        stepMs: 0,
        aggregation: 'last' as const,
      };
      const whole = new Map((await model.query(query, DEFAULT_QUERY_LIMITS)).map((one) => [one.target, one]));
      for (const { target, timesMs, values } of await store.query(query, DEFAULT_QUERY_LIMITS)) {
        const expected = new Map(
          [...(whole.get(target)?.timesMs ?? [])].map((time, row) => [time, whole.get(target)?.values[row]]),
        );
        expect([...timesMs.keys()].filter((row) => expected.get(timesMs[row]) !== values[row])).toEqual([]);
      }
    }
    expect(store.stats().faults.length).toBeGreaterThan(0);
  });

  it('serves what is left when a file is gone', async () => {
    await fill();
    rmSync(chunkFile());

    store = await openEmbeddedStore(folder, { recentBytes: 1 });

    expect(await pointsOf('crash.m1')).toBeGreaterThan(0);
    expect(store.stats().faults.length).toBeGreaterThan(0);
  });
});
