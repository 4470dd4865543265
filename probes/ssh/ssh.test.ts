import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Probe } from '#probes/probe.ts';
import type { ProbeError } from '#probes/probe-error.ts';
import { type SshDevice, type SshDeviceOptions, startSshDevice } from '../../simulator/ssh/ssh-device.ts';
import { figures } from '../host/test-tree.ts';
import { commandLists } from './platforms/command-lists.ts';
import { ssh } from './ssh.ts';
import { type TestOptions, testOptions } from './test-memory.ts';
import { takePool } from './worker/pool.ts';

const running = new AbortController().signal;
const USER = { user: 'watch', password: 'only-looks' };

// Keeps the threads from one test to the next.
const { giveBack } = takePool();
afterAll(giveBack);

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function start(
  platform: SshDeviceOptions['platform'],
  quirks: SshDeviceOptions['quirks'] = {},
): Promise<SshDevice> {
  const device = await startSshDevice({ platform, ...USER, quirks });
  ends.push(() => device.close());
  return device;
}

function watch(device: SshDevice, options: TestOptions, settings: Record<string, unknown> = {}): Probe {
  const config = ssh.config.parse({ address: device.host, port: device.port, ...USER, ...settings });
  const probe = ssh.create(config, options);
  ends.push(() => probe.close());
  return probe;
}

async function failureOf(work: Promise<unknown>): Promise<ProbeError> {
  return work.then(
    () => expect.unreachable('it should have failed'),
    (error) => error as ProbeError,
  );
}

describe('a network device', () => {
  it.each([
    ['comware', { 'cpu.usage_active cpu-total': 14, 'mem.used_percent ': 44.8 }],
    ['vrp', { 'cpu.usage_active cpu-total': 17, 'mem.used_percent ': 32 }],
    ['rgos', { 'cpu.usage_active cpu-total': 8.4, 'mem.used_percent ': 45.5 }],
  ] as const)('with %s is recognised and read', async (platform, expected) => {
    const device = await start(platform);
    const options = testOptions();
    const probe = watch(device, options);
    const { readings, facts } = await probe.collect(running);

    expect(figures({ readings })).toMatchObject({ ...expected, 'device.neighbours': 1 });
    expect(figures({ readings })['device.uptime_seconds']).toBeGreaterThan(86_400);
    expect(facts?.map(({ kind, key }) => [kind, key])).toEqual([
      ['inventory', 'ssh'],
      ['neighbours', 'ssh'],
    ]);
    expect(Object.values(options.memories['ssh-devices'] ?? {})).toEqual([
      { profile: 'modern', platform, signIn: 'password' },
    ]);
  });

  it('is asked over one session, with columns that stay, and what seldom changes not each time', async () => {
    const device = await start('vrp');
    const options = testOptions();
    const probe = watch(device, options, { backup: false });
    const first = await probe.collect(running);
    const asked = device.commandsSeen.length;
    options.nowMs += 60_000;
    const second = await probe.collect(running);

    expect(device.signIns.accepted).toBe(1);
    expect(device.commandsSeen.slice(asked)).toEqual([
      'display cpu-usage',
      'display memory-usage',
      'display fan',
      'display power',
      'display temperature all',
      'display device',
      'display interface brief',
    ]);
    expect(second.readings.map(({ column }) => column)).toEqual(first.readings.map(({ column }) => column));
    expect(second.readings.every(({ column }, at) => column === first.readings[at]?.column)).toBe(true);
    expect(figures(second)['device.uptime_seconds']).toBe(figures(first)['device.uptime_seconds']! + 60);
    expect(second.facts).toEqual([]);
  });

  it.each([
    ['comware', { pieceBytes: 7, asksFirst: true }],
    ['vrp', { pieceBytes: 3, asksFirst: true, noPagingOff: true, pageLines: 5 }],
    ['rgos', { noPagingOff: true, pageLines: 4, echo: false }],
    ['vrp', { legacyOnly: true, keyboardInteractive: true }],
  ] as const)('with %s and %j is read all the same', async (platform, quirks) => {
    const plain = figures(await watch(await start(platform), testOptions()).collect(running));
    const options = testOptions();
    const odd = figures(await watch(await start(platform, quirks), options).collect(running));

    expect(odd).toEqual(plain);
    if ('legacyOnly' in quirks) {
      expect(Object.values(options.memories['ssh-devices'] ?? {})).toEqual([
        { profile: 'legacy', platform, signIn: 'keyboard-interactive' },
      ]);
    }
  });

  it('is only ever sent what stands in the lists', async () => {
    const seen = new Set<string>();
    for (const platform of ['comware', 'vrp', 'rgos'] as const) {
      const device = await start(platform);
      // A device that knows nothing is tried with everything.
      device.answers = {
        [platform === 'rgos' ? 'show version' : 'display version']: device.answers[
          platform === 'rgos' ? 'show version' : 'display version'
        ] as string,
      };
      const failure = await failureOf(watch(device, testOptions()).collect(running));
      expect(failure.state).toBe('not_understood');
      for (const command of device.commandsSeen) seen.add(command);
    }
    const listed = Object.values(commandLists).flatMap(({ texts }) => Object.values(texts));

    expect([...seen].filter((command) => !listed.includes(command))).toEqual([]);
    expect(seen.size).toBeGreaterThan(25);
  });

  it('says which commands it does not know, and is not asked them again in the session', async () => {
    const device = await start('comware');
    delete device.answers['display environment'];
    const probe = watch(device, testOptions(), { backup: false });
    const { skipped } = await probe.collect(running);
    await probe.collect(running);

    expect(skipped).toContainEqual({ what: 'display environment', why: 'the device does not know it' });
    expect(device.commandsSeen.filter((command) => command === 'display environment')).toHaveLength(1);
  });

  it('is signed in to each time where sessions are few', async () => {
    const device = await start('rgos');
    const probe = watch(device, testOptions(), { keep_session: false });
    await probe.collect(running);
    const { readings } = await probe.collect(running);

    expect(device.signIns.accepted).toBe(2);
    expect(figures({ readings })['config.fingerprint']).toBeGreaterThan(0);
  });

  it('that ended the session in between is signed in to again within the same collection', async () => {
    const device = await start('comware');
    const probe = watch(device, testOptions(), { backup: false });
    await probe.collect(running);
    device.quirks.closeAtCommand = device.commandsSeen.length + 1;
    const again = probe.collect(running);
    await expect.poll(() => device.commandsSeen.length).toBeGreaterThan(device.quirks.closeAtCommand - 1);
    device.quirks.closeAtCommand = 0;

    expect((await again).readings.length).toBeGreaterThan(10);
    expect(device.signIns.accepted).toBe(2);
  });
});

