import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';

let ward: Ward;
afterEach(() => ward?.stop());

interface Made {
  id: string;
  token: string;
}

interface Shown {
  state: string;
  runs: { run: string; outcome: string }[];
}

const DEFINITION = { schedule: { kind: 'daily', by: '24:00' } };

function makeJob(name: string, organisation?: string): Promise<Made> {
  return ward.call('POST', '/api/v1/jobs', { name, organisation, definition: DEFINITION });
}

/** True when it was answered that it is durable. */
async function beat({ token }: Made, path: string): Promise<boolean> {
  try {
    const response = await fetch(`${ward.url}/api/v1/beats/${token}${path}`, { method: 'POST' });
    return response.ok;
  } catch {
    return false;
  }
}

test('a collector that is killed between a beat and its answer loses nothing that it had answered', async () => {
  ward = await startWard();
  const jobs = await Promise.all(Array.from({ length: 10 }, (_, index) => makeJob(`job ${index}`)));
  const answered = new Set<string>();
  let sent = 0;
  let isKilled = false;
  const killing = (async () => {
    while (answered.size <= 20) await sleep(10);
    await sleep(Math.random() * 300);
    await ward.kill();
    isKilled = true;
  })();
  const senders = jobs.map(async (job) => {
    for (let count = 0; count < 50 && !isKilled; count++) {
      const run = `r${sent++}`;
      const phase = sent % 5 === 0 ? 'failure' : 'success';
      if (await beat(job, `/${phase}?run=${run}`)) answered.add(`${job.id} ${run}`);
    }
  });
  await Promise.all([killing, ...senders]);
  await ward.restart();

  expect(answered.size).toBeGreaterThan(20);
  for (const { id } of jobs) {
    const { state, runs } = await ward.call<Shown>('GET', `/api/v1/jobs/${id}`);
    const names = runs.map(({ run }) => run);
    expect(new Set(names).size).toBe(names.length);
    const wanted = [...answered].filter((key) => key.startsWith(id)).map((key) => key.split(' ')[1]);
    expect(wanted.filter((run) => !names.includes(run))).toEqual([]);
    if (runs[0]) expect(state).toBe(runs[0].outcome === 'failed' ? 'failed' : 'ok');
  }
});

test('the state of a job is a series like any other, and an alert in its organisation, over a restart', async () => {
  ward = await startWard();
  const { id: organisation } = await ward.call<{ id: string }>('POST', '/api/v1/organisations', {
    name: 'district',
  });
  const job = await makeJob('push', organisation);
  expect(await beat(job, '/failure?exit=2')).toBe(true);

  const firing = async () => {
    const { alerts } = await ward.call<{
      alerts: { rule: string; target: string; organisation: string; state: string }[];
    }>('GET', `/api/v1/alerts?target=${job.id}`);
    return alerts
      .filter(({ rule }) => rule === 'job-failed')
      .map((alert) => `${alert.rule} ${alert.state} ${alert.organisation === organisation}`);
  };
  await expect.poll(firing, { timeout: 20_000 }).toEqual(['job-failed firing true']);

  await ward.kill();
  await ward.restart();
  expect(await ward.call('GET', `/api/v1/jobs/${job.id}`)).toMatchObject({
    state: 'failed',
    code: 'failed_exit',
    params: { exitCode: 2 },
  });
  expect(await beat(job, '/success')).toBe(true);
  await expect.poll(firing, { timeout: 20_000 }).toEqual(['job-failed resolved true']);
  const { series } = await ward.call<{ series: { values: number[] }[] }>(
    'GET',
    `/api/v1/latest?metric=job.failures_total&target=${job.id}`,
  );
  expect(series[0]?.values.at(-1)).toBe(1);
});
