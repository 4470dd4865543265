import { liebertCooling } from '../models/liebert.ts';
import { emersonUps, rfc1628Ups, type UpsFacts, xppcUps } from '../models/ups.ts';
import type { CoolingRating } from './air.ts';
import type { Builder } from './build-room.ts';
import { connect, freePort } from './cables.ts';
import type { RoomRegisters } from './room-device.ts';
import type { UpsRating } from './ups-unit.ts';

export const upsRatings: readonly UpsRating[] = [
  { name: 'ups-90k', watts: 81_000, batteryWattHours: 3_700, batteryVolts: 384 },
  { name: 'ups-60k', watts: 54_000, batteryWattHours: 3_200, batteryVolts: 360 },
  { name: 'ups-15k-1', watts: 13_500, batteryWattHours: 900, batteryVolts: 240 },
  { name: 'ups-15k-2', watts: 13_500, batteryWattHours: 800, batteryVolts: 240 },
  { name: 'ups-3k', watts: 2_700, batteryWattHours: 380, batteryVolts: 72 },
];

export const coolingRatings: readonly CoolingRating[] = [
  { name: 'crac-1', watts: 35_000, setpointCelsius: 23 },
  { name: 'crac-2', watts: 35_000, setpointCelsius: 23 },
];

/** Which card each UPS has; the words in brackets say which tree it answers. */
const cards: Readonly<Record<string, { title: string; model: string; phases: 1 | 3 }>> = {
  'ups-90k': { title: 'Santak 3C3 90K (RFC 1628)', model: '3C3-90KS', phases: 3 },
  'ups-60k': { title: 'Emerson UL33 60K (13400)', model: 'UL33-0600L', phases: 3 },
  'ups-15k-1': { title: 'Santak 3C15KS (935)', model: '3C15KS', phases: 1 },
  'ups-15k-2': { title: 'Santak 3C15KS (935)', model: '3C15KS', phases: 1 },
  'ups-3k': { title: 'Santak C3K (RFC 1628)', model: 'C3K', phases: 1 },
};

/** Power, cooling, and the sensors of the room. */
export function addFacility(builder: Builder): void {
  for (const { name } of upsRatings) addUps(builder, name);
  for (const { name } of coolingRatings) addCooling(builder, name);
  sensorPlaces.forEach((place, at) => {
    addSensor(builder, place, at + 1);
  });
}

function addUps(builder: Builder, name: string): void {
  const { title, ...facts } = cards[name]!;
  const device = builder.add({
    name,
    kind: 'ups',
    title,
    rack: 'power room',
    watts: () => 0,
    feeds: [builder.unit(name)],
  });
  plug(builder, device, 'acc-01');
  const { air } = builder;
  const unit = builder.unit(name);
  const at = () => unit.figures(air.celsius);
  const make = (facts: UpsFacts) => {
    if (title.includes('935')) {
      return xppcUps(device.body, at, facts, () => ({ celsius: air.celsius, humidity: air.humidity }));
    }
    return title.includes('13400') ? emersonUps(device.body, at, facts) : rfc1628Ups(device.body, at, facts);
  };
  builder.tells(device, () => make(facts));
}

function addCooling(builder: Builder, name: string): void {
  const { air } = builder;
  const unit = air.units.find(({ rating }) => rating.name === name)!;
  const title = 'Liebert CRV35RA';
  // It stands on mains that a generator keeps up; its card lives on the small UPS.
  const feeds = [builder.unit('ups-3k')];
  const device = builder.add({ name, kind: 'air_conditioner', title, rack: 'wall', watts: () => 0, feeds });
  plug(builder, device, 'acc-02');
  builder.tells(device, () => liebertCooling(device.body, () => unit.figures(air), title), false);
}

/** Where sensors hang, and how much warmer it is there than on average. */
const sensorPlaces = [
  { name: 'sensor-cold-aisle-1', above: -1.5 },
  { name: 'sensor-cold-aisle-2', above: -1.2 },
  { name: 'sensor-hot-aisle-1', above: 7.5 },
  { name: 'sensor-hot-aisle-2', above: 8.4 },
  { name: 'sensor-power-room', above: 1.8 },
  { name: 'sensor-under-floor', above: -3 },
] as const;

function addSensor(builder: Builder, { name, above }: (typeof sensorPlaces)[number], number: number): void {
  const device = builder.add({
    name,
    kind: 'sensor',
    title: 'Modbus gateway for temperature and humidity',
    rack: name.replace('sensor-', ''),
    watts: () => 2,
    feeds: [builder.unit('ups-3k')],
  });
  plug(builder, device, 'acc-05');
  const { air } = builder;
  const celsius = (nowMs: number) => air.celsius + above + 0.2 * Math.sin(nowMs / 31_000 + number);
  const humidity = (nowMs: number) => air.humidity - above + 0.5 * Math.sin(nowMs / 47_000 + number);
  device.modbus = climateRegisters(celsius, humidity);
}

/** The map that transmitters of this kind share: humidity, then temperature, in tenths. */
function climateRegisters(
  celsius: (nowMs: number) => number,
  humidity: (nowMs: number) => number,
): RoomRegisters {
  const register = (address: number, nowMs: number) => {
    if (address === 0) return Math.round(humidity(nowMs) * 10);
    if (address === 1) return Math.round(celsius(nowMs) * 10) & 0xffff;
    return undefined;
  };
  return { holding: register, input: register, coil: (address) => (address < 3 ? false : undefined) };
}

/** Into the next free port of an access switch. */
export function plug(builder: Builder, device: Parameters<typeof connect>[1][0], into: string): void {
  const upper = builder.devices.find(({ name }) => name === into)!;
  connect(builder.links, [device, device.body.ports[0]], [upper, freePort(upper)], { lldp: false });
}