describe('the configuration', () => {
  const inOneRead = async (probe: Probe, options: TestOptions) => {
    await probe.collect(running);
    options.nowMs += 60_000;
    return probe.collect(running);
  };

  it('is kept once a day, with its secrets masked, and its fingerprint changes with it', async () => {
    const device = await start('vrp');
    const options = testOptions();
    const probe = watch(device, options);
    const first = await inOneRead(probe, options);
    const [data] = (first.facts ?? []).filter(({ kind }) => kind === 'config').map((fact) => fact.data);
    const before = figures(first)['config.fingerprint'];
    const configurations = () =>
      device.commandsSeen.filter((command) => command === 'display current-configuration').length;

    expect(data).toMatchObject({ text: expect.stringContaining('password irreversible-cipher ***') });
    expect(before).toBeGreaterThan(0);
    expect(configurations()).toBe(1);

    device.answers['display current-configuration'] =
      `${device.answers['display current-configuration']}`.replace('registration desk', 'somewhere else');
    options.nowMs += 86_400_000;
    const second = await inOneRead(probe, options);

    expect(configurations()).toBe(2);
    expect(figures(second)['config.fingerprint']).not.toBe(before);
  });

  it('is not read again by a program that was started anew within the day', async () => {
    const device = await start('comware');
    const options = testOptions();
    await inOneRead(watch(device, options), options);
    const again = await inOneRead(watch(device, options), options);

    expect(device.commandsSeen.filter((command) => /current-configuration/.test(command))).toHaveLength(1);
    expect(figures(again)['config.fingerprint']).toBeGreaterThan(0);
  });

  it('that may not be read is named, and everything else is read', async () => {
    const device = await start('rgos');
    device.answers['show running-config'] = '% Permission denied.';
    const options = testOptions();
    const { skipped, readings } = await inOneRead(watch(device, options), options);

    expect(skipped).toContainEqual({ what: 'configuration', why: 'this account may not ask it' });
    expect(figures({ readings })['config.fingerprint']).toBeNaN();
    expect(readings.length).toBeGreaterThan(10);
  });
});

