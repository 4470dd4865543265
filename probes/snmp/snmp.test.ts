import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Explanation } from '#protocol/explanation.ts';
import { type Snmpd, startSnmpd } from '#scripts/servers/snmpd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { lldpObjects } from '#simulator/models/lldp.ts';
import { parseRecording } from '#simulator/recording.ts';
import { ObjectTable } from '#simulator/snmp/object-table.ts';
import { type Responder, startResponder } from '#simulator/snmp/responder.ts';
import type { Measurements, Memory, Probe, ProbeOptions } from '../probe.ts';
import type { SnmpConfig } from './config.ts';
import { snmp } from './snmp.ts';

const running = () => AbortSignal.timeout(10_000);
const options: ProbeOptions = { procPath: '', sysPath: '', now: () => Date.now() };

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function config(port: number, settings: Record<string, unknown> = {}): SnmpConfig {
  return snmp.config.parse({ address: '127.0.0.1', port, community: 'public', ...settings });
}

function probeAt(
  port: number,
  settings: Record<string, unknown> = {},
  more: Partial<ProbeOptions> = {},
): Probe {
  const probe = snmp.create(config(port, settings), { ...options, ...more });
  closers.push(() => probe.close());
  return probe;
}

function memory(): Memory & { content: Map<string, unknown> } {
  const content = new Map<string, unknown>();
  return { content, get: (key) => content.get(key), set: (key, value) => void content.set(key, value) };
}

const told = ({ readings }: Measurements) =>
  Object.fromEntries(
    readings.map(({ column, value }) => [
      [column.metric, ...Object.values(column.labels).filter(Boolean)].join(' '),
      value,
    ]),
  );
const inventory = ({ facts }: Measurements) => facts?.find(({ kind }) => kind === 'inventory')?.data;

/** A simulated device that may tell something else later. */
async function device(text: string) {
  return deviceWith(tableOf(text));
}

async function deviceWith(table: ObjectTable) {
  const responder: Responder = await startResponder({ devices: [{ table }] });
  closers.push(() => responder.close());
  const [simulated] = responder.devices;
  return Object.assign(simulated!, { tell: (other: string) => (simulated!.table = tableOf(other)) });
}

function tableOf(text: string): ObjectTable {
  return new ObjectTable(parseRecording(text).objects);
}

/** A host with one interface and a figure of its own. */
const host = (object: string, upTicks: number, more: readonly string[] = []) =>
  [
    '1.3.6.1.2.1.1.1.0|4|A host',
    `1.3.6.1.2.1.1.2.0|6|${object}`,
    `1.3.6.1.2.1.1.3.0|67|${upTicks}`,
    '1.3.6.1.2.1.1.5.0|4|box',
    '1.3.6.1.2.1.25.1.6.0|66|123',
    ...more,
  ].join('\n');

const LINUX = '1.3.6.1.4.1.8072.3.2.10';

describeWith('snmpd', 'a real host', () => {
  let server: Snmpd;
  beforeEach(async () => {
    server = await startSnmpd({ users: [{ name: 'ward', level: 'priv', auth: 'SHA-256', priv: 'AES' }] });
  });
  afterEach(() => server.stop());

  it('is read in version 2c, with columns that stay the same objects', async () => {
    const probe = probeAt(server.port);
    const first = await probe.collect(running());
    const second = await probe.collect(running());

    expect(told(first)).toMatchObject({
      'net.link_state lo': 0,
      'net.bytes_recv lo': expect.any(Number),
      'mem.total': expect.any(Number),
      'device.uptime_seconds': expect.any(Number),
      'device.restarts': 0,
    });
    expect(inventory(first)).toMatchObject({
      profile: 'generic-net-snmp',
      kind: 'server',
      location: 'B2 / rack 7',
    });
    expect(second.readings.length).toBe(first.readings.length);
    for (const [i, { column }] of second.readings.entries()) expect(column).toBe(first.readings[i]?.column);
    expect(second.facts).toEqual([]);
  });

  it('is read in version 3 with authentication and encryption', async () => {
    const probe = probeAt(server.port, {
      community: undefined,
      version: '3',
      user: 'ward',
      auth: 'sha256',
      auth_password: 'authpassword',
      priv: 'aes',
      priv_password: 'privpassword',
    });

    expect(told(await probe.collect(running()))).toMatchObject({ 'net.link_state lo': 0 });
  });

  it('is not taken for restarted when only its SNMP agent was', async () => {
    const probe = probeAt(server.port);
    await probe.collect(running());
    await server.restart();

    expect(told(await probe.collect(running()))).toMatchObject({ 'device.restarts': 0 });
  });

  it('is explained with reasons and times, in the form that people are shown', async () => {
    const explanation = await snmp.explain!(config(server.port), options, running());

    expect(Explanation.parse(explanation)).toMatchObject({
      recognised: { profile: 'generic-net-snmp', why: 'sysObjectID begins with 1.3.6.1.4.1.8072.3.2' },
    });
    expect(explanation.readings).toContainEqual({
      metric: 'net.link_state',
      labels: { interface: 'lo', alias: '' },
      value: 0,
      unit: '1',
      word: 'up',
    });
    expect(explanation.timings.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['system', 'recognition', 'scalars', 'interfaces', 'identity']),
    );
    expect(explanation.timings.every(({ step, requests }) => requests > 0 || step === 'identity')).toBe(true);
  });
});

