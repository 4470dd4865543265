/*
 * A Linux host without an agent, as somebody sees it who signs in: files below /proc, and the few programs that read
 * commands use. A batch `sh -c '…; …'` of those is taken apart and answered step by step.
 */
import { activityAt, volumeAt } from '../models/traffic.ts';
import type { CommandLine } from './command-lines.ts';

export function linuxHost({ device, now }: CommandLine): (command: string) => string | undefined {
  const { body } = device;
  const files: Readonly<Record<string, (nowMs: number) => string>> = {
    '/proc/stat': (nowMs) => procStat(body.startedMs, nowMs),
    '/proc/meminfo': (nowMs) => meminfo(body.memory(nowMs)),
    '/proc/loadavg': (nowMs) =>
      `${(4 * body.load(nowMs)).toFixed(2)} ${(4 * body.load(nowMs - 300_000)).toFixed(2)} 0.80 2/311 20417\n`,
    '/proc/uptime': (nowMs) => `${((nowMs - body.startedMs) / 1_000).toFixed(2)} 0.00\n`,
    '/proc/self/mountinfo': () =>
      '18 1 253:0 / / rw,relatime - xfs /dev/mapper/centos-root rw\n25 18 8:1 / /boot rw,relatime - xfs /dev/sda1 rw\n31 18 253:2 / /data rw,relatime - xfs /dev/mapper/centos-data rw\n',
    '/proc/sys/kernel/hostname': () => `${device.name}\n`,
    '/etc/os-release': () =>
      'NAME="CentOS Linux"\nVERSION="7 (Core)"\nID="centos"\nVERSION_ID="7"\nPRETTY_NAME="CentOS Linux 7 (Core)"\n',
    '/etc/redhat-release': () => 'CentOS Linux release 7.9.2009 (Core)\n',
    '/sys/class/dmi/id/sys_vendor': () => 'LENOVO\n',
    '/sys/class/dmi/id/product_name': () => 'ThinkServer RD650\n',
  };
  const programs: Readonly<Record<string, (nowMs: number) => string>> = {
    'df -kPl': (nowMs) => diskFree(nowMs),
    'df -iPl': () =>
      'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/mapper/centos-root 26214400 61234 26153166 1% /\n/dev/sda1 524288 341 523947 1% /boot\n/dev/mapper/centos-data 104857600 911234 103946366 1% /data\n',
    'ps -eo stat=': (nowMs) => `${'S\n'.repeat(140 + Math.round(30 * body.load(nowMs)))}R\nRs\nZ\n`,
    'uname -sr': () => 'Linux 3.10.0-1160.el7.x86_64\n',
    'uname -m': () => 'x86_64\n',
    hostname: () => `${device.name}\n`,
    'systemctl list-units --state=failed --all --full --no-legend --no-pager': () => '',
    'systemctl list-units --type=service --all --full --no-legend --no-pager': () =>
      'crond.service loaded active running Command Scheduler\nmysqld.service loaded active running MySQL Server\nsshd.service loaded active running OpenSSH server daemon\nrsyncd.service loaded inactive dead rsync daemon\n',
  };

  const step = (text: string): string | undefined => {
    const command = text.trim().replace(/^timeout \S+ /, '');
    if (command.startsWith('echo ')) return `${command.slice(5)}\n`;
    if (command.startsWith('sleep ')) return '';
    if (command.startsWith('cat ')) return files[command.slice(4).trim()]?.(now());
    return programs[command]?.(now());
  };
  return (command) => {
    const batch = /^(?:env \S+ )?sh -c '([^']*)'$/.exec(command.trim())?.[1];
    if (batch === undefined) return step(command);
    return batch
      .split(';')
      .map((each) => step(each) ?? '')
      .join('');
  };
}

/** Ticks of a hundredth of a second since the start, on four processors. */
function procStat(startedMs: number, nowMs: number): string {
  const all = Math.floor((nowMs - startedMs) / 10);
  const busy = Math.floor((volumeAt(nowMs) - volumeAt(startedMs)) * 22);
  const one = `${Math.floor(busy * 0.7)} 0 ${Math.floor(busy * 0.3)} ${all - busy} 0 0 0 0 0 0`;
  const sum = one
    .split(' ')
    .map((part) => Number(part) * 4)
    .join(' ');
  return [
    `cpu  ${sum}`,
    ...[0, 1, 2, 3].map((core) => `cpu${core} ${one}`),
    'ctxt 1234567',
    'btime 1700000000',
    'processes 4242',
    'procs_running 2',
    'procs_blocked 0',
    '',
  ].join('\n');
}

function meminfo(usedShare: number): string {
  const total = 16_266_000;
  const available = Math.round(total * (1 - usedShare));
  return [
    `MemTotal:       ${total} kB`,
    `MemFree:        ${Math.round(available * 0.4)} kB`,
    `MemAvailable:   ${available} kB`,
    'Buffers:          210032 kB',
    `Cached:         ${Math.round(available * 0.5)} kB`,
    'SwapTotal:       8126460 kB',
    'SwapFree:        8120000 kB',
    '',
  ].join('\n');
}

function diskFree(nowMs: number): string {
  const data = Math.round(1_200_000_000 + 40_000_000 * activityAt(nowMs));
  return `Filesystem 1024-blocks Used Available Capacity Mounted on
/dev/mapper/centos-root 52403200 18341120 34062080 36% /
/dev/sda1 1038336 199004 839332 20% /boot
/dev/mapper/centos-data 2097152000 ${data} ${2_097_152_000 - data} ${Math.round(data / 20_971_520)}% /data
`;
}
