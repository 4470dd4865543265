import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shippedProfiles } from '#probes/profile/shipped-profiles.ts';
import { bundle } from './bundle.ts';
import { tryNode16 } from './node-16.ts';
import { projectFolder } from './run-tool.ts';

const found = await tryNode16();

describe('a bundle', () => {
  // Inside the project, where an import of a package is resolved as in the agent.
  mkdirSync(join(projectFolder, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(projectFolder, '.cache/ward-bundle-'));
  const elsewhere = mkdtempSync(join(tmpdir(), 'ward-bundle-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  test('is plain ASCII, and what it means stays the same', async () => {
    const entry = join(folder, 'letters.ts');
    const outfile = join(elsewhere, 'letters.js');
    writeFileSync(entry, "console.log(/^不在位|𠮷$/u.test('𠮷'), '告警');");

    await bundle(entry, outfile);

    expect(readFileSync(outfile, 'utf8')).not.toMatch(/[\u0080-\uffff]/);
    expect(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })).toBe('true 告警\n');
  });

  test.skipIf('reason' in found)(
    'runs alone under Node 16 with every package that the agent needs',
    async () => {
      const entry = join(folder, 'entry.ts');
      const outfile = join(elsewhere, 'one-file.js');
      writeFileSync(
        entry,
        `import si from 'systeminformation';
       import { WebSocketServer } from 'ws';
       import { parse } from 'yaml';
       import { z } from 'zod';
       import { LIMITS } from '#protocol/limits.ts';

       const read = z.strictObject({ every: z.number() }).parse(parse('every: 10'));
       const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
       server.on('listening', () => server.close());
       if (import.meta.main) {
         void si.osInfo().then(({ platform }) => {
           console.log([process.version, read.every, LIMITS.seriesPerAgent, platform].join(' '));
           console.log(new URL('.', import.meta.url).pathname);
         });
       }`,
      );

      const { bytes } = await bundle(entry, outfile);
      const output = execFileSync('binary' in found ? found.binary : '', [outfile], {
        cwd: elsewhere,
        encoding: 'utf8',
      });

      expect(output).toBe(`v16.20.2 10 5000 linux\n${elsewhere}/\n`);
      expect(bytes).toBeGreaterThan(100_000);
    },
  );

  test('runs inside the project as well, which speaks of ES modules', async () => {
    const entry = join(folder, 'small.ts');
    writeFileSync(entry, 'const answer: number = 42; console.log(answer);');

    await bundle(entry, join(folder, 'out/small.js'));

    expect(execFileSync(process.execPath, [join(folder, 'out/small.js')], { encoding: 'utf8' })).toBe('42\n');
  });

  test.skipIf('reason' in found)('holds the profiles of devices, and needs no folder of them', async () => {
    const entry = join(folder, 'profiles.ts');
    const outfile = join(elsewhere, 'profiles.js');
    writeFileSync(
      entry,
      `import { loadProfiles } from '#probes/profile/profiles.ts';
       console.log([...loadProfiles().keys()].length, loadProfiles().get('generic-interfaces').sections[0].name);`,
    );

    await bundle(entry, outfile);
    const output = execFileSync('binary' in found ? found.binary : '', [outfile], {
      cwd: elsewhere,
      encoding: 'utf8',
    });

    expect(output).toBe(`${shippedProfiles().length} interfaces\n`);
  });

  test('of something that it cannot hold is refused', async () => {
    const entry = join(folder, 'waits.ts');
    writeFileSync(entry, 'await Promise.resolve(1);');

    await expect(bundle(entry, join(elsewhere, 'waits.js'))).rejects.toThrow('Top-level await');
  });
});
