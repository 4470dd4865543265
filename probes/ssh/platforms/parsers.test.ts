import { describe, expect, it } from 'vitest';
import type { Findings } from './findings.ts';
import type { PlatformName } from './platform-name.ts';
import { platforms } from './platforms.ts';

/** Values by metric and labels, as `hardware.state fan Slot 1 Fan 1`. */
function figures({ samples = [] }: Findings): Record<string, number> {
  return Object.fromEntries(
    samples.map(({ metric, labels, value }) => [[metric.name, ...labels].join(' '), value]),
  );
}

function read(name: PlatformName, command: string, text: string, services: string[] = []): Findings {
  const step = platforms[name].steps({ services, once: false }).find((one) => one.command === command);
  return step?.read(text) ?? expect.unreachable(`no step ${command}`);
}

describe('Comware', () => {
  it('tells processors and memory by board on a chassis', () => {
    const cpu = `Chassis 1 Slot 0 CPU 0 CPU usage:
       13% in last 5 seconds
       12% in last 1 minute
Chassis 1 Slot 2 CPU 0 CPU usage:
        7% in last 5 seconds
Chassis 2 Slot 0 CPU 0 CPU usage:
        -- in last 5 seconds`;
    const memory = `Memory statistics are measured in KB:
Chassis 1 Slot 0:
             Total      Used      Free    Shared   Buffers    Cached   FreeRatio
Mem:       8162352   2104136   6058216         0     17296    488516       74.2%
-/+ Buffers/Cache:   1598324   6564028
Swap:            0         0         0
Chassis 1 Slot 2:
             Total      Used      Free    Shared   Buffers    Cached   FreeRatio
Mem:       2015988    806396   1209592         0         0     92012       60.0%`;

    expect(figures(read('comware', 'cpu', cpu))).toEqual({
      'cpu.usage_active Chassis 1 Slot 0 CPU 0': 13,
      'cpu.usage_active Chassis 1 Slot 2 CPU 0': 7,
    });
    expect(figures(read('comware', 'memory', memory))).toMatchObject({
      'mem.used_percent Chassis 1 Slot 0': 25.8,
      'mem.used_percent Chassis 1 Slot 2': 40,
      'mem.total Chassis 1 Slot 2': 2_015_988 * 1024,
    });
  });

  it('tells fans in trays, in lists and in tables', () => {
    const trays = ` Slot 1:
 Fan-tray 1:
 Status    : Normal
 Fan Type  : LSWM1FANSC
 Fan number: 2
 Fan mode  : Auto
 Airflow Direction: Port-to-power
 Fan  Status      Speed(rpm)
 ---  ----------  ----------
  1   Normal      5400
  2   Fault       0
 Fan-tray 2:
 Status    : Absent`;

    const { samples: _, ...rest } = read('comware', 'fan', trays);
    expect(figures(read('comware', 'fan', trays))).toEqual({
      'hardware.state fan Slot 1 Fan-tray 1': 0,
      'hardware.state fan Slot 1 Fan-tray 1 Fan 1': 0,
      'hardware.fan_rpm Slot 1 Fan-tray 1 Fan 1': 5_400,
      'hardware.state fan Slot 1 Fan-tray 1 Fan 2': 2,
      'hardware.fan_rpm Slot 1 Fan-tray 1 Fan 2': 0,
    });
    expect(rest.ignored).toEqual([{ what: 'Slot 1 Fan-tray 2', why: 'not there', isNormal: true }]);
    expect(
      figures(read('comware', 'fan', ' Fan 1 State: Normal\n Fan 2 State: FanDirectionFault\n')),
    ).toEqual({
      'hardware.state fan Fan 1': 0,
      'hardware.state fan Fan 2': 2,
    });
  });

  it('tells supplies with what they give', () => {
    const power = ` Slot 1:
 Input Power    : 126(W)
 PowerID State    Mode   Current(A)  Voltage(V)  Power(W)  FanDirection
 1       Normal   AC     5.2         12.1        62        Port-to-power
 2       Error    AC     --          --          --        --
 3       Absent   --     --          --          --        --`;

    expect(figures(read('comware', 'power', power))).toEqual({
      'hardware.state power Slot 1 Power 1': 0,
      'hardware.power_watts power Slot 1 Power 1': 62,
      'hardware.voltage_volts Slot 1 Power 1': 12.1,
      'hardware.current_amps Slot 1 Power 1': 5.2,
      'hardware.state power Slot 1 Power 2': 2,
    });
  });

  it.each([
    [
      'Slot 1:\n System temperature information (degree centigrade):\n ---------\n' +
        ' Sensor    Temperature LowerLimit WarningUpperLimit AlarmUpperLimit ShutdownUpperLimit\n' +
        ' hotspot 1 42          0          73                78              NA\n',
      { 'Slot 1 hotspot 1': [42, { low: 0, high: 73, criticalHigh: 78 }] },
    ],
    [
      ' System Temperature information (degree centigrade):\n' +
        ' Chassis Slot Sensor    Temperature Lower Warning Alarm Shutdown\n' +
        ' 1       0    inflow  1 26          0     50      60    NA\n' +
        ' 1       4    outflow 1 --          0     80      97    110\n' +
        ' 2       0    inflow  1 -3          -5    48      60    NA\n',
      {
        'Chassis 1 Slot 0 inflow 1': [26, { low: 0, high: 50, criticalHigh: 60 }],
        'Chassis 2 Slot 0 inflow 1': [-3, { low: -5, high: 48, criticalHigh: 60 }],
      },
    ],
    [
      ' System temperature information (degree centigrade):\n Board  Temperature  Lower limit  Upper limit\n' +
        '   0       31          5            50\n',
      { 'Board 0': [31, { low: 5, high: 50 }] },
    ],
  ])('tells temperatures with the limits of the device: %j', (text, expected) => {
    const { samples = [] } = read('comware', 'environment', text);

    expect(
      Object.fromEntries(samples.map(({ labels, value, limits }) => [labels[0], [value, limits]])),
    ).toEqual(expected);
  });

  it('tells boards and members of a stack', () => {
    const chassis = `Chassis Slot Type             State    Subslot  Soft Ver             Patch Ver
1       0    LSXM1SUPB1       Master   0        S12508-7595P12       None
1       1    NONE             Absent   0        NONE                 None
1       2    LSXM1TGS24EB1    Fault    0        S12508-7595P12       None`;
    const old = `Slot No.  Brd Type         Brd Status   Subslot Num    Sft Ver             Patch Ver
 0        LSU1FAB08A0      Normal       0              S7500E-6708P08      None
 1        NONE             Absent       0              NONE                None`;

    expect(figures(read('comware', 'device', chassis))).toEqual({
      'hardware.state board Chassis 1 Slot 0': 0,
      'hardware.state board Chassis 1 Slot 2': 2,
    });
    expect(figures(read('comware', 'device', old))).toEqual({ 'hardware.state board Slot 0': 0 });
  });

  it('tells ports with Chinese descriptions, no longer than a label may be', () => {
    const { samples = [] } = read(
      'comware',
      'interfaces',
      `Interface            Link Speed     Duplex Type PVID Description
GE1/0/1              UP   1G(a)     F(a)   T    1    到核心 机房二层
GE1/0/2              Stby auto      A      A    1    ${'长'.repeat(100)}`,
    );

    expect(samples[0]?.labels).toEqual(['GE1/0/1', '到核心 机房二层']);
    expect(samples[2]).toMatchObject({ value: 3 });
    expect(Buffer.byteLength(samples[2]?.labels[1] ?? '')).toBeLessThanOrEqual(200);
  });

  it('tells neighbours whichever way the columns stand', () => {
    const list = `Chassis ID : * -- -- Nearest nontpmr bridge neighbor
Local Interface Chassis ID      Port ID                    System Name
XGE1/0/1        0011-2233-4455  Ten-GigabitEthernet1/0/49  核心 1`;

    expect(read('comware', 'neighbourList', list).neighbours).toEqual([
      {
        localPort: 'XGE1/0/1',
        chassis: '0011-2233-4455',
        port: 'Ten-GigabitEthernet1/0/49',
        name: '核心 1',
        description: '',
      },
    ]);
    const full = `LLDP neighbor-information of port 49[Ten-GigabitEthernet1/0/49]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 ChassisID/subtype   : 0011-2233-4455/MAC address
 PortID/subtype      : Ten-GigabitEthernet1/0/1/Interface name
 Capabilities        : Bridge, Router`;
    expect(read('comware', 'neighbourList', full).neighbours).toEqual([
      {
        localPort: 'Ten-GigabitEthernet1/0/49',
        chassis: '0011-2233-4455',
        port: 'Ten-GigabitEthernet1/0/1',
        name: '',
        description: '',
      },
    ]);
  });

  it('knows what it is', () => {
    const { identify, kindOf, owns } = platforms.comware;
    const text = `HPE Comware Software, Version 7.1.070, Release 2612P02
Copyright (c) 2010-2021 Hewlett Packard Enterprise Development LP
HPE 5130 48G 4SFP+ 1-slot HI uptime is 1 year, 2 weeks, 0 days, 3 hours, 4 minutes`;

    expect(owns(text)).toBe(true);
    expect(identify.read(text)).toEqual({
      vendor: 'HPE',
      model: '5130 48G 4SFP+ 1-slot HI',
      version: '7.1.070, Release 2612P02',
      uptimeSeconds: 31_536_000 + 2 * 604_800 + 3 * 3_600 + 240,
    });
    expect(kindOf({ model: 'SecPath F1000-AI-25' })).toBe('firewall');
    expect(kindOf({ model: 'MSR30-40' })).toBe('router');
  });
});

