/*
 * Recorded walks of real devices, in the folder that WARD_RECORDINGS names: each is recognised, and gives what was
 * worked out from it by hand. The walks are not part of the project; without them this counts as skipped.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../profile/profiles.ts';
import { type ReadDevice, readDevice } from '../snmp/test-device.ts';
import { facilityProfiles, facilityRows } from './recordings-facility.ts';
import { networkProfiles, networkRows } from './recordings-network.ts';
import type { RecordingRow } from './recordings-rows.ts';
import { recordedDevice } from './test-recorded-device.ts';

const expectedProfiles = [...networkProfiles, ...facilityProfiles];
const rows = [...networkRows, ...facilityRows];
const folder = process.env.WARD_RECORDINGS;

if (folder === undefined) it.skip('recorded walks: WARD_RECORDINGS names no folder of them', () => undefined);
else describe('recorded walks', () => checkWalks(join(folder, 'snmp')));

function checkWalks(walks: string): void {
  const profiles = loadProfiles();

  // Until the table of the other makes is filled this cannot hold.
  it.skipIf(facilityProfiles.length === 0)('every one is in the tables, and nothing else', () => {
    const files = readdirSync(walks).filter((name) => /\.snmp(rec|walk)$/.test(name));

    expect(expectedProfiles.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  describe.each(expectedProfiles.map(({ file, profile }) => [file, profile]))('%s', (file, profile) => {
    let read: ReadDevice;
    beforeAll(async () => {
      read = await readDevice('auto', await recordedDevice(join(walks, file)), profiles);
    });

    it(`is recognised as ${profile}, and gives no series twice`, () => {
      const series = read.readings.map(({ column }) => seriesName(column));

      expect(read.profile.profile).toBe(profile);
      expect(series.filter((name, at) => series.indexOf(name) < at)).toEqual([]);
    });

    const mine = rows.filter((row) => row.file === file);
    it.runIf(mine.length > 0).each(mine.map((row) => [seriesName(row), row] as const))('%s', (name, row) => {
      const found = read.readings.find(({ column }) => seriesName(column) === name);

      if (row.value === null) return expect(found).toBeUndefined();
      expect(found, `of ${read.readings.length} readings`).toBeDefined();
      expectValue(read, row, found?.value as number);
      expect(found?.column).toMatchObject({
        ...(row.unit !== undefined && { unit: row.unit }),
        ...(row.limits !== undefined && { limits: row.limits }),
      });
    });
  });
}

it('the tables name at least 150 readings, each once, of walks that are in the tables', () => {
  const names = rows.map((row) => `${row.file} ${seriesName(row)}`);
  const known = new Set(expectedProfiles.map(({ file }) => file));

  expect(names.filter((name, at) => names.indexOf(name) < at)).toEqual([]);
  expect(rows.filter(({ file }) => !known.has(file))).toEqual([]);
  expect(rows.length).toBeGreaterThanOrEqual(150);
});

function expectValue({ profile }: ReadDevice, { metric, value }: RecordingRow, found: number): void {
  if (typeof value === 'number') {
    expect(found).toBeCloseTo(value, 8);
    return;
  }
  const states = profile.definitions.get(metric)?.states ?? {};
  expect(Object.keys(states).find((word) => states[word]?.code === found)).toBe(value);
}

function seriesName({ metric, labels }: Pick<RecordingRow, 'metric' | 'labels'>): string {
  const told = Object.entries(labels).filter(([, text]) => text !== '');
  return `${metric} ${told
    .map(([name, text]) => `${name}=${text}`)
    .sort()
    .join(', ')}`.trim();
}
