import { expect, it } from 'vitest';
import { Admission, type Origin, type Verdict } from '#collector/intake/admission.ts';
import { SchemasInUse } from '#collector/intake/schemas-in-use.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { OWN_METRIC_NAME } from '#protocol/metric.ts';
import {
  BACKUP_METRICS,
  type BackupSamples,
  CLOCK_METRIC,
  DRILL_METRIC,
  OWN_METRICS,
  type OwnFigures,
  OwnSamples,
  ZONE_METRICS,
} from './own-samples.ts';

const figures = Object.fromEntries(OWN_METRICS.map(({ name }, index) => [name, index])) as OwnFigures;
const room = { organisation: 'default', zone: 'room-1', agents: 1, unasked: 0 };
const sender = { key: '00000000-0000-0000-0000-000000000000', organisation: 'default' };

it('sends what the intake takes: its own figures and the clocks of agents, schemas only once', async () => {
  const pushes: { entries: Uint8Array; count: number }[] = [];
  const samples = new OwnSamples({
    target: 'collector',
    sender,
    push: async (_sender, entries, count) => pushes.push({ entries: entries.slice(), count }),
  });

  await samples.send(figures, [room], [{ target: 'web1', skewMs: -7_500 }], 1_000);
  await samples.send(figures, [room], [{ target: 'web1', skewMs: 0 }], 2_000);

  expect(pushes.map(({ count }) => count)).toEqual([6, 3]);
  const admission = new Admission(openSchemaBook());
  for (const { entries, count } of pushes)
    expect(admit(admission, entries, count)).toEqual({ entries: count, refused: [] });
});

it('tells of backups once there is something to tell, beside its own figures', async () => {
  const pushes: { entries: Uint8Array; count: number }[] = [];
  const samples = new OwnSamples({
    target: 'collector',
    sender,
    push: async (_sender, entries, count) => pushes.push({ entries: entries.slice(), count }),
  });
  const backups = Object.fromEntries(BACKUP_METRICS.map(({ name }) => [name, 1])) as BackupSamples;

  await samples.send(figures, [], [], 1_000, []);
  await samples.send(figures, [], [], 2_000, [], backups);
  await samples.send(figures, [], [], 3_000, [], backups);

  expect(pushes.map(({ count }) => count)).toEqual([2, 3, 2]);
  const admission = new Admission(openSchemaBook());
  for (const { entries, count } of pushes)
    expect(admit(admission, entries, count)).toEqual({ entries: count, refused: [] });
});

it('sends the schemas again when the journal took nothing', async () => {
  const counts: number[] = [];
  let isFull = true;
  const samples = new OwnSamples({
    target: 'collector',
    sender,
    async push(_sender, _entries, count) {
      counts.push(count);
      if (isFull) throw new Error('full');
    },
  });

  await expect(samples.send(figures, [], [], 1_000)).rejects.toThrow('full');
  isFull = false;
  await samples.send(figures, [], [], 2_000);

  expect(counts).toEqual([2, 2]);
});

it('says of a zone that is gone that nothing is missing there, and then nothing any more', async () => {
  const counts: number[] = [];
  const samples = new OwnSamples({
    target: 'collector',
    sender,
    push: async (_sender, _entries, count) => counts.push(count),
  });
  await samples.send(figures, [{ ...room, unasked: 3 }], [], 0);

  for (let second = 1; second <= 8; second++) await samples.send(figures, [], [], second);

  expect(counts).toEqual([4, 2, 2, 2, 2, 2, 2, 1, 1]);
});

it('names its metrics as all of our own are named', () => {
  for (const { name } of [...OWN_METRICS, ...ZONE_METRICS, ...BACKUP_METRICS, CLOCK_METRIC, DRILL_METRIC])
    expect(name).toMatch(OWN_METRIC_NAME);
});

function admit(admission: Admission, bytes: Uint8Array, count: number) {
  const origin: Origin = {
    sender: undefined,
    source: sender.key,
    organisation: 'default',
    schemas: new SchemasInUse({ targets: undefined, limits: undefined, newestMs: () => Number.NaN }),
  };
  const admitted = admission.begin();
  const verdict: Verdict = { ranges: [], refused: [], schemasNeeded: [] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  admission.message(bytes, view, 0, count, origin, 1_000, admitted, verdict);
  return { entries: admitted.entries, refused: verdict.refused };
}
