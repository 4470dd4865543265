import { describe, expect, it } from 'vitest';
import { platforms } from './platforms.ts';
import { figures, read } from './test-read.ts';

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
