import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from './unavailable.ts';
import { startVictoriaMetrics, startVmauth, type VictoriaMetrics } from './victoria-metrics.ts';

describeWith('victoria-metrics', 'a real VictoriaMetrics for tests', () => {
  let server: VictoriaMetrics;
  beforeAll(async () => {
    server = await startVictoriaMetrics();
  });
  afterAll(() => server?.stop());

  const write = async (value: number) => {
    const body = `cpu,host=机房 usage=${value} 1700000000000`;
    return (await fetch(`${server.url}/write?precision=ms`, { method: 'POST', body })).status;
  };
  const read = async () => {
    await server.forceFlush();
    const body = new URLSearchParams({ 'match[]': 'cpu_usage' });
    return (await fetch(`${server.url}/api/v1/export`, { method: 'POST', body })).text();
  };

  test('keeps what was written over an orderly restart, on the same address, until it is wiped', async () => {
    expect(await write(12.5)).toBe(204);
    const { url } = server;

    await server.restart();
    expect(server.url).toBe(url);
    expect(await read()).toContain('"host":"机房"},"values":[12.5]');

    await server.wipe();
    expect(await read()).toBe('');
  });

  test('is emptied in a moment, and takes the same series again', async () => {
    await write(1);

    await server.empty();

    expect(await read()).toBe('');
    await write(2);
    expect(await read()).toContain('[2]');
  });

  test('stands behind a door that asks who comes', async () => {
    const door = await startVmauth(
      JSON.stringify({ users: [{ username: 'ward', password: 'secret', url_prefix: server.url }] }),
    );
    const ask = (who: string) =>
      fetch(`${door.url}/api/v1/query?query=1`, {
        headers: { authorization: `Basic ${Buffer.from(who).toString('base64')}` },
      });

    expect((await ask('ward:secret')).status).toBe(200);
    expect((await ask('ward:wrong')).status).toBe(400);
    await door.stop();
  });
});
