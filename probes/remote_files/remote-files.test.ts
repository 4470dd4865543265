import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JobRun } from '#protocol/job-run.ts';
import { type Sshd, startSshd, whyNoSshd } from '../../scripts/servers/sshd.ts';
import { figures, running } from '../host/test-tree.ts';
import type { Probe } from '../probe.ts';
import type { ProbeError } from '../probe-error.ts';
import { type TestOptions, testOptions } from '../ssh/test-memory.ts';
import { takePool } from '../ssh/worker/pool.ts';
import { remoteFiles } from './remote-files.ts';

const why = whyNoSshd();
const DAY = 86_400;

describe.skipIf(why)(`files behind Debian's sshd${why ? ` (${why})` : ''}`, () => {
  const { giveBack } = takePool();
  const folder = mkdtempSync(join(tmpdir(), 'ward-remote-files-'));
  chmodSync(folder, 0o755);
  let sshd: Sshd;
  let probes: Probe[] = [];
  let options: TestOptions;
  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ['ed25519'], lines: ['Subsystem sftp internal-sftp'] });
  });
  afterEach(async () => {
    for (const probe of probes) await probe.close();
    probes = [];
  });
  afterAll(async () => {
    await giveBack();
    await sshd?.stop();
    rmSync(folder, { recursive: true });
  });

  function write(name: string, bytes: number, ageSeconds: number): void {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.alloc(bytes));
    utimesSync(path, options.nowMs / 1_000 - ageSeconds, options.nowMs / 1_000 - ageSeconds);
  }

  function settings(watches: object[], more: object = {}) {
    const { address, port, user, password } = sshd;
    return remoteFiles.config.parse({ address, port, user, password, watches, ...more });
  }

  function watch(watches: object[], more: object = {}): Probe {
    const probe = remoteFiles.create(settings(watches, more), options);
    probes.push(probe);
    return probe;
  }

  it('have number, age and size, and are runs of their job', async () => {
    options = testOptions();
    write('a/1.bak', 100, 2 * DAY);
    write('a/b/2.bak', 300, DAY);
    symlinkSync(join(folder, 'a/1.bak'), join(folder, 'a/link.bak'));
    const probe = watch([{ path: join(folder, 'a/**/*.bak'), job: true, retention: '30d' }]);
    const measured = await probe.collect(running);
    const again = await probe.collect(running);

    expect(figures(measured)).toEqual({
      'files.count ': 3,
      'files.total_bytes ': 500,
      'files.newest_age_seconds ': DAY,
      'files.oldest_age_seconds ': 2 * DAY,
      'files.newest_bytes ': 300,
      'files.smallest_bytes ': 100,
      'files.largest_bytes ': 300,
      'files.newest_growth_percent ': 200,
      'files.incomplete ': 0,
      'files.retained_count ': 3,
      'files.retained_days ': 2,
    });
    const [run, ...others] = measured.facts ?? [];
    expect([run?.kind, run?.key, JobRun.parse(run?.data)]).toMatchObject([
      'job_run',
      '',
      { phase: 'succeeded', atMs: options.nowMs - DAY * 1_000, bytes: 300, files: 1 },
    ]);
    expect([others, again.facts]).toEqual([[], []]);
    expect(again.readings.map(({ column }) => column)).toEqual(measured.readings.map(({ column }) => column));
  });

  it('that may not be read are named, and the others told', async () => {
    options = testOptions();
    write('shut/x.bak', 1, DAY);
    chmodSync(join(folder, 'shut'), 0o700);
    chownSync(join(folder, 'shut'), 0, 0);
    write('open/x.bak', 1, DAY);
    const probe = watch([
      { name: 'shut', path: join(folder, 'shut/*.bak') },
      { name: 'open', path: join(folder, 'open/*.bak') },
      { name: 'none', path: '/nowhere/*/x' },
    ]);
    const measured = await probe.collect(running);

    expect(figures(measured)).toMatchObject({ 'files.count shut': Number.NaN, 'files.count open': 1 });
    expect(measured.skipped).toEqual([
      { what: `${folder}/shut/`, why: 'the account that signs in has no right to read it' },
      { what: '/nowhere/*/x', why: 'there is no such file now' },
    ]);
  });

  it('may be many: no more are listed than are wanted', async () => {
    options = testOptions();
    for (let count = 0; count < 400; count++) write(`many/${count}.bak`, 1, DAY);
    const measured = await watch([{ path: join(folder, 'many/*') }]).collect(running);

    expect(figures(measured)['files.count ']).toBe(400);
  });

  it('are asked for over one session, and a new one when that was ended', async () => {
    options = testOptions();
    write('one/x.bak', 1, DAY);
    const probe = watch([{ path: join(folder, 'one/*') }]);
    await probe.collect(running);
    const from = sshd.log.length;
    await probe.collect(running);
    expect(sshd.log.slice(from).filter((line) => line.startsWith('Accepted'))).toEqual([]);
    sshd.dropSessions();

    expect(figures(await probe.collect(running))['files.count ']).toBe(1);
  });

  it('say what is wrong', async () => {
    options = testOptions();
    const failure = (await watch([{ path: '/tmp/*' }], { password: 'wrong' })
      .collect(running)
      .catch((error) => error)) as ProbeError;
    expect(failure.state).toBe('wrong_secret');

    const probe = watch([{ path: '/tmp/*' }], { timeout: '3s' });
    await probe.collect(running);
    sshd.dropSessions();
    sshd.pause();
    const silent = (await probe.collect(running).catch((error) => error)) as ProbeError;
    sshd.resume();
    expect(silent.state).toBe('silent');
  });

  it('are explained without taking a run from those who watch', async () => {
    options = testOptions();
    write('check/1.bak', 100, DAY);
    const watches = [{ name: 'b', path: join(folder, 'check/*'), job: true }];
    const told = await remoteFiles.explain?.(settings(watches), options, running);

    expect(told?.readings[0]).toMatchObject({ metric: 'files.count', value: 1 });
    expect(told?.timings.map(({ step }) => step)).toEqual([
      'connect',
      'handshake (modern)',
      'sign in (password)',
      'look at files',
    ]);
    expect((await watch(watches).collect(running)).facts).toHaveLength(1);
  });
});

describe.skipIf(why)('a server that grants no SFTP', () => {
  it('is refused, with what it needs', async () => {
    const sshd = await startSshd({ hostKeys: ['ed25519'] });
    const { address, port, user, password } = sshd;
    const config = remoteFiles.config.parse({ address, port, user, password, watches: [{ path: '/tmp/*' }] });
    const probe = remoteFiles.create(config, testOptions());
    const failure = (await probe.collect(running).catch((error) => error)) as ProbeError;
    await probe.close();
    await sshd.stop();

    expect([failure.state, failure.message]).toEqual(['refused', expect.stringContaining('it needs SFTP')]);
  });
});
