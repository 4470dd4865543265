import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Influxdb, startInfluxdb } from './influxdb.ts';
import { describeWith } from './unavailable.ts';

describeWith('influxd', 'a real InfluxDB for tests', () => {
  let influxdb: Influxdb;
  beforeAll(async () => {
    influxdb = await startInfluxdb();
  });
  afterAll(() => influxdb?.stop());

  const ask = async (query: string) => {
    const answer = await fetch(`${influxdb.url}/query?db=ward&q=${encodeURIComponent(query)}`, {
      method: 'POST',
    });
    return JSON.stringify(await answer.json());
  };

  test('keeps what was written over a kill and a restart, on the same address', async () => {
    await ask('CREATE DATABASE ward');
    const body = 'cpu,host=机房 usage=12.5 1700000000000000000';
    const written = await fetch(`${influxdb.url}/write?db=ward`, { method: 'POST', body });
    expect(written.status).toBe(204);

    await influxdb.kill();
    await expect(fetch(`${influxdb.url}/ping`)).rejects.toThrow();
    await influxdb.restart();

    expect(await ask('SELECT * FROM cpu')).toContain('"机房",12.5');
  });

  test('runs beside another one', async () => {
    const other = await startInfluxdb();

    expect(other.url).not.toBe(influxdb.url);
    expect((await fetch(`${other.url}/ping`)).status).toBe(204);
    await other.stop();
  });
});
