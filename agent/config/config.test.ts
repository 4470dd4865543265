import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readCommandLine } from '#config/command-line.ts';
import type { ProbeType } from '#probes/probe.ts';
import { probeTypes } from '#probes/probe-types.ts';
import { testProbeType } from '../test-probes.ts';
import { type AgentConfig, PRIVATE_NETWORKS, readAgentConfig } from './config.ts';
import { agentFlags } from './flags.ts';

/** A probe that reaches out. */
const door: ProbeType = testProbeType('door', () => ({ readings: [] }), {
  reach: 'out',
  config: z.strictObject({ address: z.string(), password: z.string() }),
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-agent-config-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what is read', () => {
  test('collector and token on the command line are enough', () => {
    const { overrides } = readCommandLine(
      ['--collector', 'https://ward.example:8642', '--token', 't'],
      agentFlags,
    );

    const config = readAgentConfig(undefined, overrides, probeTypes);

    expect(config).toMatchObject({ collectors: ['https://ward.example:8642'], token: 't', interval: 10_000 });
    expect(config.outbox.limit).toBe(256 * 1024 ** 2);
    expect(config.bounds.probes).toContain('cpu');
    expect(config.bounds.addresses).toEqual([]);
  });

  test('the settings of probes stay as they were written, for an assignment to be merged over them', () => {
    const config = read('collectors: [http://a]\nprobes: {disk: {}, ntp: false}\n');

    expect(config.probes).toEqual({ disk: {}, ntp: false });
  });

  test('a token may lie in a file of its own', () => {
    writeFileSync(join(folder, 'token'), 'one-time\n');

    expect(read(`collectors: [http://a]\ntoken_file: ${join(folder, 'token')}\n`).token).toBe('one-time');
  });
});

describe('targets of the agent’s own file', () => {
  test('are read with the probes that reach out, secrets as they were written', () => {
    const config = read(
      [
        'collectors: [http://a]',
        'zone: 三楼机房',
        'targets:',
        '  - name: core-1',
        '    address: 10.1.0.1',
        '    kind: switch',
        '    every: 30s',
        '    door: {password: s3cret}',
      ].join('\n'),
      [door],
    );

    expect(config.zone).toBe('三楼机房');
    expect(config.targets).toEqual([
      {
        name: 'core-1',
        address: '10.1.0.1',
        kind: 'switch',
        everyMs: 30_000,
        polls: [{ probe: 'door', settings: { password: 's3cret' } }],
      },
    ]);
    expect(config.bounds.addresses).toEqual(PRIVATE_NETWORKS);
  });

  test('an agent with a zone reaches where its file says, even nowhere', () => {
    expect(read('collectors: [http://a]\nzone: z\nbounds: {addresses: []}').bounds.addresses).toEqual([]);
  });

  const one = (target: string) => `collectors: [http://a]\nzone: z\ntargets: [${target}]`;
  test.each([
    ['collectors: [http://a]\ntargets: [{name: a, address: b, door: {password: x}}]', 'zone: is missing;'],
    [
      one('{name: a, address: b}'),
      'targets[0]: found a map; allowed is a target with at least one probe: `door`',
    ],
    [one('{name: a, address: b, door: {}}'), 'targets[0].door.password: is missing; allowed is a text.'],
    [
      one('{name: a, address: b, door: {pasword: x, password: y}}'),
      'targets[0].door.pasword: there is no such setting. Did you mean "password"?',
    ],
    [
      one('{name: a, address: b, door: {password: secret-word, every: 3}}'),
      'targets[0].door.every: there is no such setting.',
    ],
    [
      one('{name: a, address: b, door: {password: x}}, {name: a, address: c, door: {password: x}}'),
      'targets[1].name: found "a"; allowed is each name once',
    ],
    ['collectors: [http://a]\nprobes: {door: {password: x}}', 'probes.door: there is no such setting.'],
    ['collectors: [http://a]\nzone: "#1"', 'zone: found "#1"; letters, digits, space, dot, dash.'],
    ['collectors: [http://a]\npoll_interval: 100ms', 'poll_interval: found "100ms"; allowed is a duration'],
  ])('%j', (yaml, message) => {
    expect(() => read(yaml, [door])).toThrow(message);
  });

  test.each([
    [
      '{password: x, ports: [1, 99999]}',
      'targets[0].door.ports[1]: found the number 99999; allowed is at most 65535.',
    ],
    ['{password: x, port: [1]}', 'targets[0].door.port: there is no such setting. Did you mean "ports"?'],
    ['{password: x}', 'targets[0].door: found a map; allowed is a port at least.'],
  ])('settings that are judged together, %j, are told like others', (settings, message) => {
    const config = z
      .strictObject({
        address: z.string(),
        password: z.string(),
        ports: z.array(z.int().max(65_535)).default([]),
      })
      .refine(({ ports }) => ports.length > 0, 'allowed is a port at least');

    expect(() => read(one(`{name: a, address: b, door: ${settings}}`), [{ ...door, config }])).toThrow(
      message,
    );
  });

  test('a mistake beside a secret does not say the secret', () => {
    const yaml = one('{name: a, address: b, door: {password: {is: secret-word}}}');

    expect(() => read(yaml, [door])).toThrow(/^(?!.*secret-word)/s);
  });
});

