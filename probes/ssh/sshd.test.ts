import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Probe } from '#probes/probe.ts';
import type { ProbeError } from '#probes/probe-error.ts';
import { type Sshd, startSshd, whyNoSshd } from '../../scripts/servers/sshd.ts';
import { figures } from '../host/test-tree.ts';
import { ssh } from './ssh.ts';
import { type TestOptions, testOptions } from './test-memory.ts';
import { takePool } from './worker/pool.ts';

const running = new AbortController().signal;
const why = whyNoSshd();

describe.skipIf(why)(`a Linux host behind Debian's sshd${why ? ` (${why})` : ''}`, () => {
  const { giveBack } = takePool();
  afterAll(giveBack);
  let sshd: Sshd;
  let probes: Probe[] = [];
  afterEach(async () => {
    for (const probe of probes) await probe.close();
    probes = [];
  });

  function watch(settings: Record<string, unknown> = {}, options: TestOptions = testOptions()): Probe {
    const { address, port, user } = sshd;
    const secret = 'private_key' in settings ? {} : { password: sshd.password };
    const probe = ssh.create(ssh.config.parse({ address, port, user, ...secret, ...settings }), options);
    probes.push(probe);
    return probe;
  }

  describe('with the algorithms of today', () => {
    beforeAll(async () => {
      sshd = await startSshd();
    });
    afterAll(() => sshd?.stop());

    it('tells what the probes of the host tell, under the same names', async () => {
      const options = testOptions();
      const probe = watch({ services: ['no-such-service'] }, options);
      const first = figures(await probe.collect(running));
      const second = figures(await probe.collect(running));
      const root = Object.keys(second).find((name) => /^disk\.used_percent \/ /.test(name)) ?? '';

      expect(first['cpu.usage_active cpu-total']).toBeNaN();
      expect(second['cpu.usage_active cpu-total']).toBeGreaterThanOrEqual(0);
      expect(second['mem.used_percent']).toBeGreaterThan(0);
      expect(second['system.load1']).toBeGreaterThanOrEqual(0);
      expect(second['system.uptime']).toBeGreaterThan(0);
      expect(second['processes.total']).toBeGreaterThan(2);
      expect(root === '' || (second[root] as number) > 0).toBe(true);
      expect(Object.keys(second)).toEqual(Object.keys(first));
      expect(Object.values(options.memories['ssh-devices'] ?? {})).toEqual([
        { profile: 'modern', signIn: 'password', platform: 'linux' },
      ]);
    });

    it('lets a key in, and takes two readings where it is asked once only', async () => {
      const { address, port, user, privateKey } = sshd;
      const config = ssh.config.parse({ address, port, user, private_key: privateKey });
      const { recognised, readings, timings } = await ssh.explain!(config, testOptions(), running);

      expect(recognised).toMatchObject({ profile: 'linux', kind: 'server' });
      expect(recognised?.why).toMatch(/^it calls itself SSH-2\.0-OpenSSH/);
      expect(readings.find(({ metric }) => metric === 'cpu.usage_active')?.value).toBeGreaterThanOrEqual(0);
      expect(timings.map(({ step }) => step)).toContain('sign in (publickey)');
    });

    it('signs in once for many collections, and runs one command for each', async () => {
      const probe = watch();
      await probe.collect(running);
      const from = sshd.log.length;
      await probe.collect(running);
      await probe.collect(running);

      const log = sshd.log.slice(from);
      expect(log.filter((line) => line.startsWith('Accepted'))).toEqual([]);
      expect(log.filter((line) => line.startsWith('Starting session: command'))).toHaveLength(2);
    });

    it.each([
      [{ password: 'wrong' }, 'wrong_secret', /is not accepted with its password/],
      [{ private_key: 'no key at all' }, 'misconfigured', /private key cannot be used/],
      [{ user: 'nobody-here' }, 'wrong_secret', /nobody-here is not accepted/],
    ])('says what is wrong with %j', async (settings, state, sentence) => {
      const failure = (await watch(settings)
        .collect(running)
        .catch((error) => error)) as ProbeError;

      expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
    });

    it('is other_identity with new host keys; no password and no command goes to it', async () => {
      const options = testOptions();
      await watch({}, options).collect(running);
      for (const probe of probes) await probe.close();
      const before = sshd.fingerprint('ed25519');
      await sshd.restart({ newHostKeys: true });
      const from = sshd.log.length;
      const failure = (await watch({}, options)
        .collect(running)
        .catch((error) => error)) as ProbeError;

      expect(failure.state).toBe('other_identity');
      expect(failure.message).toContain(`is ${sshd.fingerprint('ed25519')}, expected is ${before}`);
      expect(sshd.log.slice(from).filter((line) => /password|Accepted|session/.test(line))).toEqual([]);
      await watch({ host_key: [sshd.fingerprint('ed25519')] }, options).collect(running);
    });

    it('asks for the kind of key that it knows, where the server has others', async () => {
      const options = testOptions();
      options.memories['ssh-host-keys'] = {
        [`127.0.0.1:${sshd.port}`]: { type: 'ssh-rsa', fingerprint: sshd.fingerprint('rsa') },
      };

      expect((await watch({}, options).collect(running)).readings.length).toBeGreaterThan(30);
    });

    it('is silent when it takes the connection and says nothing, and does well again afterwards', async () => {
      sshd.pause();
      const failure = (await watch({ timeout: '500ms' })
        .collect(running)
        .catch((error) => error)) as ProbeError;
      sshd.resume();

      expect([failure.state, failure.message]).toEqual(['silent', 'took the connection and said nothing']);
      expect((await watch().collect(running)).readings.length).toBeGreaterThan(30);
    });

    it('that was restarted in between is signed in to again within the same collection', async () => {
      const probe = watch();
      await probe.collect(running);
      await sshd.restart();

      expect((await probe.collect(running)).readings.length).toBeGreaterThan(30);
    });
  });

  describe.each([
    [
      'group1 and group14 with SHA-1, CBC, RSA with SHA-1',
      'legacy',
      [
        'KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1',
        'HostKeyAlgorithms ssh-rsa',
        'Ciphers aes256-cbc,aes128-cbc,3des-cbc',
        'MACs hmac-sha1,hmac-md5',
      ],
      'rsa',
    ],
    [
      'DSA and 3DES, as the oldest',
      'legacy',
      [
        'KexAlgorithms diffie-hellman-group1-sha1',
        'HostKeyAlgorithms ssh-dss',
        'Ciphers 3des-cbc',
        'MACs hmac-md5',
      ],
      'dsa',
    ],
    [
      'nothing but a group exchange',
      'exchange',
      [
        'KexAlgorithms diffie-hellman-group-exchange-sha1',
        'HostKeyAlgorithms ssh-rsa',
        'Ciphers aes128-cbc',
        'MACs hmac-sha1',
      ],
      'rsa',
    ],
  ] as const)('with %s', (_name, profile, lines, kind) => {
    beforeAll(async () => {
      sshd = await startSshd({ hostKeys: [kind], lines });
    });
    afterAll(() => sshd?.stop());

    it('is signed in to after the modern ones have failed, and at once the next time', async () => {
      const options = testOptions();
      await watch({}, options).collect(running);
      const devices = Object.values(options.memories['ssh-devices'] ?? {});
      const from = sshd.log.length;
      await watch({}, options).collect(running);

      expect(devices).toEqual([{ profile, signIn: 'password', platform: 'linux' }]);
      expect(sshd.log.slice(from).filter((line) => line.startsWith('Connection from'))).toHaveLength(1);
      expect(sshd.log.slice(from).filter((line) => line.startsWith('Unable to negotiate'))).toEqual([]);
    });
  });

  describe('whose commands can be held up', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ward-held-'));
    const held = join(folder, 'held');
    beforeAll(async () => {
      chmodSync(folder, 0o755);
      const command = `while [ -e ${held} ]; do sleep 0.1; done; eval "$SSH_ORIGINAL_COMMAND"`;
      sshd = await startSshd({ lines: [`ForceCommand ${command}`] });
    });
    afterAll(async () => {
      await sshd?.stop();
      rmSync(folder, { recursive: true });
    });

    it('has failed when the connection breaks in the middle of one, and does well again afterwards', async () => {
      writeFileSync(held, '');
      const asked = watch({ platform: 'linux' })
        .collect(running)
        .catch((error) => error);
      await expect
        .poll(() => sshd.log.some((line) => /session: forced-command/.test(line)), { timeout: 10_000 })
        .toBe(true);
      sshd.dropSessions();

      expect(((await asked) as ProbeError).state).toBe('failed');
      rmSync(held);
      expect((await watch().collect(running)).readings.length).toBeGreaterThan(30);
    });
  });

  describe('that calls itself Comware and has nothing but a group exchange', () => {
    beforeAll(async () => {
      sshd = await startSshd({
        hostKeys: ['rsa'],
        lines: [
          'VersionAddendum Comware-5.20',
          'KexAlgorithms diffie-hellman-group-exchange-sha1',
          'LogLevel DEBUG3',
        ],
      });
    });
    afterAll(() => sshd?.stop());

    it('is asked for the small primes that such a device has, and both count them alike', async () => {
      await watch({ platform: 'linux' }).collect(running);

      // OpenSSH lifts both 1,024 to its own least before it looks for a prime; ssh2 alone would want 3,072.
      const parameters = sshd.log.map((line) => /got parameters: (.*)/.exec(line)?.[1]).filter(Boolean);
      expect(parameters).toEqual(['2048 2048 8192']);
    });
  });

  describe('with algorithms that nobody here knows', () => {
    beforeAll(async () => {
      sshd = await startSshd({
        hostKeys: ['ed25519'],
        lines: ['KexAlgorithms sntrup761x25519-sha512@openssh.com'],
      });
    });
    afterAll(() => sshd?.stop());

    it('is unsupported, with what it offers', async () => {
      const failure = (await watch()
        .collect(running)
        .catch((error) => error)) as ProbeError;

      expect(failure.state).toBe('unsupported');
      expect(failure.message).toMatch(/no matching key exchange.*it offers: KEX method sntrup761x25519/);
    });
  });

  describe('that grants no session', () => {
    beforeAll(async () => {
      sshd = await startSshd({ lines: ['MaxSessions 0'] });
    });
    afterAll(() => sshd?.stop());

    it('is refused', async () => {
      const failure = (await watch({ platform: 'linux' })
        .collect(running)
        .catch((error) => error)) as ProbeError;

      expect(failure.state).toBe('refused');
      expect(failure.message).toContain('no session is granted');
    });
  });
});
