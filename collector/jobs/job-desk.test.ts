import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { sealWith } from '#collector/people/seal.ts';
import { openRegistry } from '#collector/registry.ts';
import { JobDefinition } from '#protocol/job.ts';
import { Beats } from './beats.ts';
import { JobDesk } from './job-desk.ts';
import { type JobRow, JobSamples } from './job-samples.ts';

const ACTOR = { who: 'test', address: '' };
const at = (text: string) => Date.parse(`2026-${text}+08:00`);
const DEFINITIONS = [
  { schedule: { kind: 'daily', days: 'working', by: '16:00' } },
  { schedule: { kind: 'cron', expression: '30 2 * * *' }, graceMs: 600_000 },
  { schedule: { kind: 'every', everyMs: 3_600_000 } },
  { schedule: { kind: 'monthly', on: { workingDay: 2 } } },
  { schedule: { kind: 'daily', from: '18:00', by: '08:00' }, expect: { small: { bytes: 50 } } },
];

let ledger: TemporaryLedger;
let nowMs: number;
let zone: string;
let faults: string[];
let told: JobRow[];
const opened: JobDesk[] = [];
beforeEach(async () => {
  ledger = await temporaryLedger();
  nowMs = at('03-01T12:00:00');
  zone = 'Asia/Shanghai';
  faults = [];
  told = [];
});
afterEach(async () => {
  for (const desk of opened.splice(0)) await desk.close();
  await ledger.remove();
});

