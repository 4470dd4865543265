/*
 * A history goes from an embedded store to a server and from there to another embedded store, by the command that
 * people use, which is killed outright on both ways. Then every series is counted and added up, day by day:
 *
 *   made ─► embedded ══► InfluxDB or VictoriaMetrics ══► embedded        made = 1st = server = 2nd
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseStoreAddress } from '#collector/config/store-address.ts';
import { openEmbeddedStore } from '#collector/store/embedded/embedded-store.ts';
import { openStore } from '#collector/store/open-store.ts';
import { startInfluxdb } from '#scripts/servers/influxdb.ts';
import { startVictoriaMetrics } from '#scripts/servers/victoria-metrics.ts';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import { seededRandom } from '../random.ts';
import { Violations } from '../violations.ts';
import { checkSamples, checkServerSums, type KeptThere } from './check-tallies.ts';
import { fillHistory, type MadeHistory } from './history.ts';
import { runKilledCopy } from './killed-copy.ts';

const DAY_MS = 86_400_000;
const SAMPLES = 100_000_000;
/** On each way; one in the short form. */
const KILLS = 2;
/** About what a server takes; kills come within the first fifth of what is to do. */
const SAMPLES_PER_SECOND = 250_000;
const RETENTION = { rawMs: 400 * DAY_MS, minuteMs: 400 * DAY_MS, hourMs: 400 * DAY_MS };

/** A copy of a large history to a server and back, killed on both ways. */
export const copyProof: Proof = {
  about:
    'a history copied to InfluxDB (or --store victoriametrics) and back, killed on both ways, counted and added up',
  run: proveCopy,
};

export async function proveCopy({
  seed,
  count = SAMPLES,
  store = 'influxdb',
  say,
}: ProofOptions): Promise<ProofResult> {
  if (store !== 'influxdb' && store !== 'victoriametrics') {
    throw new Error(`--store: found "${store}". Allowed: influxdb, victoriametrics.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'ward-prove-copy-'));
  const server = store === 'influxdb' ? await startInfluxdb() : await startVictoriaMetrics();
  const address = `${store}://${new URL(server.url).host}${store === 'influxdb' ? '/proof' : ''}`;
  const todayMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const place = (name: string) => join(folder, name);
  const counts: Record<string, number> = {};
  const violations = new Violations();
  const random = seededRandom(seed);
  const killWithinMs = (count / SAMPLES_PER_SECOND / 5) * 1_000;

  async function way(name: string, from: string, to: string, samples: number): Promise<void> {
    say(`${name}: ${from} to ${to}`);
    const startedMs = performance.now();
    const common = {
      dataDir: place('data'),
      kills: count < 1_000_000 ? 1 : KILLS,
      killWithinMs,
      random,
      say,
    };
    const { kills, exitCode, report } = await runKilledCopy({ from, to, ...common });
    const seconds = (performance.now() - startedMs) / 1_000;
    say(report.trim());
    if (exitCode !== 0) violations.add(`${name}: the copy ended with ${exitCode}`, report);
    counts[`${name}.kills`] = kills;
    counts[`${name}.seconds`] = Math.round(seconds * 10) / 10;
    counts[`${name}.samplesPerSecond`] = Math.round(samples / seconds);
  }

  try {
    const made = await fill(place('first'));
    await way('there', `embedded:${place('first')}`, address, made.samples);
    await way('back', address, `embedded:${place('second')}`, made.samples);

    say('counting and adding up');
    counts['first.samples'] = await check('first', { unread: true, rounding: 0 }, made);
    counts['second.samples'] = await check(
      'second',
      { unread: false, rounding: store === 'influxdb' ? 0 : 1e-11 },
      made,
    );
    await checkServer(made);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed, counts, violations: violations.sentences };

  async function fill(path: string): Promise<MadeHistory> {
    say(`making ${count} samples`);
    const first = await openEmbeddedStore(join(path, 'store'));
    const made = await fillHistory(first, count, seed, todayMs);
    Object.assign(counts, { samples: made.samples, series: made.series, days: made.days });
    await first.close();
    return made;
  }

  async function check(name: string, kept: KeptThere, made: MadeHistory): Promise<number> {
    const opened = await openEmbeddedStore(join(place(name), 'store'));
    const samples = await checkSamples(name, opened, made, todayMs, kept, violations);
    counts[`${name}.bytes`] = opened.stats().diskBytes;
    await opened.close();
    return samples;
  }

  async function checkServer(made: MadeHistory): Promise<void> {
    const parsed = parseStoreAddress(address);
    if (!parsed) throw new Error(address);
    const opened = await openStore(parsed, { dataDir: place('data'), retention: RETENTION });
    await checkServerSums('server', opened, made, todayMs, violations);
    await opened.close();
  }
}
