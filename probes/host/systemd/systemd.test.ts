import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { string, testBus } from '../test-bus.ts';
import { figures, running } from '../test-tree.ts';
import { SystemdConfig } from './config.ts';
import { createSystemd } from './systemd.ts';

describe('the probe for failed units', () => {
  let directory: string;
  let socketPath: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ward-systemd-'));
    socketPath = join(directory, 'bus');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('tells how many there are and which, without those of no interest', async () => {
    const bus = await testBus(socketPath, (request) =>
      request.includes('ListUnitsFiltered') && request.includes('failed')
        ? { signature: 'a(ssssssouso)', body: units(['nginx.service', 'a-long-name-of-a.mount', 'x.timer']) }
        : undefined,
    );
    const probe = createSystemd(SystemdConfig.parse({ ignoreUnits: ['x.*'] }), socketPath);
    const measurements = await probe.collect(running);
    await probe.close();
    bus.close();

    expect(figures(measurements)).toEqual({ 'systemd.failed_units': 2 });
    expect(measurements.facts).toEqual([
      {
        kind: 'text_state',
        key: 'systemd.failed_units',
        data: { units: ['a-long-name-of-a.mount', 'nginx.service'] },
      },
    ]);
  });

  it('is content when there are none', async () => {
    const bus = await testBus(socketPath, (request) =>
      request.includes('ListUnitsFiltered') ? { signature: 'a(ssssssouso)', body: units([]) } : undefined,
    );
    const probe = createSystemd(SystemdConfig.parse({}), socketPath);

    expect(figures(await probe.collect(running))).toEqual({ 'systemd.failed_units': 0 });
    await probe.close();
    bus.close();
  });

  it('says that there is no message bus', async () => {
    const probe = createSystemd(SystemdConfig.parse({}), socketPath);
    const { readings, skipped } = await probe.collect(running);
    await probe.close();

    expect(readings).toEqual([]);
    expect(skipped).toEqual([{ what: 'systemd', why: `there is no message bus at ${socketPath}` }]);
  });
});

/** A list of structures of name, text, load, active, sub, following, path, job, job type, job path. */
function units(names: string[]): Buffer {
  let bytes = Buffer.alloc(8);
  const pad = (to: number) => {
    bytes = Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
  };
  const add = (text: string) => {
    pad(4);
    bytes = Buffer.concat([bytes, string(text)]);
  };
  for (const name of names) {
    pad(8);
    for (const text of [name, 'what it is', 'loaded', 'failed', 'failed', '', `/unit/${name.length}`])
      add(text);
    pad(4);
    bytes = Buffer.concat([bytes, Buffer.alloc(4)]);
    add('');
    add('/');
  }
  bytes.writeUInt32LE(bytes.length - 8, 0);
  return bytes;
}
