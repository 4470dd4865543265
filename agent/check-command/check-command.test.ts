import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ProbeType } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { splitAddress } from './address.ts';
import { runCheckCommand } from './check-command.ts';

const here: ProbeType<{ deep: boolean }> = {
  name: 'thing',
  config: z.strictObject({ deep: z.boolean().default(false).describe('looks deeper') }),
  metrics: [
    {
      name: 'thing.state',
      kind: 'state',
      unit: '1',
      labels: ['part'],
      meaning: { 'zh-CN': '状态', en: 'state' },
      states: { ok: { code: 0, 'zh-CN': '正常', en: 'ok' }, bad: { code: 2, 'zh-CN': '故障', en: 'bad' } },
    },
  ],
  platforms: [process.platform],
  every: { intervals: 1 },
  timeoutMs: 1_000,
  create: ({ deep }) => ({
    collect: async () => ({
      readings: [
        {
          column: {
            metric: 'thing.state',
            labels: { part: deep ? '深' : 'a' },
            kind: 'state',
            unit: '1',
            limits: { high: 1 },
          },
          value: 2,
        },
      ],
      skipped: [{ what: 'part b', why: 'absent' }],
    }),
    close: async () => {},
  }),
};

const Out = z.strictObject({
  address: z.string(),
  port: z.int().max(65_535).default(161),
  community: z.string().default('public'),
  mode: z.enum(['deep', 'flat']).default('flat').describe('how it looks'),
  ca: z.string().optional(),
  tries: z.int().default(1),
});
let given: z.infer<typeof Out> | undefined;
const out: ProbeType<z.infer<typeof Out>> = {
  ...here,
  name: 'device',
  reach: 'out',
  config: Out,
  metrics: [],
  recognise: undefined,
  create: () => here.create({ deep: false }, { procPath: '', sysPath: '', now: () => 0 }),
  async explain(config, options) {
    given = config;
    if (config.community === 'wrong') throw new ProbeError('wrong_secret', 'the community is not accepted');
    if (config.community === 'half') {
      const measurements = await here.create({ deep: false }, options).collect(new AbortController().signal);
      throw new ProbeError('denied', 'no more than that', { measurements });
    }
    return {
      recognised: {
        profile: 'p',
        kind: 'switch',
        vendor: 'V',
        model: `${config.community} at ${config.address}`,
        name: 'sw-1',
        why: 'it said so',
      },
      readings: [],
      ignored: [{ what: 'fan 2', why: 'absent' }],
      timings: [{ step: 'system', ms: 2, requests: 1, values: 4 }],
    };
  },
};

const guarded: ProbeType<z.infer<typeof Out>> = {
  ...out,
  name: 'database',
  grants: async ({ user, product }) => `GRANT ${product ?? 'all'} TO ${user};\n`,
};

function run(...argv: string[]): Promise<{ code: number; text: string }> {
  return runWith([here, out, guarded] as ProbeType[], ...argv);
}

async function runWith(
  types: readonly ProbeType[],
  ...argv: string[]
): Promise<{ code: number; text: string }> {
  const texts: string[] = [];
  const code = await runCheckCommand(argv, {
    types,
    probeOptions: { procPath: '/proc', sysPath: '/sys', now: Date.now },
    monotonicMs: () => 7,
    print: (text) => texts.push(text),
    readSecret: async () => 'told',
    signal: new AbortController().signal,
  });
  return { code, text: texts.join('\n') };
}

