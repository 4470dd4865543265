import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { tryNode16 } from '../../scripts/node-16.ts';
import { projectFolder } from '../../scripts/run-tool.ts';
import { startSshDevice } from '../../simulator/ssh/ssh-device.ts';

const run = promisify(execFile);
const node16 = await tryNode16();

it('the list of probes loads no library for SSH', async () => {
  const code = `await import('#probes/probe-types.ts');
    const { _cache } = (await import('node:module')).default;
    console.log(Object.keys(_cache).filter((path) => path.includes('/ssh2/')).length);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: projectFolder });

  expect(stdout).toBe('0\n');
});

describe('in a bundle of one file, which has no library and no file of a thread beside it', () => {
  mkdirSync(join(projectFolder, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(projectFolder, '.cache/ward-bundled-ssh-'));
  const elsewhere = mkdtempSync(join(tmpdir(), 'ward-bundled-ssh-'));
  const outfile = join(elsewhere, 'one-file.js');
  beforeAll(async () => {
    const entry = join(folder, 'entry.ts');
    writeFileSync(
      entry,
      `import { probeTypes } from '#probes/probe-types.ts';
       const type = probeTypes.find(({ name }) => name === 'ssh')!;
       const [port] = process.argv.slice(2);
       const config = type.config.parse({ address: '127.0.0.1', port: Number(port), user: 'u', password: 'p' });
       const options = { procPath: '/proc', sysPath: '/sys', now: Date.now };
       type.explain!(config, options, new AbortController().signal).then(
         ({ recognised, readings }) => console.log([process.version, recognised!.model, readings.length].join(' ')),
         (error) => console.log(error.stack),
       );`,
    );
    await bundle(entry, outfile);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  async function explained(program: string): Promise<string> {
    const device = await startSshDevice({ platform: 'vrp', user: 'u', password: 'p' });
    try {
      const { stdout } = await run(program, [outfile, String(device.port)], { cwd: elsewhere });
      return stdout;
    } finally {
      await device.close();
    }
  }

  it('a device is read, and the program ends by itself', async () => {
    expect(await explained(process.execPath)).toBe(`${process.version} S5700-28X-LI-AC 30\n`);
  });

  it.skipIf('reason' in node16)('so it is under Node 16', async () => {
    expect(await explained('binary' in node16 ? node16.binary : '')).toBe('v16.20.2 S5700-28X-LI-AC 30\n');
  });
});
