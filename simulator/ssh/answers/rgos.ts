/** A small RGOS switch that is well. */
export function rgosAnswers(name: string): Record<string, string> {
  return {
    'show version': `System description      : Ruijie 10G Routing Switch(S5750-28GT4XS) By Ruijie Networks
System start time       : 2025-06-11 08:20:41
System uptime           : 263:14:02:19
System hardware version : 1.20
System software version : S5750_RGOS 11.4(1)B12
System serial number    : SIMG1AB00000042`,
    'show cpu': `===============================================
[Slot 0: S5750-28GT4XS, Cpu 0]
CPU Using Rate Information
CPU utilization in five seconds:  8.40%
CPU utilization in one minute:  9.10%
CPU utilization in five minutes:  9.00%`,
    'show memory': `System Memory: 1048576KB total, 477102KB used, 571474KB free, 45.5% used rate
Used detail:   118848KB active, 39400KB inactive, 17812KB mapped, 83172KB slab, 54032KB core, 0KB others`,
    'show fan': `slot  fan-id  status  mode    speed-level
----  ------  ------  ------  -----------
0     1       ok      normal  3
0     2       ok      normal  3`,
    'show power': `power-id  power-type    supply(W)  status      vol-in/out(V)  cur-out(mA)  supply-out(W)
--------  ------------  ---------  ----------  -------------  -----------  -------------
1         RG-M5000E-AC  150        ok          229  /12.010   4120         49
2         N/A           N/A        N/A         N/A  /N/A      N/A          N/A`,
    'show temperature': `slot  card_type            warning(C)  shutdown(C)  current(C)
----  -------------------  ----------  -----------  ----------
0     S5750-28GT4XS        75          85           44`,
    'show interfaces status': `Interface                Status    Vlan  Duplex   Speed     Type
------------------------ --------  ----  -------  --------- ------
GigabitEthernet 0/1      up        10    Full     1000M     copper
GigabitEthernet 0/2      down      10    Unknown  Unknown   copper
GigabitEthernet 0/3      disabled  1     Unknown  Unknown   copper
TenGigabitEthernet 0/25  up        trunk Full     10G       fiber`,
    'show lldp neighbors detail': `----------------------------------------------------------------------------
LLDP neighbor-information of port [TenGigabitEthernet 0/25]
----------------------------------------------------------------------------
  Neighbor index                    : 1
  Device type                       : LLDP Device
  Chassis ID type                   : MAC address
  Chassis ID                        : 0200.5e00.0002
  System name                       : core-2
  System description                : Huawei Versatile Routing Platform Software
  Port ID type                      : Interface name
  Port ID                           : XGigabitEthernet1/0/11
  Port description                  : to ${name}`,
    'show running-config': rgosConfiguration(name),
  };
}

/** A configuration with what has to be masked before anybody keeps it. */
export function rgosConfiguration(name: string): string {
  return `Building configuration...
Current configuration : 734 bytes

version S5750_RGOS 11.4(1)B12
hostname ${name}
!
username watch password 7 153f1c5a0b2e
enable secret 5 $1$sim$c2ltdWxhdGVkLXNlY3JldA
!
vlan 10
 name outpatients
!
interface GigabitEthernet 0/1
 switchport access vlan 10
!
interface TenGigabitEthernet 0/25
 description uplink to core
 switchport mode trunk
!
snmp-server community 7 0a2f5b1c ro
!
line vty 0 4
 login local
!
end`;
}
