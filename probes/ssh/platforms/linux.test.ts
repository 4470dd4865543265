import { describe, expect, it } from 'vitest';
import { platforms } from './platforms.ts';
import { figures, read } from './test-read.ts';

describe('Linux', () => {
  const stat = (user: number, idle: number) =>
    `cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0\ncpu0 ${user} 0 0 ${idle} 0 0 0 0 0 0\nintr 1\nctxt 2\nbtime 1\nprocesses 3\n`;
  const output = (first: string, second = '') =>
    [
      `@@ward:stat\n${first}`,
      '@@ward:meminfo\nMemTotal: 1000 kB\nMemFree: 200 kB\nMemAvailable: 600 kB\nBuffers: 0 kB\nCached: 0 kB\nSwapTotal: 100 kB\nSwapFree: 25 kB\n',
      '@@ward:loadavg\n0.50 0.40 0.30 2/321 999\n',
      '@@ward:uptime\n12345.67 1.00\n',
      '@@ward:mountinfo\n18 1 253:0 / / rw,relatime shared:1 - xfs /dev/mapper/centos_long-root_of_everything rw\n19 18 8:1 / /boot rw - xfs /dev/sda1 rw\n20 18 0:30 / /run rw - tmpfs tmpfs rw\n21 18 0:40 / /mnt/nas rw - nfs4 nas:/export rw\n',
      '@@ward:df\nFilesystem 1024-blocks Used Available Capacity Mounted on\n/dev/mapper/centos_long-root_of_everything\n                 1000  250  750      25% /\n/dev/sda1        100    50   50      50% /boot\n',
      '@@ward:dfi\nFilesystem Inodes IUsed IFree IUse% Mounted on\n/dev/mapper/centos_long-root_of_everything\n                 400  100  300      25% /\n/dev/sda1        -  - -      - /boot\n',
      '@@ward:ps\nSs\nS\nR+\nZ\nD\n',
      second && `@@ward:wait\n@@ward:stat2\n${second}`,
    ].join('');

  it('tells the figures of a batch as the probes of the host name them, wrapped names and all', () => {
    const step = platforms.linux.steps({ services: [], once: false })[0];
    expect(figures(step?.read(output(stat(100, 900))) ?? {})['cpu.usage_active cpu-total']).toBeNaN();

    expect(figures(step?.read(output(stat(150, 950))) ?? {})).toMatchObject({
      'cpu.usage_active cpu-total': 50,
      'mem.used_percent': 40,
      'swap.used_percent': 75,
      'system.load1': 0.5,
      'system.load1_per_cpu': 0.5,
      'system.uptime': 12_345,
      'disk.used_percent / mapper/centos_long-root_of_everything xfs rw': 25,
      'disk.total / mapper/centos_long-root_of_everything xfs rw': 1_000 * 1024,
      'disk.inodes_used_percent / mapper/centos_long-root_of_everything xfs rw': 25,
      'disk.used_percent /boot sda1 xfs rw': 50,
      'processes.running': 2,
      'processes.total_threads': 321,
      'processes.total': 5,
      'processes.sleeping': 2,
      'processes.blocked': 1,
      'processes.zombies': 1,
    });
  });

  it('takes both readings from one batch where it is asked once', () => {
    const step = platforms.linux.steps({ services: [], once: true })[0];

    expect(step?.command).toBe('figuresTwice');
    expect(
      figures(step?.read(output(stat(100, 900), stat(110, 990))) ?? {})['cpu.usage_active cpu-total'],
    ).toBe(10);
  });

  it('names what a host does not tell', () => {
    const { ignored } = read(
      'linux',
      'figures',
      '@@ward:stat\ncpu  1 0 0 9 0 0 0 0 0 0\n@@ward:meminfo\n@@ward:loadavg\n',
    );

    expect(ignored?.map(({ what }) => what)).toEqual(['meminfo', 'loadavg', 'uptime', 'df']);
  });

  it('tells watched services, and counts what has failed', () => {
    const text = `@@ward:failed
● kdump.service loaded failed failed Crash recovery kernel arming
@@ward:services
  crond.service                 loaded    active   running Command Scheduler
● kdump.service                 loaded    failed   failed  Crash recovery kernel arming
  ntpdate.service               loaded    inactive dead    Set time via NTP
● syslog.service                not-found inactive dead    syslog.service
`;

    expect(figures(read('linux', 'services', text, ['crond', 'kdump.service', 'ntpdate', 'gone']))).toEqual({
      'systemd.failed_units': 1,
      'systemd_units.active_code crond.service': 0,
      'systemd_units.active_code kdump.service': 3,
      'systemd_units.active_code ntpdate.service': 2,
      'systemd_units.active_code gone.service': 2,
    });
    expect(read('linux', 'services', '@@ward:failed\n@@ward:services\n', ['crond']).ignored).toHaveLength(1);
  });

  it('knows what it is', () => {
    const text = `@@ward:hostname
db-1
@@ward:release
NAME="CentOS Linux"
PRETTY_NAME="CentOS Linux 7 (Core)"
@@ward:redhat
CentOS Linux release 7.9.2009 (Core)
@@ward:kernel
Linux 3.10.0-1160.el7.x86_64
@@ward:machine
x86_64
@@ward:vendor
HPE
@@ward:product
ProLiant DL380 Gen10
`;

    expect(platforms.linux.owns(text)).toBe(true);
    expect(platforms.linux.identify.read(text)).toEqual({
      vendor: 'HPE',
      model: 'ProLiant DL380 Gen10',
      name: 'db-1',
      version: 'CentOS Linux release 7.9.2009 (Core), Linux 3.10.0-1160.el7.x86_64',
    });
  });
});