describe('check', () => {
  it('prints what a probe of this machine read, in words, with limits and what was left out', async () => {
    const { code, text } = await run('thing', '--deep', 'true', '--verbose');

    expect(code).toBe(0);
    expect(text).toMatch(/thing\.state +part=深 +bad \(2\) +limits of the device: high 1/);
    expect(text).toContain('part b: absent');
  });

  it('asks a device at its address and port, and says what it is and why', async () => {
    const { code, text } = await run('device', '[fe80::1]:1161', '--community', '1234', '--tries', '3');

    expect(code).toBe(0);
    expect(given).toEqual({ address: 'fe80::1', port: 1161, community: '1234', mode: 'flat', tries: 3 });
    expect(text).toContain('*** at fe80::1');
    expect(text).toContain('because it said so');
    expect(text).toContain('1 × absent\n      fan 2');
  });

  it('asks for a secret that is given as a dash', async () => {
    const { text } = await run('device', '192.0.2.1', '--community', '-');

    expect(given?.community).toBe('told');
    expect(text).not.toContain('told');
  });

  it('says in which way a device failed, and ends with 1', async () => {
    const { code, text } = await run('device', '192.0.2.1:1', '--community', 'wrong');

    expect(code).toBe(1);
    expect(text).toBe('device 192.0.2.1:1 failed after 0 ms (wrong_secret): the community is not accepted');
  });

  it('shows what was read before it failed', async () => {
    const { code, text } = await run('device', '10.0.0.1:1', '--community', 'half');

    expect(code).toBe(1);
    expect(text).toMatch(/thing\.state +part=a +2 /);
    expect(text).toContain('failed after 0 ms (denied): no more than that');
  });

  it('gives everything as JSON on request', async () => {
    const { text } = await run('device', '192.0.2.1', '--json');

    expect(JSON.parse(text)).toMatchObject({ ok: true, state: 'ok', recognised: { name: 'sw-1' } });
  });

  it('leaves the name --json to a probe that has such a setting', async () => {
    const config = Out.extend({ json: z.string().optional() });
    const types = [{ ...out, config }] as ProbeType[];

    expect((await runWith(types, 'device', '192.0.2.1', '--json', 'sent')).text).toContain('Recognised as');
    expect(JSON.parse((await runWith(types, 'device', '192.0.2.1', '--as-json')).text)).toHaveProperty(
      'ok',
      true,
    );
  });

  it.each([
    [[], 'Usage: check PROBE'],
    [['devise', '192.0.2.1'], 'Did you mean "device"?'],
    [['device'], 'which address? Usage: check device ADDRESS[:PORT]'],
    [['device', '192.0.2.1', '--comunity', 'x'], 'Did you mean --community?'],
    [['device', 'a:99999'], 'port'],
    [['thing', '--deep', 'perhaps'], 'deep'],
  ])('%j is told what is allowed, and ends with 2', async (argv, sentence) => {
    const { code, text } = await run(...argv);

    expect(code).toBe(2);
    expect(text).toContain(sentence);
  });

  it('lists the settings of a probe', async () => {
    const { code, text } = await run('device', '--help');

    expect(code).toBe(0);
    expect(text).toMatch(/--community COMMUNITY +text \(default public\)/);
    expect(text).toContain('--mode MODE            how it looks (one of deep, flat; default flat)');
    expect(text).not.toContain('--port');
  });

  it('reads the file of a certificate, which nobody types', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ward-check-'));
    const file = join(folder, 'ca.pem');
    writeFileSync(file, '-----BEGIN CERTIFICATE-----');

    expect((await run('device', '192.0.2.1', '--ca', file)).code).toBe(0);
    expect(given?.ca).toBe('-----BEGIN CERTIFICATE-----');
    const missing = await run('device', '192.0.2.1', '--ca', join(folder, 'none.pem'));
    expect(missing).toEqual({
      code: 2,
      text: expect.stringMatching(/^--ca: found ".+"; allowed is the path/),
    });
    rmSync(folder, { recursive: true });
  });
});

describe('an address as people type it', () => {
  it.each([
    ['https://www.example.cn', { address: 'www.example.cn', port: undefined, scheme: 'https', path: '/' }],
    ['http://[fd00::1]:8080/a?b=c', { address: 'fd00::1', port: 8080, scheme: 'http', path: '/a?b=c' }],
    ['core-1.example:161', { address: 'core-1.example', port: 161 }],
  ])('%s', (typed, split) => {
    expect(splitAddress(typed)).toEqual(split);
  });
});

describe('the script of an account', () => {
  it('is printed without an address, for the account and the product that are named', async () => {
    expect(await run('database', '--grants')).toEqual({ code: 0, text: 'GRANT all TO ward;' });
    expect((await run('database', '--grants', '--product', 'kingbase')).text).toBe('GRANT kingbase TO ward;');
  });

  it('is offered where there is one', async () => {
    expect((await run('database', '--help')).text).toContain('--grants');
    expect((await run('device', '--help')).text).not.toContain('--grants');
    expect((await run('device', '--grants')).code).toBe(2);
  });
});
