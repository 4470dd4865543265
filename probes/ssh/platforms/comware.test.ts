import { describe, expect, it } from 'vitest';
import { platforms } from './platforms.ts';
import { figures, read } from './test-read.ts';

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
