import type { RecordingRow } from './recordings-rows.ts';
import { type Expected, rowsOf } from './recordings-rows-of.ts';

const MIB = 1024 ** 2;

function part(type: string, name: string): Record<string, string> {
  return { type, part: name };
}

const oceanstor: readonly Expected[] = [
  ['hardware.state', part('system', 'array'), 'ok'],
  ['storage.used', { pool: 'whole array' }, 2_215_168 * MIB, 'B'],
  ['storage.total', { pool: 'whole array' }, 221_205_464 * MIB, 'B'],
  ['storage.total', { pool: 'poolCaiwu' }, 6_291_456 * MIB, 'B'],
  ['storage.used_percent', { pool: 'poolCaiwu' }, (6_291_456 - 4_236_608) / 62_914.56, '%', { high: 80 }],
  ['volume.total', { volume: 'voting0000' }, 20_480 * MIB, 'B'],
  ['volume.allocated', { volume: 'voting0000' }, 1_216 * MIB, 'B'],
  ['hardware.state', part('volume', 'voting0000'), 'ok'],
  ['hardware.state', part('controller', '0A'), 'ok'],
  ['cpu.usage_active', { cpu: 'controller 0A' }, 4, '%'],
  ['mem.used_percent', { module: 'controller 0B' }, 71, '%'],
  ['hardware.state', part('disk', 'CTE0.0'), 'ok'],
  ['hardware.temperature_celsius', { sensor: 'disk CTE0.0' }, 34, '°C'],
  ['hardware.temperature_celsius', { sensor: 'enclosure CTE0' }, 26, '°C'],
  ['hardware.state', part('power', 'CTE0.PSU 0'), 'ok'],
  ['hardware.state', part('fan', 'DAE011.FAN 1'), 'ok'],
  ['hardware.state', part('battery', 'CTE0.PSU 1'), 'ok'],
  ['hardware.redundancy_lost', { type: 'controller' }, 'no'],
];

/** Port 0 of the switch is 1 in its tables. */
const brocade: readonly Expected[] = [
  ['hardware.state', part('system', 'switch'), 'ok'],
  ['hardware.temperature_celsius', { sensor: 'SLOT #0: TEMP #1' }, 32, '°C'],
  ['hardware.fan_rpm', { fan: 'FAN #1' }, 14_673, 'rpm'],
  ['hardware.state', part('power', 'Power Supply #2'), 'ok'],
  ['fibre.port_state', { port: '0' }, 'up'],
  ['fibre.port_state', { port: '2' }, 'disabled'],
  ['fibre.bytes_sent', { port: '0' }, 0x37f5435b08b8, 'B'],
  ['fibre.bytes_recv', { port: '0' }, 0x4aeb5580af14, 'B'],
  ['fibre.crc_errors', { port: '0' }, 0],
  ['fibre.encoding_errors', { port: '0' }, 7],
  ['fibre.link_failures', { port: '0' }, 2],
  ['optic.rx_dbm', { interface: '0' }, -3.6, 'dBm'],
  ['optic.rx_dbm', { interface: '2' }, -40, 'dBm'],
  ['optic.bias_milliamps', { interface: '1' }, 6.772, 'mA'],
  ['optic.voltage_volts', { interface: '0' }, 3.2901, 'V'],
];

const ilo4: readonly Expected[] = [
  ['hardware.temperature_celsius', { sensor: 'Ambient 1' }, 22, '°C', { high: 42 }],
  ['hardware.temperature_celsius', { sensor: 'CPU 2' }, 40, '°C', { high: 70 }],
  ['hardware.state', part('fan', 'Fan 6'), 'ok'],
  ['hardware.state', part('power', 'Power supply 1'), 'ok'],
  ['hardware.power_watts', part('power', 'Power supply 2'), 143, 'W'],
  ['hardware.voltage_volts', { sensor: 'Power supply 1' }, 227, 'V'],
  ['hardware.state', part('memory', 'PROC 1 DIMM 1'), 'ok'],
  ['hardware.state', part('controller', 'Array Slot 2'), 'ok'],
  ['hardware.state', part('volume', 'Array 0 volume 1'), 'ok'],
  ['volume.total', { volume: 'Array 0 volume 1' }, 139_979 * MIB, 'B'],
  ['hardware.state', part('disk', 'Array 0 Port 1I Box 3 Bay 1'), 'ok'],
  ['hardware.temperature_celsius', { sensor: 'Array 0 Port 1I Box 3 Bay 1' }, 28, '°C', { high: 60 }],
  ['hardware.redundancy_lost', { type: 'power' }, 'no'],
];

const ilo6: readonly Expected[] = [
  ['hardware.temperature_celsius', { sensor: 'Ambient 1' }, 14, '°C', { high: 42 }],
  ['hardware.state', part('power', 'Power supply 1'), 'ok'],
  ['hardware.power_watts', part('power', 'Power supply 2'), 190, 'W'],
  ['hardware.state', part('memory', 'PROC 1 DIMM 1'), 'ok'],
  ['hardware.state', part('memory', 'PROC 1 DIMM 2'), null],
  ['hardware.state', part('battery', 'Battery 1'), 'ok'],
  ['hardware.state', part('processor', 'Processor 2'), 'ok'],
  ['disk.total', { path: 'VMFS-6 on /vmfs/volumes/datastore1' }, 9_024_256 * MIB, 'B'],
];