describe('a host key', () => {
  it('is pinned at the first meeting; another one is told with both fingerprints, and nothing is sent', async () => {
    const device = await start('comware');
    const options = testOptions();
    await watch(device, options, { backup: false }).collect(running);
    const [pinned] = Object.values(options.memories['ssh-host-keys'] ?? {}) as { fingerprint: string }[];
    device.changeHostKeys();
    device.commandsSeen.length = 0;
    const failure = await failureOf(watch(device, options).collect(running));

    expect(failure.state).toBe('other_identity');
    expect(failure.message).toContain(pinned?.fingerprint);
    expect(failure.message).toMatch(
      /the host key is SHA256:\S{43}, expected is SHA256:\S{43}: .*set host_key/,
    );
    expect(device.commandsSeen).toEqual([]);
    expect(device.signIns).toEqual({ accepted: 1, refused: 0 });

    const [, found = ''] = /key is (\S+),/.exec(failure.message) ?? [];
    const accepted = watch(device, options, { host_key: [found] });
    expect((await accepted.collect(running)).readings.length).toBeGreaterThan(10);
    await watch(device, options).collect(running);
  });

  it('that a person gave is the only one that is right', async () => {
    const device = await start('vrp');
    const failure = await failureOf(
      watch(device, testOptions(), { host_key: [`SHA256:${'A'.repeat(43)}`] }).collect(running),
    );

    expect(failure.state).toBe('other_identity');
    expect(device.signIns).toEqual({ accepted: 0, refused: 0 });
  });
});

