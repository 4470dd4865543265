import { deviceVocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { inner, type Panel } from '../panels.ts';
import { SENSOR_METRICS, TABLED_INSIDE } from './inside-subjects.ts';

/** The charts of a device, most asked for first. */
export const DEVICE_PANELS: readonly Panel[] = [
  {
    id: 'upsLoad',
    unit: '%',
    metrics: [{ metric: 'ups.load_percent' }, { metric: 'ups.charge_percent', dashed: true }],
  },
  { id: 'upsRuntime', unit: 'min', metrics: [{ metric: 'ups.runtime_minutes' }] },
  {
    id: 'upsInput',
    unit: 'V',
    metrics: [{ metric: 'ups.input_voltage_volts' }, { metric: 'ups.output_voltage_volts', dashed: true }],
  },
  { id: 'batteryTemperature', unit: '°C', metrics: [{ metric: 'ups.battery_temperature_celsius' }] },
  {
    id: 'cooling',
    unit: '°C',
    metrics: [
      { metric: 'cooling.return_temperature_celsius' },
      { metric: 'cooling.supply_temperature_celsius' },
      { metric: 'cooling.setpoint_celsius', dashed: true },
    ],
  },
  {
    id: 'coolingCapacity',
    unit: '%',
    metrics: [{ metric: 'cooling.capacity_percent' }, { metric: 'cooling.fan_percent' }],
  },
  { id: 'roomTemperature', unit: '°C', metrics: [{ metric: 'room.temperature_celsius' }] },
  {
    id: 'humidity',
    unit: '%',
    metrics: [{ metric: 'room.humidity_percent' }, { metric: 'cooling.return_humidity_percent' }],
  },
  {
    id: 'network',
    unit: 'b/s',
    without: inner,
    metrics: [
      { metric: 'net.bytes_recv', counter: true, factor: 8 },
      { metric: 'net.bytes_sent', counter: true, factor: 8, dashed: true },
    ],
  },
  {
    id: 'fibre',
    unit: 'b/s',
    metrics: [
      { metric: 'fibre.bytes_recv', counter: true, factor: 8 },
      { metric: 'fibre.bytes_sent', counter: true, factor: 8, dashed: true },
    ],
  },
  { id: 'cpu', unit: '%', metrics: [{ metric: 'cpu.usage_active' }] },
  { id: 'memory', unit: '%', metrics: [{ metric: 'mem.used_percent' }] },
  { id: 'sessions', unit: '1', metrics: [{ metric: 'firewall.sessions' }] },
  { id: 'pools', unit: '%', metrics: [{ metric: 'storage.used_percent' }] },
  { id: 'space', unit: '%', metrics: [{ metric: 'disk.used_percent' }] },
  { id: 'temperature', unit: '°C', metrics: [{ metric: 'hardware.temperature_celsius' }] },
  { id: 'optics', unit: 'dBm', metrics: [{ metric: 'optic.rx_dbm' }] },
  {
    id: 'power',
    unit: 'W',
    metrics: [{ metric: 'hardware.power_watts' }, { metric: 'ups.output_power_watts' }],
  },
  {
    id: 'networkTrouble',
    unit: '1/s',
    quietWhenZero: true,
    metrics: [
      { metric: 'net.err_in', counter: true },
      { metric: 'net.err_out', counter: true },
      { metric: 'fibre.crc_errors', counter: true },
    ],
  },
];

/** Everything that the page of a device follows. */
export const DEVICE_METRICS: readonly string[] = [
  ...new Set([...deviceVocabulary.map(({ name }) => name), 'probe.state', 'probe.duration_seconds']),
];

/** Whether a metric stands in the table of all values; the others have a place of their own on the page. */
export function isListed(metric: string): boolean {
  if (ELSEWHERE.includes(metric)) return false;
  return !TABLED.some((subject) => metric.startsWith(subject));
}

const TABLED = ['net.', 'optic.', 'fibre.', 'probe.', 'trap.', ...TABLED_INSIDE];
const ELSEWHERE = [
  'hardware.state',
  ...SENSOR_METRICS,
  'device.uptime_seconds',
  'config.fingerprint',
  // The same as the days that are left.
  'x509_cert.expiry',
];
