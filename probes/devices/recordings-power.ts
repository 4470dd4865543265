import type { RecordingRow } from './recordings-rows.ts';
import { type Expected, rowsOf } from './recordings-rows-of.ts';

const one = { line: '1' };
const two = { line: '2' };
const three = { line: '3' };

/** UPS-MIB, three lines, on bypass. */
const cs141: readonly Expected[] = [
  ['ups.output_source', {}, 'bypass'],
  ['ups.on_bypass', {}, 'yes'],
  ['ups.on_battery', {}, 'no'],
  ['ups.battery_status', {}, 'normal'],
  ['ups.charge_percent', {}, 100, '%'],
  ['ups.runtime_minutes', {}, 544, 'min'],
  ['ups.shutdown_margin_minutes', {}, 534, 'min'],
  ['ups.seconds_on_battery', {}, 0, 's'],
  ['ups.battery_voltage_volts', {}, 271.6, 'V'],
  ['ups.battery_temperature_celsius', {}, 25, '°C'],
  ['ups.input_voltage_volts', three, 235, 'V'],
  ['ups.input_frequency_hertz', one, 50, 'Hz'],
  ['ups.output_current_amps', two, 2.1, 'A'],
  ['ups.output_power_watts', two, 469, 'W'],
  ['ups.load_percent', two, 14, '%'],
  ['ups.bypass_voltage_volts', three, 235, 'V'],
  ['ups.contradiction', {}, 'no'],
];

/** Both trees: UPS-MIB where it has something, its own for the load. Two of three lines are full of zeros. */
const phoenixtec: readonly Expected[] = [
  ['ups.output_source', {}, 'normal'],
  ['ups.seconds_on_battery', {}, 0, 's'],
  ['ups.charge_percent', {}, 100, '%'],
  ['ups.battery_voltage_volts', {}, 41, 'V'],
  ['ups.battery_temperature_celsius', {}, 31, '°C'],
  ['ups.alarms', {}, 0],
  ['ups.input_voltage_volts', one, 238, 'V'],
  ['ups.input_voltage_volts', two, null],
  ['ups.load_percent', one, 2, '%'],
  // It makes no estimate, and has no probe for the room.
  ['ups.shutdown_margin_minutes', {}, null],
  ['room.temperature_celsius', { sensor: 'UPS probe' }, null],
  ['room.water', { sensor: 'UPS probe' }, null],
];

/** XPPC-MIB, three phases; of UPS-MIB only names. */
const netAgent: readonly Expected[] = [
  ['ups.output_source', {}, 'reduce'],
  ['ups.battery_status', {}, 'normal'],
  ['ups.charge_percent', {}, 100, '%'],
  ['ups.runtime_minutes', {}, 9999 / 60, 'min'],
  ['ups.battery_temperature_celsius', {}, 25, '°C'],
  ['ups.input_voltage_volts', one, 236, 'V'],
  ['ups.input_frequency_hertz', one, 49.9, 'Hz'],
  ['ups.output_voltage_volts', two, 231.3, 'V'],
  ['ups.load_percent', one, 23.5, '%'],
  ['ups.load_percent', three, 32.7, '%'],
  ['ups.bypass_voltage_volts', three, 236.4, 'V'],
];

const emerson: readonly Expected[] = [
  ['ups.battery_status', {}, 'normal'],
  ['ups.output_source', {}, 'normal'],
  ['ups.charge_percent', {}, 100, '%'],
  ['ups.battery_voltage_volts', {}, 80.7, 'V'],
  ['ups.input_voltage_volts', one, 220.5, 'V'],
  ['ups.input_frequency_hertz', one, 50, 'Hz'],
  ['ups.output_voltage_volts', one, 219.8, 'V'],
  ['ups.load_percent', one, 18, '%'],
  ['net.err_out', { interface: 'Motorola PowerQUICC FEC' }, 130_138],
];