describe('VRP', () => {
  it.each([
    [
      'CPU utilization statistics at 2026-01-01 10:00:00 500 ms\nSystem CPU Using Percentage :   3%\nCPU utilization for five seconds: 4%, one minute: 3%, five minutes: 3%.',
      3,
    ],
    [
      'CPU Usage            : 28% Max: 87%\nCPU utilization for five seconds: 31%: one minute: 28%: five minutes: 20%',
      28,
    ],
    ['CPU utilization for five seconds: 12%: one minute: 10%: five minutes: 9%.', 12],
  ])('tells its processor in %j', (text, percent) => {
    expect(figures(read('vrp', 'cpu', text))).toEqual({ 'cpu.usage_active cpu-total': percent });
  });

  it.each([
    [
      ' System Total Memory Is: 1598029824 bytes\n Total Memory Used Is: 188593436 bytes\n Memory Using Percentage Is: 11%',
      11,
      1_598_029_824,
    ],
    [
      'System Total Memory: 4096000 Kbytes\nTotal Memory Used: 1638400 Kbytes\nMemory Using Percentage: 40%',
      40,
      4_096_000 * 1024,
    ],
  ])('tells its memory in %j', (text, percent, total) => {
    expect(figures(read('vrp', 'memory', text))).toMatchObject({
      'mem.used_percent ': percent,
      'mem.total ': total,
    });
  });

  it('tells temperatures of chassis with two limits', () => {
    const text = `-----------------------------------------------------------------------
Slot   Card   SensorName     Status    Major   Fatal   Current(C)
-----------------------------------------------------------------------
1      -      CPU            Normal    85      95      51
2      -      Outlet         Major     70      80      74`;
    const { samples = [] } = read('vrp', 'temperature', text);

    expect(samples.map(({ labels, value, limits }) => [labels, value, limits])).toEqual([
      [['Slot 1 CPU'], 51, { high: 85, criticalHigh: 95 }],
      [['Slot 2 Outlet'], 74, { high: 70, criticalHigh: 80 }],
      [['temperature', 'Slot 1 CPU'], 0, undefined],
      [['temperature', 'Slot 2 Outlet'], 2, undefined],
    ]);
  });

  it('takes fans and supplies from the list of boards only where no command of their own tells them', () => {
    const board = `Slot Sub  Type                   Online    Power    Register     Status   Role
-------------------------------------------------------------------------------
0    -    S5720-28X-LI-AC        Present   PowerOn  Registered   Normal   Master
     PWR1 POWER                  Present   PowerOn  Registered   Abnormal NA
     FAN1 FAN                    Present   PowerOn  Registered   Normal   NA`;
    const steps = platforms.vrp.steps({ services: [], once: false });
    const device = steps.find(({ command }) => command === 'device');

    expect(figures(device?.read(board) ?? {})).toEqual({
      'hardware.state board Slot 0': 0,
      'hardware.state power Slot 0 PWR1': 2,
      'hardware.state fan Slot 0 FAN1': 0,
    });
    steps
      .find(({ command }) => command === 'power')
      ?.read(
        ' Slot    PowerID  Online   Mode   State      Power(W)\n 0       PWR1     Present  AC     NotSupply  150.00\n',
      );
    expect(figures(device?.read(board) ?? {})).toEqual({
      'hardware.state board Slot 0': 0,
      'hardware.state fan Slot 0 FAN1': 0,
    });
  });

  it('tells a supply without mains as failed', () => {
    const power =
      ' PowerID  Online  Mode   State      Current(A)   Voltage(V)   RealPwr(W)\n PWR1     Present AC     NotSupply  0.00  0.00  0.00\n';

    expect(figures(read('vrp', 'power', power))['hardware.state power PWR1']).toBe(2);
  });

  it('tells ports that people shut, and those that a protocol keeps down', () => {
    const text = `PHY: Physical
Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
GigabitEthernet0/0/1        *down down         0%     0%          0          0
GigabitEthernet0/0/2        #down down         0%     0%          3          4
100GE1/0/1                  up    up        0.01%  0.01%          0          0
NULL0                       up    up(s)        0%     0%          0          0`;

    expect(figures(read('vrp', 'interfaces', text))).toMatchObject({
      'net.link_state GigabitEthernet0/0/1 ': 2,
      'net.link_state GigabitEthernet0/0/2 ': 1,
      'net.err_in GigabitEthernet0/0/2 ': 3,
      'net.link_state 100GE1/0/1 ': 0,
    });
  });

  it('tells neighbours in brief where that is all there is', () => {
    const text = `Local Intf       Neighbor Dev             Neighbor Intf             Exptime (sec)
GE0/0/1          core-1                   XGE1/0/1                  101`;

    expect(read('vrp', 'neighbours', text).neighbours).toEqual([
      { localPort: 'GE0/0/1', chassis: '', port: 'XGE1/0/1', name: 'core-1', description: '' },
    ]);
  });

  it('knows what it is, YunShan too', () => {
    const { identify, kindOf, owns } = platforms.vrp;
    const text = `Huawei YunShan OS
YunShan OS Version 1.22.0.1 (S5735-S V600R022C01SPC100)
HUAWEI S5735-S48T4XE-V2 uptime is 3 days, 4 hours, 5 minutes`;

    expect(owns(text)).toBe(true);
    expect(identify.read(text)).toMatchObject({ model: 'S5735-S48T4XE-V2', uptimeSeconds: 273_900 });
    expect(read('vrp', 'manufacture', 'ESN of slot 0: 2102351234P0G7000012').facts).toMatchObject({
      serial: '2102351234P0G7000012',
    });
    expect(kindOf({ model: 'USG6330' })).toBe('firewall');
    expect(kindOf({ model: 'AR1220' })).toBe('router');
  });
});