/** A collector's part about jobs, begun anew over the same ledger. */
async function open() {
  const registry = await openRegistry({
    sql: ledger.sql,
    seal: sealWith(Buffer.alloc(32)),
    nowMs: () => nowMs,
    isConnected: () => false,
  });
  await registry.organisations.ensureDefault('here');
  const { jobs, targets, calendars } = registry;
  const desk = await JobDesk.open({
    sql: ledger.sql,
    jobs,
    targets,
    calendars,
    zoneOf: () => zone,
    samples: { send: async (rows) => void told.push(...rows), forget() {} },
    nowMs: () => nowMs,
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  opened.push(desk);
  const beats = new Beats(ledger.sql, jobs);
  return {
    jobs,
    targets,
    desk,
    async make(definition: unknown): Promise<string> {
      const wanted = {
        organisation: 'default',
        name: 'job',
        fields: {},
        definition: JobDefinition.parse(definition),
      };
      return (await jobs.create(ACTOR, wanted)).job.id;
    },
    beat: (id: string, phase: 'started' | 'succeeded' | 'failed', atMs: number, bytes = 100) =>
      beats.take(id, { phase, atMs, bytes, toldBy: 'beat' }),
    async goTo(toMs: number) {
      nowMs = toMs;
      desk.tick();
      await desk.idle();
    },
  };
}

/** A pseudo-random number below `max`, the same in every run of the test. */
function numbers(seed: number): (max: number) => number {
  let state = seed;
  return (max) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % max;
  };
}

test('a desk that is opened anew comes to the same, whatever happened to the jobs', async () => {
  const first = await open();
  const ids = [];
  for (let count = 0; count < 15; count++)
    ids.push(await first.make(DEFINITIONS[count % DEFINITIONS.length]));
  const below = numbers(7);
  for (let hour = 0; hour < 100; hour++) {
    await first.goTo(nowMs + 3_600_000);
    for (const id of ids) {
      if (below(10) > 0) continue;
      const phase = (['started', 'succeeded', 'succeeded', 'failed'] as const)[below(4)];
      await first.beat(id, phase, nowMs - below(3) * 1_800_000, below(200));
    }
  }
  await first.desk.idle();

  const second = await open();

  const states = new Set<string>();
  for (const id of ids) {
    const [one, other] = [first.desk.standing(id), second.desk.standing(id)];
    expect(other?.judged).toEqual(one?.judged);
    expect(other?.stateSinceMs).toBe(one?.stateSinceMs);
    states.add(one?.judged.state ?? '');
  }
  expect(states.size).toBeGreaterThan(2);
  expect(faults).toEqual([]);
});

test('what happened while nobody looked is told in its order, and a long time costs no more than it holds', async () => {
  const first = await open();
  const id = await first.make({ schedule: { kind: 'every', everyMs: 60_000 } });
  await first.beat(id, 'succeeded', nowMs + 1);

  await first.goTo(nowMs + 10 * 86_400_000);

  expect(first.desk.standing(id)?.judged.state).toBe('missing');
  const tally = (await first.jobs.windows.tallies([id], 0)).get(id);
  expect(tally?.met).toBe(1);
  expect(tally?.missing).toBeGreaterThan(5_000);
  expect((await first.jobs.windows.list(id, 0, nowMs, 10_000)).length).toBeLessThanOrEqual(550);
});

test('a night in which the collector was down accuses nobody, and a beat that comes later is counted', async () => {
  const first = await open();
  const id = await first.make({ schedule: { kind: 'cron', expression: '30 2 * * *' } });
  await first.goTo(at('03-02T01:00:00'));
  await first.desk.close();
  nowMs = at('03-03T02:20:00');

  const second = await open();
  expect(second.desk.standing(id)?.judged.state).toBe('late');
  await second.goTo(at('03-03T02:31:00'));
  expect(second.desk.standing(id)?.judged.state).toBe('waiting');
  expect((await second.jobs.windows.tallies([id], 0)).get(id)).toMatchObject({ unseen: 1, missing: 0 });

  second.jobs.changed(
    await second.jobs.take(id, { phase: 'succeeded', atMs: at('03-02T02:50:00'), toldBy: 'beat' }),
  );
  await second.desk.idle();
  expect((await second.jobs.windows.tallies([id], 0)).get(id)).toMatchObject({ unseen: 0, met: 1 });
});

test('another zone of the organisation moves the deadlines', async () => {
  const { desk, make } = await open();
  const id = await make({ schedule: { kind: 'daily', by: '16:00' } });
  await desk.idle();
  const before = desk.standing(id)?.judged.pending?.dueMs as number;

  zone = 'Europe/Berlin';
  desk.organisationChanged('default');
  await desk.idle();

  expect(desk.standing(id)?.judged.pending?.dueMs).toBe(before + 7 * 3_600_000);
});

test('a ledger that takes nothing for a while is tried again, and the state is right then', async () => {
  const { desk, make, goTo } = await open();
  const id = await make({ schedule: { kind: 'daily', by: '16:00' } });
  await desk.idle();
  await ledger.sql.run('ALTER TABLE job_windows RENAME TO away');

  await goTo(at('03-03T12:00:00'));
  expect(faults[0]).toMatch(/^judging jobs: /);
  await ledger.sql.run('ALTER TABLE away RENAME TO job_windows');
  await goTo(nowMs + 2_000);

  expect(desk.standing(id)?.judged.state).toBe('missing');
});

test('a job that is gone tells nothing any more', async () => {
  const { desk, targets, make, goTo } = await open();
  const id = await make({ schedule: { kind: 'daily', by: '16:00' } });
  await desk.idle();
  await targets.remove(id);
  targets.forget(id);
  told = [];

  await goTo(nowMs + 2 * 86_400_000);

  expect(told).toEqual([]);
  expect(desk.standing(id)).toBeUndefined();
});

test('figures go into the journal under the organisation of the job, and never twice with one time', async () => {
  const pushed: { organisation: string; count: number }[] = [];
  const samples = new JobSamples(
    async ({ organisation }, _entries, count) => void pushed.push({ organisation, count }),
  );
  const values = Array<number>(9).fill(1);

  await samples.send(
    [
      { id: 'a', organisation: 'one', values },
      { id: 'b', organisation: 'two', values },
    ],
    5,
  );
  await samples.send([{ id: 'a', organisation: 'one', values }], 5);

  expect(pushed).toEqual([
    { organisation: 'one', count: 2 },
    { organisation: 'two', count: 2 },
    { organisation: 'one', count: 1 },
  ]);
});
