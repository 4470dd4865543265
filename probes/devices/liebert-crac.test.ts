import { expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

const LIEBERT = '1.3.6.1.4.1.476.1.42.3';
const DEGREES = `${LIEBERT}.4.1.3.3.1`;
const HUMIDITY = `${LIEBERT}.4.2.2.3.1`;
const system = systemText('1.3.6.1.4.1.476.1.42', 'Uninitialized');

const unit = walkText({
  '1.3.6.1.4.1.476.1.42.2.4.2.1.4': { 1: 'CRV' },
  [`${LIEBERT}.2.2.0`]: 2,
  [`${LIEBERT}.4.3.1.0`]: 2,
  [`${LIEBERT}.4.3.8.0`]: 1,
  [`${LIEBERT}.4.3.9.0`]: 88,
  [`${LIEBERT}.4.3.16.0`]: 70,
  [`${DEGREES}.3`]: { 1: 34, 2: 19, 3: 21 },
  [`${DEGREES}.4`]: { 1: 36 },
  [`${DEGREES}.50`]: { 1: 342, 2: 32_768 },
  [`${DEGREES}.51`]: { 1: 355 },
  [`${DEGREES}.6`]: { 2: 18 },
  [`${HUMIDITY}.3`]: { 1: 44 },
  [`${HUMIDITY}.4`]: { 1: 65 },
}).concat(`
  ${DEGREES}.2.1|6|${LIEBERT}.4.1.1.2
  ${DEGREES}.2.2|6|${LIEBERT}.4.1.1.3
  ${DEGREES}.2.3|6|${LIEBERT}.4.1.1.4
  ${HUMIDITY}.2.1|6|${LIEBERT}.4.2.1.1
  ${LIEBERT}.2.3.1.2.11|6|${LIEBERT}.2.1.7.2
  ${LIEBERT}.2.3.1.2.12|6|${LIEBERT}.2.1.3012.4
`);

it('an air conditioner that is off tells its air with its own limits, and what it complains about', async () => {
  const { profile, values, readings, identity } = await readWalk(system, unit);

  expect(profile.profile).toBe('liebert-crac');
  expect(profile.kind).toBe('air_conditioner');
  expect(profile.manners.bulk).toBe(false);
  expect(identity).toMatchObject({ model: 'CRV', name: 'rack-7' });
  expect(values).toMatchObject({
    'cooling.state': 'off',
    'cooling.general_alarm': 'yes',
    'cooling.alarms': 2,
    'cooling.capacity_percent': 88,
    'cooling.fan_percent': 70,
    // Tenths where they are told, else whole degrees.
    'cooling.return_temperature_celsius': 34.2,
    'cooling.supply_temperature_celsius': 19,
    'cooling.setpoint_celsius': 18,
    'cooling.return_humidity_percent': 44,
    'hardware.temperature_celsius ambient 3': 21,
    'device.alarm High head pressure of compressor 2': 'yes',
    'device.alarm 3012.4': 'yes',
  });
  const limitsOf = (metric: string) => readings.find(({ column }) => column.metric === metric)?.column.limits;
  expect(limitsOf('cooling.return_temperature_celsius')).toEqual({ high: 35.5 });
  expect(limitsOf('cooling.return_humidity_percent')).toEqual({ high: 65 });
  expect(limitsOf('cooling.supply_temperature_celsius')).toBeUndefined();
  // There is no heating in this one.
  expect(values).not.toHaveProperty('cooling.heating_percent');
  expect(values).not.toHaveProperty('ups.output_source');
});

it('one whose card speaks UPS-MIB beside it is an air conditioner all the same', async () => {
  const { profile, values } = await readWalk(
    system,
    unit,
    walkText({ '1.3.6.1.2.1.33.1.2.1.0': 2, '1.3.6.1.2.1.33.1.2.3.0': 52, '1.3.6.1.2.1.33.1.4.1.0': 3 }),
  );

  expect(profile.profile).toBe('liebert-crac');
  expect(values).toMatchObject({ 'ups.runtime_minutes': 52, 'cooling.state': 'off' });
});

it('one whose card has a free table only is read there, in whichever scale there is', async () => {
  const FREE = `${LIEBERT}.9.20.1`;
  const { profile, identity, values } = await readWalk(
    system,
    walkText({
      '1.3.6.1.2.1.1.6.0': 'Uninitialized',
      [`${FREE}.10.1.2.1.4291`]: 'Return Air Temperature',
      [`${FREE}.20.1.2.1.4291`]: '75.2',
      [`${FREE}.30.1.2.1.4291`]: 'deg F',
      [`${FREE}.10.1.2.1.5002`]: 'Supply Air Temperature',
      [`${FREE}.20.1.2.1.5002`]: 'Unavailable',
      [`${FREE}.30.1.2.1.5002`]: 'deg F',
      [`${FREE}.20.1.2.2.5002`]: '17.5',
      [`${FREE}.30.1.2.2.5002`]: 'deg C',
      [`${FREE}.10.1.2.1.5028`]: 'Return Humidity',
      [`${FREE}.20.1.2.1.5028`]: '41.5',
      [`${FREE}.10.1.2.1.5077`]: 'Fan Speed',
      [`${FREE}.20.1.2.1.5077`]: '62',
      [`${FREE}.10.1.2.1.5078`]: 'Something else',
      [`${FREE}.20.1.2.1.5078`]: '12',
    }),
  );

  expect(profile.profile).toBe('liebert-crac');
  expect(identity.location).toBe('');
  expect(values).toEqual({
    'cooling.return_temperature_celsius': 24,
    'cooling.supply_temperature_celsius': 17.5,
    'cooling.return_humidity_percent': 41.5,
    'cooling.fan_percent': 62,
  });
});
