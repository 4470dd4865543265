import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDf } from '../host/disk/parse-df.ts';
import type { Findings } from './platforms/findings.ts';
import type { PlatformName } from './platforms/platform-name.ts';
import { platforms } from './platforms/platforms.ts';
import { absentRows, factRows, recordingRows } from './recordings-rows.ts';

const folder = join(process.env.WARD_RECORDINGS ?? '', 'cli');
const why =
  process.env.WARD_RECORDINGS && existsSync(folder)
    ? ''
    : ' (WARD_RECORDINGS names no folder with recordings)';

/** What stands behind the line of a command, up to the next prompt; all of the file when no command is named. */
function textOf(file: string, said: string): string {
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r', '');
  if (said === '') return text;
  const lines = text.split('\n');
  const isPrompt = (line: string) => /^(?:\ufeff?<[^>]+>|RUIJIE_AA#)/.test(line);
  // A command that was typed twice is meant the second time.
  const at = lines
    .map((line) => isPrompt(line) && line.replace(/\s*$/, ' ').endsWith(`${said.trimEnd()} `))
    .lastIndexOf(true);
  const rest = lines.slice(at + 1);
  const end = rest.findIndex(isPrompt);
  return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

function read(name: PlatformName, command: string, text: string): Findings {
  const platform = platforms[name];
  if (command === platform.identify.command) return { facts: platform.identify.read(text) };
  const step = platform.steps({ services: [], once: false }).find((one) => one.command === command);
  return step?.read(text) ?? expect.unreachable(`no step ${command}`);
}

describe.skipIf(why)(`recorded outputs of real devices${why}`, () => {
  for (const [platform, rows] of Object.entries(recordingRows)) {
    it.each(rows)(`${platform}: %s %s %s gives %s %j %d`, (file, said, command, metric, labels, value) => {
      const { samples = [] } = read(platform as PlatformName, command, textOf(file, said));
      const found = samples.filter(
        (one) => one.metric.name === metric && String(one.labels) === String(labels),
      );

      expect(found.map((one) => one.value)).toEqual([value]);
    });
  }

  for (const [platform, rows] of Object.entries(factRows)) {
    it.each(rows)(`${platform}: %s %s %s tells %s %s`, (file, said, command, fact, value) => {
      const { facts } = read(platform as PlatformName, command, textOf(file, said));

      expect(facts).toMatchObject({ [fact]: value });
    });
  }

  it.each(absentRows)('%s: %s %s has no series for %s', (platform, file, command, part) => {
    const { samples = [], ignored } = read(platform, command, textOf(file, ''));

    expect(samples.filter(({ labels }) => labels.includes(part))).toEqual([]);
    expect(ignored).toContainEqual({ what: part, why: 'not there', isNormal: true });
  });

  it('limits of the devices come with their temperatures', () => {
    const limits = (file: string, said: string, sensor: string) =>
      read('vrp', 'temperature', textOf(file, said)).samples?.find(
        ({ metric, labels }) => metric.name === 'hardware.temperature_celsius' && labels[0] === sensor,
      )?.limits;

    expect(limits('huawei_vrp__display_temperature.raw', '', 'Slot 2 LPUF41A 0/0/0')).toEqual({
      high: 68,
      criticalHigh: 76,
    });
    expect(
      limits('huawei_vrp_s5700stack__fan_power_temp_cpu_mem.raw', 'display temperature all', 'Slot 1'),
    ).toEqual({ low: 0, high: 63 });
  });

  it('neighbours are told with their ports and names', () => {
    expect(
      read('comware', 'neighbourList', textOf('hp_comware__display_lldp_list.raw', '')).neighbours?.[1],
    ).toEqual({
      localPort: 'XGE1/0/17',
      chassis: '5c8a-3800-0002',
      port: 'Ten-GigabitEthernet1/0/29',
      name: 'SW-TEST-002',
      description: '',
    });
    const { neighbours } = read('vrp', 'neighbours', textOf('huawei_vrp__display_lldp_neighbor.raw', ''));
    expect(neighbours).toHaveLength(2);
    expect(neighbours?.[1]).toEqual({
      localPort: 'GigabitEthernet0/0/8',
      chassis: 'f41f-c2c5-e180',
      port: 'Gi1/0/2',
      name: 'tsa-2960-sw01',
      description: 'GigabitEthernet1/0/2',
    });
  });

  it('an output that a device refuses is known as such, and no other is', async () => {
    const { readRefusal } = await import('./refusal.ts');

    expect(readRefusal(textOf('ruijie_os__session.txt', 'show env'))).toBe('the device does not know it');
    expect(readRefusal(textOf('huawei_vrp__session.txt', 'dis memory-usage'))).toBeUndefined();
  });

  it('file systems are read where a share is not told and where a device has a long name', () => {
    expect(parseDf(textOf('linux__df-long-filesystem.raw', '')).get('/')).toEqual({
      total: 6_030_784,
      used: 1_147_932,
      free: 4_571_556,
    });
    expect(parseDf(textOf('linux_centos7__df.raw', '')).get('/boot')).toEqual({
      total: 1_038_336,
      used: 237_600,
      free: 800_736,
    });
    expect(parseDf(textOf('linux_ubuntu18__df.raw', '')).get('/')?.free).toBe(13_695_408);
  });
});