/** Its health is critical, and the last fans cannot be read. */
const imm: readonly Expected[] = [
  ['hardware.state', part('system', 'health'), 'critical'],
  ['hardware.temperature_celsius', { sensor: 'Ambient Temp' }, 25, '°C', { high: 38, criticalHigh: 41 }],
  ['hardware.voltage_volts', { sensor: 'Planar 3.3V' }, 3.34, 'V', { criticalLow: 3.04, criticalHigh: 3.56 }],
  ['hardware.fan_percent', { fan: 'Fan 1A Tach' }, 56, '%'],
  ['hardware.fan_percent', { fan: 'Fan 6A Tach' }, null],
  ['hardware.state', part('fan', 'Fan 6A Tach'), 'unknown'],
];

const xcc: readonly Expected[] = [
  ['hardware.state', part('system', 'health'), 'ok'],
  ['hardware.temperature_celsius', { sensor: 'Ambient Temp' }, 26, '°C', { high: 43, criticalHigh: 47 }],
  ['hardware.temperature_celsius', { sensor: 'CPU DTS' }, null],
  [
    'hardware.voltage_volts',
    { sensor: 'SysBrd 5V' },
    5.014,
    'V',
    { criticalLow: 4.508, criticalHigh: 5.497 },
  ],
  ['hardware.fan_percent', { fan: 'Fan 1 Tach' }, 24, '%'],
  ['hardware.state', part('fan', 'Fan 1 Tach'), 'ok'],
  // That of the management processor is not told: it is not the server's.
  ['cpu.usage_active', { cpu: 'cpu-total' }, null],
];

const xccCritical: readonly Expected[] = [
  ['hardware.state', part('temperature', 'Ambient Temp'), 'critical'],
  ['hardware.temperature_celsius', { sensor: 'Ambient Temp' }, 18, '°C', { high: 43, criticalHigh: 47 }],
  ['hardware.state', part('voltage', 'SysBrd 12V'), 'critical'],
  ['hardware.state', part('fan', 'Fan 1 Front Tach'), 'critical'],
  ['hardware.state', part('memory', 'DIMM_2'), 'critical'],
  ['hardware.fan_percent', { fan: 'Fan 2 Front Tach' }, 26, '%'],
];

const ibmc: readonly Expected[] = [
  ['hardware.state', part('power', 'PS1'), 'ok'],
  ['hardware.power_watts', part('power', 'PS2'), 132, 'W'],
  ['hardware.fan_rpm', { fan: 'Fan1 Rear' }, 2_160, 'rpm'],
  ['hardware.fan_percent', { fan: 'Fan1 Front' }, 26, '%'],
  ['hardware.temperature_celsius', { sensor: 'Inlet' }, 19, '°C', { high: 46, criticalHigh: 48 }],
  ['hardware.state', part('memory', 'DIMM000'), 'ok'],
  // An empty slot, called 0.
  ['hardware.state', part('memory', '0'), null],
  ['hardware.state', part('disk', 'Disk1'), 'ok'],
];

const esxi: readonly Expected[] = [
  ['vm.power', { vm: '<private>' }, 'off'],
  ['vm.power', { vm: '<private> #7092' }, 'on'],
  // The mean of 32 processors.
  ['cpu.usage_active', { cpu: 'cpu-total' }, 12.96875, '%'],
];

const vcenter: readonly Expected[] = [['cpu.usage_active', { cpu: 'cpu-total' }, 6.5, '%']];

const avocent: readonly Expected[] = [
  ['hardware.state', part('power', 'Power supply 1'), 'ok'],
  ['hardware.state', part('power', 'Power supply 2'), 'ok'],
  ['mem.total', {}, 1_032_996 * 1024, 'B'],
];

/** What the walks of storage, fibre channel, server boards and hypervisors must give; worked out from the walks. */
export const hardwareRows: readonly RecordingRow[] = [
  ...rowsOf('huawei-oceanstor-ism.snmprec', oceanstor),
  ...rowsOf('brocade-ds5100b.snmprec', brocade),
  ...rowsOf('hpe-ilo4.snmprec', ilo4),
  ...rowsOf('hpe-ilo6.snmprec', ilo6),
  ...rowsOf('ibm-imm_x3550m3.snmprec', imm),
  ...rowsOf('lenovo-xcc.snmprec', xcc),
  ...rowsOf('lenovo-xcc-critical.snmpwalk', xccCritical),
  ...rowsOf('huawei-ibmc.snmprec', ibmc),
  ...rowsOf('vmware-esxi7.snmprec', esxi),
  ...rowsOf('vmware-vcsa7.snmprec', vcenter),
  ...rowsOf('kvm-avocent-acs8000.snmprec', avocent),
];
