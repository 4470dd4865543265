/** A small VRP switch that is well. */
export function vrpAnswers(name: string): Record<string, string> {
  return {
    'display version': `Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (S5700 V200R019C10SPC500)
Copyright (C) 2000-2020 HUAWEI TECH Co., Ltd.
HUAWEI S5700-28X-LI-AC Routing Switch uptime is 30 weeks, 4 days, 22 hours, 3 minutes`,
    'display cpu-usage': `CPU Usage Stat. Cycle: 60 (Second)
CPU Usage            : 17% Max: 63%
CPU Usage Stat. Time : 2026-03-02  09:15:00
CPU utilization for five seconds: 17%: one minute: 15%: five minutes: 15%
Max CPU Usage Stat. Time : 2026-01-18 03:00:11.`,
    'display memory-usage': ` Memory utilization statistics at 2026-03-02 09:15:00+08:00
 System Total Memory Is: 438304768 bytes
 Total Memory Used Is: 140257525 bytes
 Memory Using Percentage Is: 32%`,
    'display fan': `Slot  FanID   Online    Status    Speed     Mode     Airflow
-----------------------------------------------------------------------------------------
0     1       Present   Normal    35%       AUTO     Side-to-Back
0     2       Present   Normal    35%       AUTO     Side-to-Back`,
    'display power': `Slot    PowerID  Online   Mode   State      Power(W)
-----------------------------------------------------------------------------------------
0       PWR1     Present  AC     Supply     150.00
0       PWR2     Absent   -      -          -`,
    'display temperature all': `-------------------------------------------------------------------------------
Slot  Card  Sensor Status    Current(C) Lower(C) Lower      Upper(C) Upper
                                                 Resume(C)           Resume(C)
-------------------------------------------------------------------------------
0     NA    NA     Normal    43         0        4          68       65`,
    'display device': `S5700-28X-LI-AC's Device status:
Slot Sub  Type                   Online    Power    Register     Status   Role
-------------------------------------------------------------------------------
0    -    S5700-28X-LI-AC        Present   PowerOn  Registered   Normal   Master
     PWR1 POWER                  Present   PowerOn  Registered   Normal   NA
     FAN1 FAN                    Present   PowerOn  Registered   Normal   NA`,
    'display device manufacture-info': `Slot  Sub  Serial-number          Manu-date
- - - - - - - - - - - - - - - - - - - - - -
0     -    SIM2102350ABC0000017   2020-08-14`,
    'display esn': 'ESN of slot 0: SIM2102350ABC0000017',
    'display interface brief': `PHY: Physical
*down: administratively down
(l): loopback
(s): spoofing
InUti/OutUti: input utility/output utility
Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors
GigabitEthernet0/0/1        up    up        0.35%  1.02%          0          0
GigabitEthernet0/0/2        down  down         0%     0%          0          0
GigabitEthernet0/0/3        *down down         0%     0%          0          0
NULL0                       up    up(s)        0%     0%          0          0
Vlanif1                     up    up           --     --          0          0
XGigabitEthernet0/0/1       up    up        2.11%  3.70%         12          0`,
    'display lldp neighbor brief': `Local Intf              Neighbor Dev              Neighbor Intf              Exptime(s)
XGE0/0/1                core-1                    XGE1/0/9                   104`,
    'display lldp neighbor': `XGigabitEthernet0/0/1 has 1 neighbor(s):

Neighbor index :1
Chassis type   :MAC address
Chassis ID     :0200-5e00-0001
Port ID type   :Interface name
Port ID        :XGigabitEthernet1/0/9
Port description    :to ${name}
System name         :core-1
System description  :Huawei Versatile Routing Platform Software
Expired time   :104s`,
    'display current-configuration': vrpConfiguration(name),
  };
}

/** A configuration with what has to be masked before anybody keeps it. */
export function vrpConfiguration(name: string): string {
  return `!Software Version V200R019C10SPC500
#
sysname ${name}
#
vlan batch 10 20
#
aaa
 local-user watch password irreversible-cipher $1a$c2ltdWxhdGVkLXNlY3JldC1vbmU$
 local-user watch service-type ssh
#
interface Vlanif1
 ip address 10.66.0.31 255.255.255.0
#
interface GigabitEthernet0/0/1
 description registration desk
 port link-type access
 port default vlan 10
#
interface XGigabitEthernet0/0/1
 description uplink to core
 port link-type trunk
#
snmp-agent
snmp-agent community read cipher %^%#c2ltdWxhdGVkLXNlY3JldC10d28%^%#
#
return`;
}
