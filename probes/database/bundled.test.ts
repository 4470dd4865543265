import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../scripts/bundle.ts';
import { tryNode16 } from '../../scripts/node-16.ts';
import { projectFolder } from '../../scripts/run-tool.ts';
import { startTds } from './sqlserver/test-tds.ts';

const run = promisify(execFile);
const node16 = await tryNode16();

it('the list of probes loads no driver of a database', async () => {
  const code = `await import('#probes/probe-types.ts');
    const { _cache } = (await import('node:module')).default;
    const drivers = /node_modules.(?:pg|mysql2|mssql|tedious|oracledb)./;
    console.log(Object.keys(_cache).filter((path) => drivers.test(path)).length);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], { cwd: projectFolder });

  expect(stdout).toBe('0\n');
});

describe('in a bundle of one file, which has no driver beside it', () => {
  mkdirSync(join(projectFolder, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(projectFolder, '.cache/ward-bundled-databases-'));
  const elsewhere = mkdtempSync(join(tmpdir(), 'ward-bundled-databases-'));
  const outfile = join(elsewhere, 'one-file.js');
  let closedPort: number;

  beforeAll(async () => {
    const entry = join(folder, 'entry.ts');
    writeFileSync(
      entry,
      `import { databaseProbes } from '#probes/database/database-probes.ts';
       const [name, settings] = process.argv.slice(2);
       const type = databaseProbes.find((each) => each.name === name)!;
       const config = type.config.parse({ address: '127.0.0.1', password: 'p', timeout: '5s', ...JSON.parse(settings!) });
       const options = { procPath: '/proc', sysPath: '/sys', now: Date.now };
       type.explain!(config, options, new AbortController().signal).then(
         ({ recognised }) => console.log('ok', recognised!.vendor),
         (error) => console.log(error.state, error.state ? error.message : error.stack),
       );`,
    );
    await bundle(entry, outfile);
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closedPort = (server.address() as { port: number }).port;
    await new Promise((resolve) => server.close(resolve));
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  async function asked(program: string, name: string, settings: Record<string, unknown>): Promise<string> {
    const { stdout } = await run(program, [outfile, name, JSON.stringify(settings)], { cwd: elsewhere });
    return stdout.trim();
  }

  const drivers: [name: string, settings: Record<string, unknown>, refused: RegExp, from: number][] = [
    ['postgres', {}, /^refused /, 16],
    ['mysql', {}, /^refused /, 16],
    ['oracle', { service: 'x' }, /^refused .*takes no connection/, 16],
    [
      'oracle',
      { service: 'x', client: 'thick' },
      /^misconfigured the driver oracledb is not installed: run npm install oracledb in /,
      16,
    ],
    ['sqlserver', {}, /^refused .*takes no connection/, 22],
    [
      'db2',
      { database: 'x' },
      /^misconfigured the driver ibm_db is not installed: run npm install ibm_db in /,
      16,
    ],
    ['dameng', {}, /^misconfigured the driver dmdb is not installed: run npm install dmdb in /, 16],
  ];

  it.each(drivers)('%s is asked up to a refused connection', async (name, settings, refused) => {
    expect(await asked(process.execPath, name, { ...settings, port: closedPort })).toMatch(refused);
  });

  describe.skipIf('reason' in node16)('under Node 16', () => {
    it.each(drivers)('%s is too, or says which Node it needs', async (name, settings, refused, from) => {
      const answer = await asked('binary' in node16 ? node16.binary : '', name, {
        ...settings,
        port: closedPort,
      });

      expect(answer).toMatch(
        from > 16
          ? /^unsupported the driver mssql needs Node 22 or newer, and this agent runs on v16/
          : refused,
      );
    });
  });

  it('SQL Server is read, and the program ends by itself', async () => {
    const answer = (sql: string) =>
      sql.includes('ProductVersion')
        ? { columns: ['version', 'edition', 'engine', 'hadr'], rows: [['15.0.1.1', 'Standard', 2, 0]] }
        : undefined;
    const tds = await startTds({ answer });
    try {
      expect(await asked(process.execPath, 'sqlserver', { port: tds.port, tls: 'off' })).toBe(
        'ok SQL Server 2019',
      );
    } finally {
      await tds.close();
    }
  });

  it('the packages that sign in to Azure are left out', () => {
    expect(readFileSync(outfile, 'utf8')).not.toContain('login.microsoftonline');
    expect(readFileSync(outfile).length).toBeLessThan(4_000_000);
  });
});
