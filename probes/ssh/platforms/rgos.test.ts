import { describe, expect, it } from 'vitest';
import { figures, read } from './test-read.ts';

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
