import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withServiceStartBlocked } from './policy-rc.ts';

describe('blocking service start during an installation', () => {
  let folder: string;
  let policy: string;
  const said: string[] = [];
  const say = (message: string) => said.push(message);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ward-policy-'));
    policy = join(folder, 'policy-rc.d');
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const answer = () => spawnSync(policy, ['influxdb', 'start']).status;

  test('a policy forbids it meanwhile and is gone afterwards', async () => {
    const during = await withServiceStartBlocked(say, async () => answer() === 101, policy);

    expect(during).toBe(true);
    expect(existsSync(policy)).toBe(false);
  });

  test('it is gone also when the installation throws', async () => {
    const failing = withServiceStartBlocked(say, () => Promise.reject(new Error('no space')), policy);

    await expect(failing).rejects.toThrow('no space');
    expect(existsSync(policy)).toBe(false);
  });

  test('one that a killed run left behind is taken over and removed', async () => {
    let ours = '';
    await withServiceStartBlocked(
      say,
      async () => {
        ours = readFileSync(policy, 'utf8');
        return true;
      },
      policy,
    );
    writeFileSync(policy, ours, { mode: 0o755 });

    expect(await withServiceStartBlocked(say, async () => answer() === 101, policy)).toBe(true);
    expect(existsSync(policy)).toBe(false);
  });

  test.each([
    ['forbids', 101, true],
    ['allows', 0, false],
  ])("somebody else's that %s starting stays as it is", async (_, code, installs) => {
    const foreign = `#!/bin/sh\nexit ${code}\n`;
    writeFileSync(policy, foreign, { mode: 0o755 });
    let installed = false;

    const done = await withServiceStartBlocked(
      say,
      async () => {
        installed = true;
        return true;
      },
      policy,
    );

    expect({ done, installed }).toEqual({ done: installs, installed: installs });
    expect(readFileSync(policy, 'utf8')).toBe(foreign);
    expect(said.join()).toContain(installs ? '' : 'nothing is installed');
  });
});