const ita2: readonly Expected[] = [
  ['hardware.state', { type: 'system', part: 'UPS' }, 'ok'],
  ['ups.output_source', {}, 'normal'],
  ['ups.runtime_minutes', {}, 347, 'min'],
  ['ups.charge_percent', {}, 100, '%'],
  ['ups.battery_voltage_volts', {}, 218, 'V'],
  ['ups.output_frequency_hertz', {}, 49.99, 'Hz'],
  ['ups.input_voltage_volts', one, 236.7, 'V'],
  ['ups.output_current_amps', one, 7.6, 'A'],
  ['ups.output_power_watts', one, 1_410, 'W'],
  ['ups.load_percent', one, 29.2, '%'],
  ['ups.output_voltage_volts', two, null],
  // 65535: no sensor.
  ['ups.battery_temperature_celsius', {}, null],
];

const huaweiUps: readonly Expected[] = [
  ['ups.output_source', {}, 'normal'],
  ['ups.battery_voltage_volts', {}, 270.7, 'V'],
  ['ups.battery_current_amps', {}, 0.4, 'A'],
  ['ups.battery_temperature_celsius', {}, 21, '°C'],
  // 4294967295: no end in sight.
  ['ups.runtime_minutes', {}, null],
  ['ups.output_current_amps', one, 7.2, 'A'],
  // It says 1, and means kilowatts.
  ['ups.output_power_watts', one, 1_000, 'W'],
  ['ups.load_percent', one, 27, '%'],
];

/** A rack PDU behind the card. */
const liebertPower: readonly Expected[] = [
  ['hardware.state', { type: 'system', part: 'PDU 1' }, 'warning'],
  ['hardware.power_watts', { type: 'power', part: 'PEM: 1-1' }, 2_411, 'W'],
  ['hardware.voltage_volts', { sensor: 'PDU line 1.1.1' }, 119.6, 'V'],
  ['hardware.current_amps', { sensor: 'Branch 1' }, 14.28, 'A'],
  [
    'room.temperature_celsius',
    { sensor: 'SNSR: 1-2' },
    17.5,
    '°C',
    { low: 20, high: 25, criticalLow: 18, criticalHigh: 27 },
  ],
  ['room.temperature_celsius', { sensor: 'SNSR: 1-1' }, null],
  [
    'room.humidity_percent',
    { sensor: 'SNSR: 1-1' },
    14.2,
    '%',
    { low: 44, high: 56, criticalLow: 40, criticalHigh: 60 },
  ],
];

const liebertCooling: readonly Expected[] = [
  ['cooling.state', {}, 'on'],
  ['cooling.general_alarm', {}, 'no'],
  ['cooling.alarms', {}, 0],
  ['cooling.return_temperature_celsius', {}, 23, '°C', { low: 15, high: 30 }],
  ['cooling.supply_temperature_celsius', {}, null],
  ['cooling.return_humidity_percent', {}, 42, '%', { low: 1, high: 80 }],
  ['cooling.setpoint_celsius', {}, 23, '°C'],
  ['cooling.humidity_setpoint_percent', {}, 40, '%'],
  ['cooling.capacity_percent', {}, 0, '%'],
  ['cooling.fan_percent', {}, 100, '%'],
  ['cooling.compressor_hours', {}, 16_617, 'h'],
  ['hardware.temperature_celsius', { sensor: 'compressor 5' }, 37, '°C'],
  ['ups.output_source', {}, null],
];

/** What the walks of power supplies and air conditioners must give; worked out from the walks. */
export const powerRows: readonly RecordingRow[] = [
  ...rowsOf('ups-rfc1628-cs141.snmprec', cs141),
  ...rowsOf('ups-phoenixtec-935.snmprec', phoenixtec),
  ...rowsOf('ups-netagent2.snmprec', netAgent),
  ...rowsOf('ups-emerson-13400.snmprec', emerson),
  ...rowsOf('vertiv-ita2-ups.snmprec', ita2),
  ...rowsOf('ups-huawei-ups2000.snmprec', huaweiUps),
  ...rowsOf('liebert-gxt2-ups.snmprec', liebertPower),
  ...rowsOf('liebert-crac-intellislot.snmprec', liebertCooling),
];
