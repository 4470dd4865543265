import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const UPS = '1.3.6.1.2.1.33.1';
const XPPC = '1.3.6.1.4.1.935.1.1.1';
const XUPS = '1.3.6.1.4.1.534.1';
const LIEBERT = '1.3.6.1.4.1.476.1.42.3';

/** A card that fills UPS-MIB as the standard says: an outage of two minutes, two lines. */
const outage = walkText({
  [`${UPS}.1.2.0`]: 'Guard 20k',
  [`${UPS}.1.3.0`]: '4.1',
  [`${UPS}.2.1.0`]: 3,
  [`${UPS}.2.2.0`]: 120,
  [`${UPS}.2.3.0`]: 7,
  [`${UPS}.2.4.0`]: 38,
  [`${UPS}.2.5.0`]: 2_405,
  [`${UPS}.2.6.0`]: -184,
  [`${UPS}.2.7.0`]: 33,
  [`${UPS}.3.2.0`]: 2,
  [`${UPS}.3.3.1.2`]: { 1: 0, 2: 0, 3: 0 },
  [`${UPS}.3.3.1.3`]: { 1: 0, 2: 0, 3: 0 },
  [`${UPS}.4.1.0`]: 5,
  [`${UPS}.4.2.0`]: 500,
  [`${UPS}.4.3.0`]: 2,
  [`${UPS}.4.4.1.2`]: { 1: 229, 2: 231 },
  [`${UPS}.4.4.1.3`]: { 1: 41, 2: 12 },
  [`${UPS}.4.4.1.4`]: { 1: 900, 2: 250 },
  [`${UPS}.4.4.1.5`]: { 1: 61, 2: 17 },
  [`${UPS}.6.1.0`]: 2,
}).concat(`
  ${UPS}.6.2.1.2.7|6|${UPS}.6.3.2
  ${UPS}.6.2.1.2.9|6|1.3.6.1.4.1.99999.5.1
`);