describe('a device', () => {
  it('that does not answer is silent', async () => {
    const { port } = await device(host(LINUX, 1_000));
    const probe = probeAt(port, { community: 'wrong', timeout: '100ms', retries: 0 });

    await expect(probe.collect(running())).rejects.toMatchObject({ name: 'ProbeError', state: 'silent' });
    await expect(
      snmp.recognise!(config(port, { community: 'wrong', timeout: '100ms' }), options, running()),
    ).rejects.toMatchObject({ state: 'silent' });
  });

  it.each([
    ['first', 'silent', /^no answer from/],
    ['second', 'too_slow', /a longer interval gives more time/],
    ['third', 'too_slow', /a longer interval gives more time/],
  ] as const)('that leaves the %s question open until the time is over is %s', async (which, state, says) => {
    const simulated = await device(host(LINUX, 1_000));
    const open = ['first', 'second', 'third'].indexOf(which) + 1;
    simulated.quirks.dropShare = 1 / open;
    const abort = new AbortController();

    const collected = probeAt(simulated.port, { timeout: '30s' }).collect(abort.signal);
    const failed = expect(collected).rejects.toMatchObject({ state, message: expect.stringMatching(says) });
    await expect.poll(() => simulated.figures.requests).toBe(open);
    abort.abort();

    await failed;
  });

  it('is recognised for a sweep in a few requests', async () => {
    const simulated = await device(host(LINUX, 1_000));

    expect(await snmp.recognise!(config(simulated.port), options, running())).toMatchObject({
      profile: 'generic-net-snmp',
      name: 'box',
    });
    expect(simulated.figures.requests).toBeLessThan(6);
  });

  it('is remembered, so that a new program asks no more what it is', async () => {
    const simulated = await device(host(LINUX, 1_000));
    const kept = memory();
    await probeAt(simulated.port, {}, { remember: () => kept }).collect(running());
    const [key] = [...kept.content.keys()];
    expect(key).toBe(`127.0.0.1:${simulated.port}`);
    kept.set(key as string, { ...(kept.get(key as string) as object), profile: 'generic-interfaces' });

    const again = await probeAt(simulated.port, {}, { remember: () => kept }).collect(running());

    expect(inventory(again)).toMatchObject({ profile: 'generic-interfaces' });
  });

  it('of which something is remembered that nobody understands is recognised anew', async () => {
    const simulated = await device(host(LINUX, 1_000));
    const kept = memory();
    kept.set(`127.0.0.1:${simulated.port}`, {
      object: LINUX,
      description: 'A host',
      profile: 'generic',
      learned: 7,
    });

    const read = await probeAt(simulated.port, {}, { remember: () => kept }).collect(running());

    expect(inventory(read)).toMatchObject({ profile: 'generic-net-snmp' });
  });

  it('is recognised anew after a day', async () => {
    const simulated = await device(host(LINUX, 1_000));
    const kept = memory();
    let nowMs = Date.now();
    const probe = probeAt(simulated.port, {}, { remember: () => kept, now: () => nowMs });
    const first = await probe.collect(running());
    nowMs += 86_400_001;

    const second = await probe.collect(running());

    expect([...kept.content.values()]).toMatchObject([{ atMs: nowMs, profile: 'generic-net-snmp' }]);
    expect(inventory(second)).toMatchObject({ profile: 'generic-net-snmp' });
    expect(second.readings[0]?.column).toBe(first.readings[0]?.column);
  });

  it('that says it is something else is recognised anew', async () => {
    const simulated = await device(host(LINUX, 1_000));
    const probe = probeAt(simulated.port);
    expect(inventory(await probe.collect(running()))).toMatchObject({ profile: 'generic-net-snmp' });

    simulated.tell(host('1.3.6.1.4.1.99999.1', 1_000));

    expect(inventory(await probe.collect(running()))).toMatchObject({
      profile: 'generic',
      object: '1.3.6.1.4.1.99999.1',
    });
  });

  it('that began anew has one restart more', async () => {
    const simulated = await device(host(LINUX, 500_000));
    let nowMs = Date.now();
    const probe = probeAt(simulated.port, {}, { now: () => nowMs });
    expect(told(await probe.collect(running()))).toMatchObject({
      'device.uptime_seconds': 5_000,
      'device.restarts': 0,
    });
    simulated.tell(host(LINUX, 3_000));
    nowMs += 60_000;

    expect(told(await probe.collect(running()))).toMatchObject({
      'device.uptime_seconds': 30,
      'device.restarts': 1,
    });
  });

  it('is read by the profile that the settings name', async () => {
    const { port } = await device(host(LINUX, 1_000));

    expect(inventory(await probeAt(port, { profile: 'generic' }).collect(running()))).toMatchObject({
      profile: 'generic',
    });
    await expect(probeAt(port, { profile: 'no-such' }).collect(running())).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringMatching(
        /there is no profile no-such for SNMP; allowed is auto or one of .*generic/,
      ),
    });
  });

  it('is read by a profile of the user', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ward-profiles-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(
      join(folder, 'my-box.yaml'),
      `profile: my-box
title: { zh-CN: 我的, en: Mine }
kind: server
recognise: [{ object: ${LINUX} }]
sections:
  - name: mine
    kind: scalars
    read: { processes: { oid: 1.3.6.1.2.1.25.1.6.0 } }
    readings: [{ metric: system.processes, value: processes * 2 }]
`,
    );
    const { port } = await device(host(LINUX, 1_000));

    expect(told(await probeAt(port, {}, { profiles: folder }).collect(running()))).toMatchObject({
      'system.processes': 246,
    });

    const broken = mkdtempSync(join(tmpdir(), 'ward-profiles-'));
    closers.push(() => rmSync(broken, { recursive: true }));
    writeFileSync(join(broken, 'bad.yaml'), 'profile: bad\n');
    await expect(probeAt(port, {}, { profiles: broken }).collect(running())).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringContaining('bad.yaml'),
    });
  });

  it('gives only the interfaces that are wanted', async () => {
    const row = (index: number, name: string) => [
      `1.3.6.1.2.1.31.1.1.1.1.${index}|4|${name}`,
      `1.3.6.1.2.1.31.1.1.1.6.${index}|70|1`,
      `1.3.6.1.2.1.2.2.1.8.${index}|2|1`,
    ];
    const { port } = await device(
      host(LINUX, 1_000, [...row(1, 'eth0'), ...row(2, 'Vlan1'), ...row(3, 'Vlan2'), ...row(4, 'lo')]),
    );

    const read = told(
      await probeAt(port, { include_interfaces: ['eth*', 'Vlan*'], exclude_interfaces: ['Vlan2'] }).collect(
        running(),
      ),
    );

    expect(Object.keys(read).filter((name) => name.startsWith('net.link_state'))).toEqual([
      'net.link_state eth0',
      'net.link_state Vlan1',
    ]);
  });

  it('is known by the chassis id by which its neighbours call it', async () => {
    const port = (index: number) => ({ index, name: `GE1/0/${index}` });
    const switches = await Promise.all(
      [1, 2].map((own) => {
        const [mine, other] = [own, 3 - own].map((last) => Uint8Array.of(0x0c, 0xda, 0x41, 0, 0, last));
        const self = { chassis: mine!, name: '', description: '', ports: [port(1)] };
        const neighbour = { localPort: 1, chassis: other!, port: 'GE1/0/1', portDescription: '', name: '' };
        const lldp = lldpObjects(self, [{ ...neighbour, description: '', isHeard: () => true }]);
        return deviceWith(new ObjectTable([...parseRecording(host(LINUX, 1_000)).objects, ...lldp]));
      }),
    );

    const read = await Promise.all(
      switches.map(
        async (each) => (await probeAt(each.port, { profile: 'generic' }).collect(running())).facts,
      ),
    );

    const [own, seen] = ['inventory', 'neighbours'].map((kind) =>
      read.map((facts) => facts?.find((fact) => fact.kind === kind)?.data),
    );
    expect(own).toMatchObject([{ chassis: '0c:da:41:00:00:01' }, { chassis: '0c:da:41:00:00:02' }]);
    expect(seen).toMatchObject([[{ chassis: '0c:da:41:00:00:02' }], [{ chassis: '0c:da:41:00:00:01' }]]);
  });

  it('that has nothing of its profile is not supported', async () => {
    const { port } = await device('1.3.6.1.2.1.99.99.0|2|1');

    await expect(probeAt(port).collect(running())).rejects.toMatchObject({ state: 'unsupported' });
  });
});

describe('the settings', () => {
  it.each([
    [{}, 'community', 'version 2c needs it'],
    [{ version: '3' }, 'user', 'version 3 needs it here'],
    [{ version: '3', user: 'a', level: 'authNoPriv' }, 'auth', 'version 3 needs it here'],
    [{ version: '3', user: 'a', priv_password: '12345678' }, 'auth_password', 'version 3 needs it here'],
  ])('%j lack something', (settings, field, message) => {
    const { error } = snmp.config.safeParse({ address: '192.0.2.1', ...settings });

    expect(error?.issues).toContainEqual(expect.objectContaining({ path: [field], message }));
  });
});
