import { expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { proveCopy } from './copy.ts';

/** The short form of `npm run prove -- copy`. */
describeWith('influxd', 'a history copied to InfluxDB and back, killed on both ways', () => {
  test('is what it was, by counts and sums of every series on every day', async () => {
    const result = await proveCopy({ seconds: 0, seed: 5, count: 200_000, say: () => {} });

    expect(result.violations).toEqual([]);
    const { samples, 'first.samples': first, 'second.samples': second } = result.counts;
    expect(first).toBe(samples);
    // What was not read is nothing that InfluxDB keeps.
    expect(second).toBeGreaterThan(samples * 0.99);
    expect(result.counts['there.kills'] + result.counts['back.kills']).toBeGreaterThan(0);
  });
});