describe('UPS-MIB', () => {
  it('tells of an outage, line by line, and what it means', async () => {
    const { profile, values, identity } = await readWalk(systemText('1.3.6.1.2.1.33', 'UPS card'), outage);

    expect(profile.profile).toBe('rfc1628-ups');
    expect(identity).toMatchObject({ model: 'Guard 20k', version: '4.1' });
    expect(values).toMatchObject({
      'ups.output_source': 'battery',
      'ups.battery_status': 'low',
      'ups.charge_percent': 38,
      'ups.runtime_minutes': 7,
      'ups.seconds_on_battery': 120,
      'ups.battery_voltage_volts': 240.5,
      'ups.battery_current_amps': -18.4,
      'ups.battery_temperature_celsius': 33,
      'ups.output_frequency_hertz': 50,
      'ups.input_voltage_volts 1': 0,
      'ups.input_voltage_volts 2': 0,
      'ups.output_voltage_volts 2': 231,
      'ups.output_current_amps 1': 4.1,
      'ups.output_power_watts 1': 900,
      'ups.load_percent 1': 61,
      'ups.alarms': 2,
      'device.alarm On battery': 'yes',
      'device.alarm 1.3.6.1.4.1.99999.5.1': 'yes',
      'ups.on_battery': 'yes',
      'ups.on_bypass': 'no',
      'ups.shutdown_margin_minutes': -3,
      'ups.contradiction': 'no',
    });
    // The third line is one that this UPS does not have.
    expect(values).not.toHaveProperty('ups.input_voltage_volts 3');
  });

  it('is understood whatever its scales, its texts and the zero behind its indexes', async () => {
    const odd = walkText({
      [`${UPS}.2.1.0`]: '2',
      [`${UPS}.2.3.0`]: 65_535,
      [`${UPS}.2.5.0`]: 54,
      [`${UPS}.2.7.0`]: 0,
      [`${UPS}.3.2.0`]: '1',
      [`${UPS}.3.3.1.2`]: { '1.0': 4_998 },
      [`${UPS}.3.3.1.3`]: { '1.0': '2312' },
      [`${UPS}.4.1.0`]: '3',
      [`${UPS}.4.2.0`]: 5_001,
    });

    const { profile, values } = await readWalk(systemText('1.3.6.1.4.1.99999.2.4', 'Another make'), odd);

    expect(profile.profile).toBe('rfc1628-ups');
    expect(values).toMatchObject({
      'ups.output_source': 'normal',
      'ups.battery_voltage_volts': 54,
      'ups.input_voltage_volts 1': 231.2,
      'ups.input_frequency_hertz 1': 49.98,
      'ups.output_frequency_hertz': 50.01,
    });
    expect(values).not.toHaveProperty('ups.runtime_minutes');
    expect(values).not.toHaveProperty('ups.battery_temperature_celsius');
  });

  it('does not say how many lines it has: those that carry something count, also in an outage', async () => {
    const { values } = await readWalk(
      systemText('1.3.6.1.2.1.33', 'UPS card'),
      walkText({
        [`${UPS}.1.1.0`]: 'Make of cards',
        [`${UPS}.2.1.0`]: 2,
        [`${UPS}.2.6.0`]: -1,
        [`${UPS}.3.3.1.2`]: { 1: 0, 2: 0, 3: 499 },
        [`${UPS}.3.3.1.3`]: { 1: 0, 2: 0 },
        [`${UPS}.4.1.0`]: 5,
        [`${UPS}.4.4.1.2`]: { 1: 230, 2: 0 },
        [`${UPS}.4.4.1.5`]: { 1: 20, 2: 0 },
      }),
    );

    expect(values).toMatchObject({ 'ups.input_voltage_volts 1': 0, 'ups.input_frequency_hertz 3': 49.9 });
    expect(
      Object.keys(values).filter((name) => /voltage_volts 2|load_percent 2|battery_current/.test(name)),
    ).toEqual([]);
  });

  it('a power that can only be kilowatts is taken for them', async () => {
    const { values } = await readWalk(
      systemText('1.3.6.1.2.1.33', 'UPS card'),
      outage.replace(`${UPS}.4.4.1.4.1|2|900`, `${UPS}.4.4.1.4.1|2|1`),
    );

    expect(values['ups.output_power_watts 1']).toBe(1_000);
  });
});

