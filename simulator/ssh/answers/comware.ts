/** A small Comware 7 access switch that is well. */
export function comwareAnswers(name: string): Record<string, string> {
  return {
    'display version': `H3C Comware Software, Version 7.1.070, Release 6126P20
Copyright (c) 2004-2021 New H3C Technologies Co., Ltd. All rights reserved.
H3C S5130S-28S-EI uptime is 41 weeks, 2 days, 7 hours, 12 minutes
Last reboot reason : User reboot

Boot image: flash:/s5130s_ei-cmw710-boot-r6126p20.bin
Slot 1:
Uptime is 41 weeks,2 days,7 hours,12 minutes
S5130S-28S-EI with 2 Processors
BOARD TYPE:         S5130S-28S-EI
DRAM:               1024M bytes
FLASH:              512M bytes`,
    'display cpu-usage': `Slot 1 CPU 0 CPU usage:
      14% in last 5 seconds
      12% in last 1 minute
      11% in last 5 minutes`,
    'display memory': `Memory statistics are measured in KB:
Slot 1:
             Total      Used      Free    Shared   Buffers    Cached   FreeRatio
Mem:        1011724    452880    558844         0      2200    130564       55.2%
-/+ Buffers/Cache:    320116    691608
Swap:             0         0         0`,
    'display environment': `System temperature information (degree centigrade):
-------------------------------------------------------------------------------
Slot  Sensor     Temperature  LowerLimit  Warning-UpperLimit  Alarm-UpperLimit  Shutdown-UpperLimit
1     hotspot 1  41           0           70                  80                NA`,
    'display fan': `Slot 1:
FAN 1
State    : Normal
Airflow Direction: Port-to-power
FAN 2
State    : Normal
Airflow Direction: Port-to-power`,
    'display power': `Slot 1
    Power ID   State           Mode   Current(A)   Voltage(V)   Power(W)
    1          Normal          AC     --           --           --
    2          Absent          --     --           --           --`,
    'display device': `Slot Type             State    Subslot  Soft Ver             Patch Ver
1    S5130S-28S-EI    Master   0        S5130S_EI-6126P20     None`,
    'display device manuinfo': `Slot 1 CPU 0:
DEVICE_NAME          : S5130S-28S-EI
DEVICE_SERIAL_NUMBER : SIM0A1B2C3D4E5F6001
MAC_ADDRESS          : 0200-5e10-0001
MANUFACTURING_DATE   : 2021-05-11
VENDOR_NAME          : H3C`,
    'display interface brief': `Brief information on interfaces in route mode:
Link: ADM - administratively down; Stby - standby
Protocol: (s) - spoofing
Interface            Link Protocol Primary IP      Description
Vlan1                UP   UP       10.66.0.21      management
NULL0                UP   UP(s)    --

Brief information on interfaces in bridge mode:
Link: ADM - administratively down; Stby - standby
Speed: (a) - auto
Duplex: (a)/A - auto; H - half; F - full
Type: A - access; T - trunk; H - hybrid
Interface            Link Speed   Duplex Type PVID Description
GE1/0/1              UP   1G(a)   F(a)   A    10   ward-a
GE1/0/2              DOWN auto    A      A    10   pharmacy
GE1/0/3              ADM  auto    A      A    1
XGE1/0/25            UP   10G(a)  F(a)   T    1    uplink to core`,
    'display lldp neighbor-information list': `Chassis ID : * -- -- Nearest nontpmr bridge neighbor
             # -- -- Nearest customer bridge neighbor
             Default -- -- Nearest bridge neighbor
Local Interface Chassis ID      Port ID                  System Name
XGE1/0/25       0200-5e00-0001  XGigabitEthernet1/0/7    core-1`,
    'display lldp neighbor-information': `LLDP neighbor-information of port 25[Ten-GigabitEthernet1/0/25]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 Update time         : 12 days, 3 hours, 20 minutes, 1 seconds
 Chassis type        : MAC address
 Chassis ID          : 0200-5e00-0001
 Port ID type        : Interface name
 Port ID             : XGigabitEthernet1/0/7
 Time to live        : 120
 Port description    : to ${name}
 System name         : core-1
 System description  : Huawei Versatile Routing Platform Software`,
    'display current-configuration': comwareConfiguration(name),
  };
}

/** A configuration with what has to be masked before anybody keeps it. */
export function comwareConfiguration(name: string): string {
  return `#
 version 7.1.070, Release 6126P20
#
 sysname ${name}
#
 clock timezone Beijing add 08:00:00
#
vlan 1
#
vlan 10
 description ward
#
interface Vlan-interface1
 description management
 ip address 10.66.0.21 255.255.255.0
#
interface GigabitEthernet1/0/1
 description ward-a
 port access vlan 10
#
interface Ten-GigabitEthernet1/0/25
 description uplink to core
 port link-type trunk
#
 snmp-agent
 snmp-agent community read cipher $c$3$c2ltdWxhdGVkLXNlY3JldC1vbmU=
#
local-user watch class manage
 password hash $h$6$c2ltdWxhdGVkLXNlY3JldC10d28=
 service-type ssh
#
return`;
}
