import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { askCollector } from '#collector/local-door/ask-collector.ts';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { acknowledged, checkRestored, isLevel } from './prove/backup/check-restored.ts';
import { type KilledAgent, startKilledAgent } from './prove/killed-agent.ts';
import { Violations } from './prove/violations.ts';
import { startProgram } from './start-program.ts';

const OUTBOX_BYTES = 64 * 1024 ** 2;
const WAIT = { timeout: 30_000, interval: 100 };

let root: string;
let ward: Ward;
const agents: KilledAgent[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ward-lost-'));
  ward = await startWard({ dataDir: join(root, 'data') });
});
afterAll(async () => {
  for (const agent of agents) await agent.remove();
  await ward?.stop();
  rmSync(root, { recursive: true, force: true });
});

async function run(command: 'backup' | 'restore', ...args: string[]): Promise<string> {
  const program = startProgram(command, args);
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
}

/** Everything that people see of the collector and that samples do not change. */
async function estate() {
  const [people, targets, rules, { alerts }] = await Promise.all([
    ward.call('GET', '/api/v1/people'),
    ward.call('GET', '/api/v1/targets'),
    ward.call('GET', '/api/v1/rules?limit=1000'),
    ward.call<{ alerts: { id: string; state: string }[] }>('GET', '/api/v1/alerts'),
  ]);
  return { people, targets, rules, alerts: alerts.map(({ id, state }) => `${id} ${state}`).sort() };
}

test('a collector that is lost comes back from its backup, and its agents go on', {
  timeout: 120_000,
}, async () => {
  const backups = join(root, 'backups');
  await ward.call('POST', '/api/v1/people', {
    name: 'second',
    password: 'a-password-for-2',
    memberships: [{ organisation: '*', role: 'viewer' }],
  });
  await ward.call('PUT', '/api/v1/rules/always', {
    id: 'always',
    name: { 'zh-CN': '总是', en: 'Always' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'proof.total' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  });
  agents.push(await startKilledAgent(ward, { number: 0, width: 30, everyMs: 25, outboxBytes: OUTBOX_BYTES }));
  await vi.waitFor(async () => expect((await estate()).alerts).toHaveLength(1), WAIT);
  await vi.waitFor(() => expect(agents.every((agent) => acknowledged(agent).size > 50)).toBe(true), WAIT);
  await askCollector(ward.dataDir, 'backup', { to: backups });
  await vi.waitFor(() => expect(agents.every((agent) => acknowledged(agent).size > 80)).toBe(true), WAIT);
  const before = await estate();
  const frames = agents.map(acknowledged);
  const { head } = await ward.call<{ head: string }>('GET', '/api/v1/audit/check');

  const second = await run('backup', '--to', backups, '--data', ward.dataDir);
  expect(second).toContain('backed up: ');
  await ward.kill();
  const lost = agents.map(acknowledged);
  renameSync(ward.dataDir, join(root, 'lost'));
  const said = await run('restore', '--from', backups, '--data', ward.dataDir);
  await ward.restart();

  expect(said).toContain('what to do next:');
  expect(await estate()).toEqual(before);
  expect(await ward.call('GET', `/api/v1/audit/check?head=${head}`)).toMatchObject({
    intact: true,
    knownHeadFound: true,
  });
  // More comes in, and all that had come before the backup is there once.
  const more = () =>
    agents.map((agent, index) => [...acknowledged(agent)].filter((timeMs) => !lost[index].has(timeMs)));
  await vi.waitFor(() => expect(more().every(({ length }) => length > 20)).toBe(true), WAIT);
  const after = more();
  expect(await isLevel(ward)).toBe(true);
  const violations = new Violations();
  for (const [index, agent] of agents.entries())
    await checkRestored(ward, agent, new Set([...frames[index], ...after[index]]), violations);
  expect(violations.sentences).toEqual([]);
});