describe('the Megatec and Phoenixtec family', () => {
  const system = systemText('1.3.6.1.4.1.935.10.1', 'UPS Agent');
  const single = walkText({
    [`${XPPC}.2.1.1.0`]: 3,
    [`${XPPC}.2.1.2.0`]: 45,
    [`${XPPC}.2.2.1.0`]: 22,
    [`${XPPC}.2.2.2.0`]: 1_302,
    [`${XPPC}.2.2.3.0`]: 412,
    [`${XPPC}.2.2.4.0`]: 240,
    [`${XPPC}.2.2.5.0`]: 2,
    [`${XPPC}.3.2.1.0`]: 0,
    [`${XPPC}.4.1.1.0`]: 3,
    [`${XPPC}.4.2.1.0`]: 2_204,
    [`${XPPC}.4.2.2.0`]: 500,
    [`${XPPC}.4.2.3.0`]: 85,
    [`${XPPC}.8.2.2.0`]: 0,
    [`${XPPC}.8.3.3.0`]: 0,
    [`${XPPC}.8.7.1.0`]: 0,
  });

  it('is read in its own tree: single phase, in an outage, with a battery to replace', async () => {
    const { profile, values } = await readWalk(system, single);

    expect(profile.profile).toBe('phoenixtec-935');
    expect(values).toMatchObject({
      'ups.output_source': 'battery',
      'ups.battery_status': 'low',
      'ups.charge_percent': 22,
      'ups.battery_voltage_volts': 130.2,
      'ups.battery_temperature_celsius': 41.2,
      'ups.runtime_minutes': 4,
      'ups.shutdown_margin_minutes': -6,
      'ups.input_voltage_volts 1': 0,
      'ups.output_voltage_volts 1': 220.4,
      'ups.load_percent 1': 85,
      'hardware.state battery battery': 'warning',
      'ups.on_battery': 'yes',
    });
    expect(values).not.toHaveProperty('ups.input_voltage_volts 2');
    expect(values).not.toHaveProperty('device.alarm Emergency stop');
  });

  it('is believed in UPS-MIB first', async () => {
    const { values } = await readWalk(system, single, outage);

    expect(values).toMatchObject({
      'ups.charge_percent': 38,
      'ups.runtime_minutes': 7,
      'ups.output_voltage_volts 1': 229,
      'ups.load_percent 1': 61,
    });
  });

  it('has three phases where the output has, its faults, and a probe for the room', async () => {
    const three = walkText({
      [`${XPPC}.2.1.1.0`]: 2,
      [`${XPPC}.4.1.1.0`]: 6,
      [`${XPPC}.3.2.1.0`]: 9_999,
      [`${XPPC}.8.2.1.0`]: 499,
      [`${XPPC}.8.2.2.0`]: 2_301,
      [`${XPPC}.8.2.3.0`]: 0,
      [`${XPPC}.8.3.2.0`]: 2_310,
      [`${XPPC}.8.3.3.0`]: 2_320,
      [`${XPPC}.8.3.6.0`]: 415,
      [`${XPPC}.8.7.4.0`]: 14,
      [`${XPPC}.8.7.6.0`]: 16,
      [`${XPPC}.9.1.1.0`]: 27,
      [`${XPPC}.9.1.2.0`]: 61,
      [`${XPPC}.9.1.3.0`]: 2,
      [`${XPPC}.9.1.4.0`]: 1,
      [`${XPPC}.9.2.1.0`]: 30,
    });

    const { values, readings } = await readWalk(system, three);

    expect(values).toMatchObject({
      'ups.output_source': 'bypass',
      'ups.on_bypass': 'yes',
      'ups.input_voltage_volts 1': 230.1,
      'ups.input_voltage_volts 2': 0,
      'ups.load_percent 2': 41.5,
      'device.alarm Output overload': 'yes',
      'device.alarm Temperature too high': 'no',
      'room.temperature_celsius UPS probe': 27,
      'room.humidity_percent UPS probe': 61,
      'room.water UPS probe': 'yes',
      'room.smoke UPS probe': 'no',
    });
    const room = readings.find(({ column }) => column.metric === 'room.temperature_celsius');
    expect(room?.column.limits).toEqual({ high: 30 });
  });
});

it('an Emerson UPS of three phases is read in its own group', async () => {
  const ENP = '1.3.6.1.4.1.13400.2.1';
  const { profile, values } = await readWalk(
    systemText('1.3.6.1.4.1.13400.2.1', 'UPS Web Agent'),
    walkText({
      [`${ENP}.2.1.1.1.0`]: 'UL33',
      [`${ENP}.3.1.2.1.1.0`]: 3,
      [`${ENP}.3.1.4.1.1.0`]: 5,
      [`${ENP}.3.3.2.2.1.0`]: 4_046,
      [`${ENP}.3.3.3.2.2.0`]: 3_871,
      [`${ENP}.3.3.4.2.3.0`]: 2_207,
      [`${ENP}.3.3.4.2.19.0`]: 442,
      // No sensor for the room.
      [`${ENP}.3.3.2.2.5.0`]: 0,
    }),
  );

  expect(profile.profile).toBe('emerson-13400');
  expect(values).toMatchObject({
    'ups.battery_status': 'low',
    'ups.on_battery': 'yes',
    'ups.battery_voltage_volts': 404.6,
    'ups.input_voltage_volts 2': 387.1,
    'ups.output_voltage_volts 3': 220.7,
    'ups.load_percent 3': 44.2,
  });
  expect(values).not.toHaveProperty('room.temperature_celsius UPS probe');
});

