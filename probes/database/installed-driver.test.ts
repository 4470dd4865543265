import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { driverFolder, installedDriver } from './installed-driver.ts';

describe('a driver that its user installs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ward-driver-'));
  const bundle = pathToFileURL(join(folder, 'ward-agent.js')).href;
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }');
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, 'node_modules', name, 'index.js'), text);
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is loaded from beside the bundle', () => {
    write('a-driver', 'module.exports = { answer: 42 }');

    expect(installedDriver<{ answer: number }>('a-driver', '', bundle).answer).toBe(42);
  });

  it('is asked for by name, with the folder, when it is not there', () => {
    expect(() => installedDriver('dmdb', '', bundle)).toThrow(
      `the driver dmdb is not installed: run npm install dmdb in ${folder}, and start the agent again`,
    );
    expect(driverFolder(bundle)).toBe(folder);
  });

  it('that lacks something of its own says what helps', () => {
    write('ibm_db', 'throw new Error("Could not locate the bindings file. Tried:\\n a\\n b")');

    expect(() => installedDriver('ibm_db', 'give it its client library', bundle)).toThrow(
      'the driver ibm_db is installed and cannot be loaded (Could not locate the bindings file. Tried:): give it its client library',
    );
  });
});