describe('a mistake is named', () => {
  test.each([
    ['interval: 10s', 'collectors: is missing; allowed is a list.'],
    ['collectors: []', 'collectors: found a list of 0; allowed is at least 1 elements.'],
    [
      'collectors: [ward.example]',
      'collectors[0]: found "ward.example"; allowed is an address such as "https://ward.example:8642".',
    ],
    ['collectors: [ftp://a]', 'collectors[0]: found "ftp://a"; allowed is an address'],
    [
      'collectors: [http://a]\nprobes: {dsk: {}}',
      ':2: probes.dsk: there is no such setting. Did you mean "disk"?',
    ],
    ['collectors: [http://a]\nprobes:\n  cpu: {corse: 1}', ':3: probes.cpu.corse: there is no such setting.'],
    ['collectors: [http://a]\nprobes: {cpu: yes}', 'probes.cpu: found "yes"; allowed is false or a map.'],
    [
      'collectors: [http://a]\nbounds: {addresses: [all]}',
      'bounds.addresses[0]: found "all"; allowed is a network',
    ],
    [
      'collectors: [http://a]\nbounds: {probes: [dsk]}',
      'bounds.probes[0]: found "dsk"; allowed is one of "cpu"',
    ],
    ['collectors: [http://a]\nproxy: socks5://a', 'proxy: found "socks5://a"; allowed is an address such as'],
    [
      'collectors: [http://a]\noutbox: {limit: 10KB}',
      'outbox.limit: found "10KB"; allowed is a size such as',
    ],
    ['collectors: [http://a]\ntoken: 12345', 'token: found the number 12345; allowed is a text.'],
    ['collectors: [http://a]\ntls: {ca: /nowhere}', '/nowhere: tls.ca: cannot be read'],
    ['collectors: [http://a]\nrelay: {}', 'relay.listen: is missing;'],
    [
      'collectors: [http://a]\nrelay: {listen: 8643}',
      'relay.listen: found the number 8643; allowed is a text.',
    ],
    [
      'collectors: [http://a]\nrelay: {listen: "0.0.0.0:8643", limit: 1MB}',
      'relay.limit: found "1MB"; allowed is a size such as "64KB", "512MB" or "2GB", at least "16MB"',
    ],
    [
      'collectors: [http://a]\nrelay: {listen: "0.0.0.0:8643", allow: [10.0.0.1]}',
      'relay.allow[0]: found "10.0.0.1"; allowed is a network such as "10.1.0.0/16"',
    ],
    [
      'collectors: [http://a]\nrelay: {listen: "0.0.0.0:8643", tls: {cert: /nowhere, key: /nowhere}}',
      '/nowhere: relay.tls.cert: cannot be read',
    ],
  ])('%j', (yaml, message) => {
    expect(() => read(yaml)).toThrow(message);
  });
});

function read(yaml: string, types = probeTypes): AgentConfig {
  const file = join(folder, 'agent.yaml');
  writeFileSync(file, yaml);
  return readAgentConfig(file, [], types);
}