it('an ITA2 tells a fault, and no lines that it does not have', async () => {
  const ITA2 = '1.3.6.1.4.1.13400.2.54';
  const { profile, values } = await readWalk(
    systemText('1.3.6.1.4.1.13400.2.54', 'LwIP'),
    walkText({
      [`${ITA2}.1.2.0`]: 'ITA2',
      [`${ITA2}.2.1.1.0`]: 2,
      [`${ITA2}.2.1.2.0`]: 4,
      [`${ITA2}.2.2.1.0`]: 1_904,
      [`${ITA2}.2.2.2.0`]: 0,
      [`${ITA2}.2.3.1.0`]: 2_300,
      [`${ITA2}.2.3.2.0`]: 0,
      [`${ITA2}.2.3.8.0`]: 215,
      [`${ITA2}.2.5.7.0`]: 21,
      [`${ITA2}.2.5.8.0`]: 65_535,
    }),
  );

  expect(profile.profile).toBe('vertiv-ita2');
  expect(values).toMatchObject({
    'hardware.state system UPS': 'critical',
    'ups.output_source': 'battery',
    'ups.input_voltage_volts 1': 190.4,
    'ups.output_power_watts 1': 2_150,
    'ups.shutdown_margin_minutes': 11,
  });
  expect(values).not.toHaveProperty('ups.output_voltage_volts 2');
  expect(values).not.toHaveProperty('ups.battery_temperature_celsius');
});

it('a Huawei UPS without UPS-MIB is read in the tables of its make', async () => {
  const HW = '1.3.6.1.4.1.2011.6.174.1';
  const { profile, values, identity } = await readWalk(
    systemText('1.3.6.1.4.1.2011.6.174', 'UPS5000'),
    walkText({
      [`${HW}.2.100.1.2`]: { 1: 'UPS5000-E' },
      [`${HW}.2.101.1.1`]: { 1: 4 },
      [`${HW}.2.101.1.3`]: { 1: 1 },
      [`${HW}.3.100.1.1`]: { 1: 2_287 },
      [`${HW}.4.100.1.7`]: { 1: 5_002 },
      [`${HW}.4.100.1.9`]: { 1: 154 },
      [`${HW}.4.100.1.16`]: { 1: 355 },
      [`${HW}.6.100.1.3`]: { 1: 71 },
      [`${HW}.6.100.1.4`]: { 1: 1_500 },
      [`${HW}.6.100.1.1`]: { 1: 65_535 },
    }),
  );

  expect(profile.profile).toBe('huawei-ups');
  expect(identity.model).toBe('UPS5000-E');
  expect(values).toMatchObject({
    'ups.output_source': 'battery',
    'ups.battery_status': 'fault',
    'ups.input_voltage_volts 1': 228.7,
    'ups.output_frequency_hertz': 50.02,
    'ups.output_power_watts 2': 15_400,
    'ups.load_percent 3': 35.5,
    'ups.runtime_minutes': 25,
  });
  expect(values).not.toHaveProperty('ups.battery_voltage_volts');
});

