import { describe, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { proveKill } from './kill.ts';
import type { ProofResult } from './proof.ts';

/** The short form of `npm run prove -- kill`; the seeds are those of no particular run. */
describe('whatever is killed, nothing that was acknowledged is lost, and nobody is called twice', () => {
  test('with the embedded store', async () => {
    const result = await proveKill({ seconds: 10, seed: 7, say: () => {} }, ['embedded']);

    expect(result.violations, `seed ${result.seed}`).toEqual([]);
    expect(missing(result, 'embedded')).toEqual([]);
  });

  describeWith('influxd', 'with InfluxDB, killed as well', () => {
    test('sample by sample', async () => {
      const result = await proveKill({ seconds: 9, seed: 11, say: () => {} }, ['influxdb']);

      expect(result.violations, `seed ${result.seed}`).toEqual([]);
      expect(missing(result, 'influxdb', ['influxdbKills'])).toEqual([]);
    });
  });
});

/** What of all that makes the proof one did not happen in it. */
function missing({ counts }: ProofResult, store: string, more: readonly string[] = []): string[] {
  const needed = [
    'agentKills',
    'collectorKills',
    'samplesCompared',
    'framesJudged',
    'alerts',
    'callsReceived',
  ];
  return [...needed, ...more].filter((name) => !(counts[`${store}.${name}`] > 0));
}
