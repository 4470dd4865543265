import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAgentConfig } from './config/config.ts';
import { type Identities, obtainIdentity } from './identity.ts';
import { createLog } from './log.ts';
import { startTestCollector, type TestCollector } from './uplink/test-collector.ts';

let folder: string;
let collector: TestCollector;
let stopped: AbortController;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ward-identity-'));
  collector = await startTestCollector();
  stopped = new AbortController();
  logged = [];
});

afterEach(async () => {
  stopped.abort();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a token becomes a key that only this user can read, and is not needed again', async () => {
  const first = await identities('one-time').first();
  const second = await identities(undefined).first();

  expect(first).toMatchObject({ agent: 'agent-1', target: 'target-1', key: 'the-key' });
  expect(second).toEqual(first);
  expect(collector.enrolments).toEqual([{ token: 'one-time', hostname: 'host-1', machine: 'machine-1' }]);
  expect(readFileSync(join(folder, 'identity.json'), 'utf8')).not.toContain('one-time');
  if (process.platform !== 'win32') expect(statSync(join(folder, 'identity.json')).mode & 0o777).toBe(0o600);
});

test('without a key and without a token the agent says what to do', async () => {
  await expect(identities(undefined).first()).rejects.toThrow(
    `there is no key in ${folder} yet: start the agent once with --token and a one-time token`,
  );
});

test('a token that is not accepted ends the start with a sentence', async () => {
  await expect(identities('used-up').first()).rejects.toThrow(
    'does not know this token, or it was used already',
  );
});

test('a token is not spent where no key can be kept', async () => {
  writeFileSync(join(folder, 'blocked'), '');

  await expect(identities('one-time', join(folder, 'blocked/data')).first()).rejects.toThrow(
    'no key can be kept',
  );

  expect(collector.enrolments).toEqual([]);
});

test('a key file that is damaged is named and not overwritten', async () => {
  writeFileSync(join(folder, 'identity.json'), '{"agent": ');

  await expect(identities('one-time').first()).rejects.toThrow('identity.json is damaged: remove it');
});

test('a collector that is away is waited for, until the agent is stopped', async () => {
  collector.behaviour.postStatus = 503;

  const first = identities('one-time').first();
  await vi.waitFor(() => expect(collector.enrolments.length).toBeGreaterThan(1), { timeout: 8_000 });
  delete collector.behaviour.postStatus;

  expect((await first)?.key).toBe('the-key');
  expect(logged.filter((line) => line.includes('waiting for a collector'))).toHaveLength(1);

  await collector.close();
  const waiting = identities('one-time', join(folder, 'other')).first();
  stopped.abort();
  expect(await waiting).toBeUndefined();
});

test('a key is renewed by a token that was not used for it, and only by such a one', async () => {
  const now = identities('one-time');
  await now.first();

  expect(await now.renew()).toBeUndefined();
  expect(collector.enrolments).toHaveLength(1);

  rmSync(join(folder, 'identity.json'));
  expect((await now.renew())?.key).toBe('the-key');
});

function identities(token: string | undefined, data = folder): Identities {
  const overrides = [
    { path: ['collectors'], value: [collector.url], from: '--collector' },
    { path: ['data'], value: data, from: '--data' },
    ...(token === undefined ? [] : [{ path: ['token'], value: token, from: '--token' }]),
  ];
  return obtainIdentity({
    config: readAgentConfig(undefined, overrides, []),
    hostname: 'host-1',
    machine: 'machine-1',
    connection: { connectTimeoutMs: 1_000 },
    log: createLog({ write: (line) => logged.push(line), isPretty: false, wallMs: Date.now }),
    random: () => 0,
    signal: stopped.signal,
  });
}