describe('an Eaton card', () => {
  const eaton = walkText({
    [`${XUPS}.1.2.0`]: '9PX 3000i',
    [`${XUPS}.2.1.0`]: 540,
    [`${XUPS}.2.2.0`]: 72,
    [`${XUPS}.2.4.0`]: 55,
    [`${XUPS}.2.5.0`]: 6,
    [`${XUPS}.3.3.0`]: 1,
    [`${XUPS}.3.4.1.2`]: { 1: 231, 2: 0 },
    [`${XUPS}.4.1.0`]: 12,
    [`${XUPS}.4.3.0`]: 1,
    [`${XUPS}.4.4.1.2`]: { 1: 230 },
    [`${XUPS}.4.5.0`]: 11,
    [`${XUPS}.6.5.0`]: 24,
    [`${XUPS}.6.10.0`]: 35,
    [`${XUPS}.7.1.0`]: 1,
  });

  it('tells a battery that is not there, and the maintenance bypass', async () => {
    const { profile, values } = await readWalk(systemText('1.3.6.1.4.1.534.1', 'Eaton'), eaton);

    expect(profile.profile).toBe('eaton-534');
    expect(values).toMatchObject({
      'ups.output_source': 'bypass',
      'ups.battery_status': 'fault',
      'ups.runtime_minutes': 9,
      'ups.input_voltage_volts 1': 231,
      'ups.load_percent 1': 12,
      'room.temperature_celsius UPS probe': 24,
      'ups.alarms': 1,
    });
    expect(values).not.toHaveProperty('ups.input_voltage_volts 2');
    expect(values).not.toHaveProperty('room.humidity_percent UPS probe');
  });

  it('is known by its answers in a device of another name', async () => {
    const { profile } = await readWalk(systemText('1.3.6.1.4.1.99999', 'UPS'), eaton);

    expect(profile.profile).toBe('eaton-534');
  });
});

describe('a Liebert UPS', () => {
  const system = systemText('1.3.6.1.4.1.476.1.42', 'Uninitialized');
  const power = walkText({
    '1.3.6.1.4.1.476.1.42.2.4.2.1.4': { 1: 'NX 40' },
    [`${LIEBERT}.2.2.0`]: 1,
    [`${LIEBERT}.5.1.18.0`]: 65_535,
    [`${LIEBERT}.5.1.19.0`]: 64,
    [`${LIEBERT}.5.1.26.0`]: 4,
    [`${LIEBERT}.5.3.55.0`]: 5,
    [`${LIEBERT}.5.2.3.1.5`]: { '1.1': 0, '5.1': 229, '5.2': 230 },
    [`${LIEBERT}.5.2.3.1.19`]: { '5.1': 44, '5.2': 47 },
  }).concat(`
    ${LIEBERT}.5.2.3.1.3.1.1|6|${LIEBERT}.5.2.1.1
    ${LIEBERT}.5.2.3.1.3.5.1|6|${LIEBERT}.5.2.1.5
    ${LIEBERT}.5.2.3.1.3.5.2|6|${LIEBERT}.5.2.1.5
    ${LIEBERT}.2.3.1.2.4|6|${LIEBERT}.2.1.117
  `);

  it('is read in the tree of its make', async () => {
    const { profile, values, identity } = await readWalk(system, power);

    expect(profile.profile).toBe('liebert-ups');
    expect(profile.manners.bulk).toBe(false);
    expect(identity.model).toBe('NX 40');
    expect(values).toMatchObject({
      'ups.output_source': 'battery',
      'ups.battery_status': 'depleted',
      'ups.charge_percent': 64,
      'ups.input_voltage_volts 1': 0,
      'ups.output_voltage_volts 1': 229,
      'ups.output_voltage_volts 2': 230,
      'ups.load_percent 1': 44,
      'ups.load_percent 2': 47,
      'ups.alarms': 1,
      'device.alarm Battery low': 'yes',
      'ups.on_battery': 'yes',
    });
    expect(values).not.toHaveProperty('ups.runtime_minutes');
  });

  it('is believed in UPS-MIB first', async () => {
    const { profile, values } = await readWalk(system, power, outage);

    expect(profile.profile).toBe('liebert-ups');
    expect(values).toMatchObject({ 'ups.charge_percent': 38, 'ups.output_voltage_volts 2': 231 });
  });
});

