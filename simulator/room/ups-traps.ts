import type { RoomDevice, RoomTrap } from './room-device.ts';
import type { UpsUnit } from './ups-unit.ts';

const rfc = '1.3.6.1.2.1.33';

/** What the card of a UPS sends when its mode changes, and each minute on battery. Emerson cards send nothing. */
export function upsTraps(device: RoomDevice, unit: UpsUnit, before: string, isRepeat: boolean): RoomTrap[] {
  const { runtimeMinutes, secondsOnBattery } = unit.figures(0);
  if (device.title.includes('935')) {
    if (isRepeat) return [];
    if (unit.mode === 'battery') return [{ device, oid: '1.3.6.1.4.1.935.0.5', objects: [] }];
    return before === 'battery' ? [{ device, oid: '1.3.6.1.4.1.935.0.9', objects: [] }] : [];
  }
  if (!device.title.includes('RFC 1628')) return [];
  const alarm = [
    { oid: `${rfc}.1.6.2.1.1.2`, type: 'integer' as const, value: 2 },
    { oid: `${rfc}.1.6.2.1.2.2`, type: 'oid' as const, value: `${rfc}.1.6.3.2` },
  ];
  if (unit.mode === 'battery') {
    const onBattery: RoomTrap = {
      device,
      oid: `${rfc}.2.1`,
      objects: [
        { oid: `${rfc}.1.2.3.0`, type: 'integer', value: Math.floor(runtimeMinutes) },
        { oid: `${rfc}.1.2.2.0`, type: 'integer', value: Math.floor(secondsOnBattery) },
      ],
    };
    return isRepeat ? [onBattery] : [onBattery, { device, oid: `${rfc}.2.3`, objects: alarm }];
  }
  return before === 'battery' ? [{ device, oid: `${rfc}.2.4`, objects: alarm }] : [];
}
