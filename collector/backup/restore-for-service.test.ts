import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '#scripts/run-tool.ts';
import { backUpStill } from './back-up-still.ts';
import { growDataDir } from './test-data-dir.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
/** Root writes everywhere: it asks another user, who has to be able to read the project. */
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const isPossible =
  process.platform !== 'win32' &&
  spawnSync(process.execPath, [join(projectFolder, 'scripts/restore.ts'), '--help'], user).status === 0;

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ward-service-'));
  const dataDir = join(root, 'data');
  await growDataDir(dataDir, 60);
  const to = join(root, 'backups');
  const job = { dataDir, to, ledger: { kind: 'sqlite' }, store: 'embedded', keep: 1 } as const;
  await backUpStill({ ...job, withKey: true, ward: '' }, { nowMs: Date.now, say() {} });
  // As the folders of a service stand in /var/lib: its own one is its own, and what is around it is not.
  mkdirSync(join(root, 'lib/own'), { recursive: true });
  if (isRoot) {
    spawnSync('chown', ['-R', `${NOBODY}`, to]);
    chownSync(join(root, 'lib/own'), NOBODY, NOBODY);
  }
  chmodSync(root, 0o755);
  chmodSync(join(root, 'lib'), 0o555);
});
afterAll(() => {
  chmodSync(join(root, 'lib'), 0o755);
  rmSync(root, { recursive: true, force: true });
});

function restore(to: string) {
  const command = [join(projectFolder, 'scripts/restore.ts'), '--from', join(root, 'backups'), '--data', to];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { ...user, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe.skipIf(!isPossible)('a user to whom nothing but the data directory belongs', () => {
  it('restores into it where it is empty', { timeout: 60_000 }, () => {
    const own = join(root, 'lib/own');
    expect(restore(own)).toMatchObject({ status: 0 });
    expect(readdirSync(own)).toContain('ledger.sqlite');
    expect(readdirSync(own).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  it('is told to make it where it is not there', { timeout: 60_000 }, () => {
    const { status, said } = restore(join(root, 'lib/new'));
    expect(said).toContain('make it as an empty folder of this user first');
    expect(status).toBe(1);
  });
});