it('a Delta without UPS-MIB is read in the tree of its make: an outage, and a battery to replace', async () => {
  const DELTA = '1.3.6.1.4.1.2254.2.4';
  const { profile, identity, values } = await readWalk(
    systemText(DELTA, 'UPS SNMP Agent'),
    walkText({
      [`${DELTA}.1.2.0`]: 'HPH-20K',
      [`${DELTA}.4.2.0`]: 0,
      [`${DELTA}.4.3.0`]: 0,
      [`${DELTA}.4.6.0`]: 0,
      [`${DELTA}.5.1.0`]: 1,
      [`${DELTA}.5.2.0`]: 500,
      [`${DELTA}.5.4.0`]: 2_203,
      [`${DELTA}.5.5.0`]: 118,
      [`${DELTA}.5.6.0`]: 2_450,
      [`${DELTA}.5.7.0`]: 37,
      [`${DELTA}.5.8.0`]: 0,
      [`${DELTA}.7.1.0`]: 2,
      [`${DELTA}.7.2.0`]: 0,
      [`${DELTA}.7.4.0`]: 45,
      [`${DELTA}.7.5.0`]: 16,
      [`${DELTA}.7.6.0`]: 2_710,
      [`${DELTA}.7.8.0`]: 71,
    }),
  );

  expect(profile.profile).toBe('delta-ups');
  expect(identity.model).toBe('HPH-20K');
  expect(values).toMatchObject({
    'ups.output_source': 'battery',
    'ups.battery_status': 'normal',
    'ups.charge_percent': 71,
    'ups.runtime_minutes': 16,
    'ups.seconds_on_battery': 45,
    'ups.battery_voltage_volts': 271,
    'ups.output_frequency_hertz': 50,
    'ups.input_voltage_volts 1': 0,
    'ups.output_voltage_volts 1': 220.3,
    'ups.output_current_amps 1': 11.8,
    'ups.output_power_watts 1': 2_450,
    'ups.load_percent 1': 37,
    'hardware.state battery battery': 'critical',
    'ups.on_battery': 'yes',
  });
  expect(values).not.toHaveProperty('ups.input_voltage_volts 2');
  expect(values).not.toHaveProperty('ups.output_voltage_volts 2');
});

it('a card that says it is a Linux of nobody is a UPS by what it answers', async () => {
  const card = walkText({
    [`${UPS}.1.2.0`]: 'Scale 40',
    [`${UPS}.2.1.0`]: 2,
    [`${UPS}.4.1.0`]: 3,
    [`${UPS}.4.4.1.2`]: { 1: 230 },
  });

  const { profile, values } = await readWalk(systemText('1.3.6.1.4.1.8072.3.2.10', 'Linux card-1 6.6'), card);

  expect(profile.profile).toBe('rfc1628-ups');
  expect(values).toMatchObject({ 'ups.output_source': 'normal', 'ups.output_voltage_volts 1': 230 });
});

it.each([
  ['1.3.6.1.2.1.33', 'phoenixtec-935', XPPC],
  ['1.3.6.1.4.1.8072.3.2.10', 'phoenixtec-935', XPPC],
  ['1.3.6.1.2.1.33', 'eaton-534', XUPS],
  ['1.3.6.1.4.1.8072.3.2.10', 'eaton-534', XUPS],
])('a card that says it is %s, and tells more in the tree of its make, is %s', async (object, name, tree) => {
  const own = tree === XPPC ? { '.2.1.1.0': 2, '.4.1.1.0': 2 } : { '.2.4.0': 80, '.4.5.0': 3 };
  const objects = Object.entries(own).map(([oid, value]) => [`${tree}${oid}`, value]);
  const both = walkText({ ...Object.fromEntries(objects), [`${UPS}.2.1.0`]: 2, [`${UPS}.4.1.0`]: 3 });

  const { profile } = await readWalk(systemText(object, 'UPS card'), both);

  expect(profile.profile).toBe(name);
});