describe('a device that cannot be read', () => {
  it('is wrong_secret with a password that it does not accept, which is then tried in one way only', async () => {
    const device = await start('comware');
    const options = testOptions();
    const failure = await failureOf(watch(device, options, { password: 'old' }).collect(running));

    expect(failure.state).toBe('wrong_secret');
    expect(failure.message).toBe('watch is not accepted with its password');
    expect(device.signIns).toEqual({ accepted: 0, refused: 1 });
    expect(device.commandsSeen).toEqual([]);
    expect(options.memories['ssh-host-keys']).toEqual({});
  });

  it.each([
    ['greeting', 'silent', 'took the connection and said nothing'],
    ['shell', 'silent', 'no session was granted within 0.5 s'],
    ['command', 'too_slow', 'no end of the answer to'],
  ] as const)('is %s when it falls silent there', async (halfOpen, state, sentence) => {
    const device = await start('comware', { halfOpen });
    const failure = await failureOf(watch(device, testOptions(), { timeout: '500ms' }).collect(running));

    expect(failure.state).toBe(state);
    expect(failure.message).toContain(sentence);
  });

  it('is refused where nobody listens, and misconfigured under a name that there is not', async () => {
    const device = await start('comware');
    await device.close();
    expect((await failureOf(watch(device, testOptions()).collect(running))).state).toBe('refused');
    const config = ssh.config.parse({ address: 'no-such-name.invalid', ...USER });
    const probe = ssh.create(config, testOptions());
    expect(['misconfigured', 'silent']).toContain((await failureOf(probe.collect(running))).state);
    await probe.close();
  });

  it('gives what was read before it broke off, the rest without values', async () => {
    const device = await start('vrp');
    const probe = watch(device, testOptions(), { backup: false });
    const whole = await probe.collect(running);
    device.quirks.closeAtCommand = device.commandsSeen.length + 3;
    const { state, measurements } = await failureOf(probe.collect(running));
    const values = figures(measurements ?? { readings: [] });

    expect(state).toBe('failed');
    expect(Object.keys(values)).toEqual(Object.keys(figures(whole)));
    expect(values['cpu.usage_active cpu-total']).toBe(17);
    expect(values['hardware.temperature_celsius Slot 0']).toBeNaN();
  });

  it('is given up when its time is over, and asked anew the next time', async () => {
    const device = await start('rgos', { halfOpen: 'command' });
    const probe = watch(device, testOptions(), { platform: 'rgos' });
    const abort = new AbortController();
    const collected = failureOf(probe.collect(abort.signal));
    await expect.poll(() => device.commandsSeen.length).toBe(1);
    abort.abort();

    expect((await collected).state).toBe('silent');
    device.quirks.halfOpen = 'no';
    expect((await probe.collect(running)).readings.length).toBeGreaterThan(10);
  });

  it('is too slow when it has answered some commands, whose values are kept', async () => {
    const device = await start('vrp');
    const probe = watch(device, testOptions(), { backup: false });
    const abort = new AbortController();
    const answer = device.answers['display cpu-usage'];
    device.answers['display cpu-usage'] = () => {
      device.quirks.halfOpen = 'command';
      return typeof answer === 'function' ? answer() : (answer ?? '');
    };
    const collected = failureOf(probe.collect(abort.signal));
    await expect.poll(() => device.commandsSeen.indexOf('display cpu-usage')).toBeGreaterThan(0);
    await expect.poll(() => device.commandsSeen.at(-1)).not.toBe('display cpu-usage');
    abort.abort();

    const { state, measurements } = await collected;
    expect(state).toBe('too_slow');
    expect(figures(measurements ?? { readings: [] })['cpu.usage_active cpu-total']).toBe(17);
  });

  it('is misconfigured when its platform is set to another one', async () => {
    const device = await start('comware');
    const failure = await failureOf(watch(device, testOptions(), { platform: 'vrp' }).collect(running));

    expect(failure.state).toBe('misconfigured');
    expect(failure.message).toContain('platform is set to vrp, and it is comware');
  });

  it('does not delay the others', async () => {
    const silent = await start('comware', { halfOpen: 'greeting' });
    const well = await start('vrp');
    const abort = new AbortController();
    const waiting = failureOf(watch(silent, testOptions(), { timeout: '60s' }).collect(abort.signal));
    const { readings } = await watch(well, testOptions()).collect(running);
    abort.abort();

    expect(readings.length).toBeGreaterThan(10);
    expect((await waiting).state).toBe('silent');
  });
});

describe('what check and recognition show', () => {
  it('is what the device is and why, every reading with its word and limits, and each step with its time', async () => {
    const device = await start('comware');
    const config = ssh.config.parse({ address: device.host, port: device.port, ...USER });
    const { recognised, readings, ignored, timings } = await ssh.explain!(config, testOptions(), running);

    expect(recognised).toEqual({
      profile: 'comware',
      kind: 'switch',
      vendor: 'H3C',
      model: 'S5130S-28S-EI',
      name: 'sim-comware',
      why: 'it calls itself SSH-2.0-Comware-7.1.070, prompts <sim-comware>, and "display version" tells comware',
    });
    expect(readings).toContainEqual({
      metric: 'hardware.temperature_celsius',
      labels: { sensor: 'Slot 1 hotspot 1' },
      value: 41,
      unit: '°C',
      word: '',
      limits: { low: 0, high: 70, criticalHigh: 80 },
    });
    expect(readings.find(({ metric }) => metric === 'hardware.state')?.word).toBe('ok');
    expect(ignored).toContainEqual({ what: 'Slot 1 Power 2', why: 'not there' });
    expect(timings.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['connect', 'handshake (modern)', 'sign in (password)', 'display cpu-usage']),
    );
    expect(timings.find(({ step }) => step === 'display memory')).toMatchObject({ requests: 1, values: 3 });
    expect(device.commandsSeen).not.toContain('display current-configuration');
  });

  it('is only what the device is when that is all that is asked', async () => {
    const device = await start('rgos');
    const config = ssh.config.parse({ address: device.host, port: device.port, ...USER });

    expect(await ssh.recognise!(config, testOptions(), running)).toMatchObject({
      profile: 'rgos',
      vendor: 'Ruijie',
    });
    expect(device.commandsSeen).toEqual(['terminal length 0', 'terminal width 256', 'show version']);
  });
});
