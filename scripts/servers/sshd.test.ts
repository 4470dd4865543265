import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../find-program.ts';
import { startSshd, whyNoSshd } from './sshd.ts';

const why = whyNoSshd() ?? (findProgram('ssh') ? undefined : 'no ssh client here');

describe.skipIf(why)(`a real sshd for tests${why ? ` (${why})` : ''}`, () => {
  test('lets its own account in by key, and has other host keys after it was asked for them', async () => {
    const sshd = await startSshd({ hostKeys: ['ed25519'] });
    const folder = mkdtempSync(join(tmpdir(), 'ward-ssh-key-'));
    const key = join(folder, 'key');
    writeFileSync(key, sshd.privateKey, { mode: 0o600 });

    const said = execFileSync(
      'ssh',
      [
        ...['-i', key, '-p', String(sshd.port), '-o', 'BatchMode=yes'],
        ...[
          '-o',
          'StrictHostKeyChecking=no',
          '-o',
          'UserKnownHostsFile=/dev/null',
          '-o',
          'LogLevel=ERROR',
          `${sshd.user}@${sshd.address}`,
        ],
        'id -un',
      ],
      { encoding: 'utf8' },
    );
    const before = sshd.fingerprint('ed25519');
    await sshd.restart({ newHostKeys: true });

    expect(said).toBe(`${sshd.user}\n`);
    expect(sshd.fingerprint('ed25519')).toMatch(/^SHA256:.{43}$/);
    expect(sshd.fingerprint('ed25519')).not.toBe(before);
    await sshd.stop();
    rmSync(folder, { recursive: true });
  });
});