it('a Huawei card that says it is a Linux is known by its name', async () => {
  const system = systemText('1.3.6.1.4.1.8072.3.2.10', 'Linux GSE200M 2.6.27');
  const card = walkText({
    [`${UPS}.1.1.0`]: 'HUAWEI',
    [`${UPS}.1.2.0`]: 'UPS5000-E-200K',
    [`${UPS}.2.1.0`]: 2,
    [`${UPS}.4.1.0`]: 3,
  });

  const { profile, identity } = await readWalk(system, card);

  expect(profile.profile).toBe('huawei-ups');
  expect(identity.model).toBe('UPS5000-E-200K');
  // The same card in a power system of the make.
  const rectifiers = await readWalk(system, walkText({ '1.3.6.1.4.1.2011.6.164.1.1.1.4.0': 'SMU' }));
  expect(rectifiers.profile.profile).toBe('generic-net-snmp');
});

describe('an APC', () => {
  const APC = '1.3.6.1.4.1.318.1.1';
  const state = { [`${APC}.1.2.1.1.0`]: 3, [`${APC}.1.2.2.3.0`]: 42_000, [`${APC}.1.4.1.1.0`]: 3 };
  const system = systemText('1.3.6.1.4.1.318.1.3.27', 'Network card');

  it('of one phase is read in tenths where it has them', async () => {
    const { profile, values } = await readWalk(
      system,
      walkText({
        ...state,
        [`${APC}.1.2.1.2.0`]: 9_000,
        [`${APC}.1.2.2.1.0`]: 61,
        [`${APC}.1.2.2.4.0`]: 2,
        [`${APC}.1.3.2.1.0`]: 0,
        [`${APC}.1.4.2.1.0`]: 229,
        [`${APC}.1.4.3.1.0`]: 2_294,
        [`${APC}.1.4.3.3.0`]: 352,
        [`${APC}.25.1.2.1.3`]: { 1.1: 'rack 7' },
        [`${APC}.25.1.2.1.6`]: { 1.1: 24 },
        [`${APC}.25.1.2.1.7`]: { 1.1: -1 },
      }),
    );

    expect(profile).toMatchObject({ profile: 'apc-ups', kind: 'ups' });
    expect(values).toMatchObject({
      'ups.output_source': 'battery',
      'ups.battery_status': 'low',
      'ups.charge_percent': 61,
      'ups.runtime_minutes': 7,
      'ups.seconds_on_battery': 90,
      'ups.input_voltage_volts 1': 0,
      'ups.output_voltage_volts 1': 229.4,
      'ups.load_percent 1': 35.2,
      'hardware.state battery battery': 'critical',
      'room.temperature_celsius rack 7': 24,
      'ups.shutdown_margin_minutes': -3,
    });
    expect(values).not.toHaveProperty('room.humidity_percent rack 7');
  });

  it('of three phases is read phase by phase, the bypass apart', async () => {
    const phases = (first: number) => ({ '1.1.1': first, '1.1.2': first + 1, '1.1.3': -1 });
    const { values } = await readWalk(
      system,
      walkText({
        ...state,
        [`${APC}.1.9.2.2.1.4`]: { 1: 499, 2: 500 },
        [`${APC}.1.9.2.2.1.5`]: { 1: 2, 2: 3 },
        [`${APC}.1.9.2.3.1.3`]: { ...phases(231), '2.1.1': 233 },
        [`${APC}.1.9.3.3.1.3`]: phases(229),
        [`${APC}.1.9.3.3.1.4`]: phases(84),
        [`${APC}.1.9.3.3.1.10`]: phases(41),
      }),
    );

    expect(values).toMatchObject({
      'ups.input_voltage_volts 1': 231,
      'ups.input_voltage_volts 2': 232,
      'ups.input_frequency_hertz 1': 49.9,
      'ups.bypass_voltage_volts 1': 233,
      'ups.output_voltage_volts 2': 230,
      'ups.output_current_amps 1': 8.4,
      'ups.load_percent 2': 42,
    });
    expect(values).not.toHaveProperty('ups.output_voltage_volts 3');
  });
});