describe('RGOS', () => {
  it('tells fans with speeds, several supplies and temperatures', () => {
    expect(
      figures(
        read(
          'rgos',
          'fan',
          'fan-id  status      mode      speed-level\n------ ---\n1       ok          normal    60%\n2       fail        normal    N/A\n',
        ),
      ),
    ).toEqual({
      'hardware.state fan Fan 1': 0,
      'hardware.fan_percent Fan 1': 60,
      'hardware.state fan Fan 2': 2,
    });
    expect(
      figures(
        read(
          'rgos',
          'temperature',
          'Slot  Card_type   Warning(C)  Shutdown(C)  Current(C)\n----- ----\n1     M8600E-48XS 75          90           41\n',
        ),
      ),
    ).toEqual({ 'hardware.temperature_celsius Slot 1': 41 });
    expect(figures(read('rgos', 'temperature', 'Slot 0:\n  Current temperature : 39 (C)\n'))).toEqual({
      'hardware.temperature_celsius Slot 0': 39,
    });
  });

  it('tells ports with a description, and ports that were shut', () => {
    const text = `Interface                    Description      Status    Vlan  Duplex   Speed     Type
---------------------------- ---------------- --------- ----- -------- --------- ------
GigabitEthernet 0/1          to core          up        1     Full     1000M     copper
GigabitEthernet 0/2                           disabled  1     Unknown  Unknown   copper`;

    expect(figures(read('rgos', 'interfaces', text))).toEqual({
      'net.link_state GigabitEthernet 0/1 to core': 0,
      'net.speed GigabitEthernet 0/1 to core': 1_000,
      'net.link_state GigabitEthernet 0/2 ': 2,
      'net.speed GigabitEthernet 0/2 ': Number.NaN,
    });
  });

  it('tells neighbours in full', () => {
    const text = `-----------------------------------------------------------------
LLDP neighbor-information of port [GigabitEthernet 0/1]
-----------------------------------------------------------------
  Neighbor index                    : 1
  Device type                       : LLDP Device
  Chassis ID type                   : MAC address
  Chassis id                        : 00d0.f822.33cd
  System name                       : access-7
  Port ID type                      : Interface name
  Port id                           : GigabitEthernet 0/24
  Port description                  : to core`;

    expect(read('rgos', 'neighbours', text).neighbours).toEqual([
      {
        localPort: 'GigabitEthernet 0/1',
        chassis: '00d0.f822.33cd',
        port: 'GigabitEthernet 0/24',
        name: 'access-7',
        description: 'to core',
      },
    ]);
  });
});

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
