/** A device that fills units of a rack. */
export interface Standing {
  id: string;
  name: string;
  rackUnit: number;
  rackUnits: number;
}

/** What fills a stretch of a rack; several devices there contradict each other. */
export interface Slot<Device extends Standing> {
  /** Lowest and highest unit. */
  from: number;
  to: number;
  devices: Device[];
}

/** A rack from the front. */
export interface Elevation<Device extends Standing> {
  units: number;
  /** From above. */
  slots: Slot<Device>[];
  /** Devices of which nobody said the unit. */
  loose: Device[];
  freeUnits: number;
  /** The longest stretch that is free. */
  longestFree: number;
}

/** A device without a height is drawn as one unit. */
export function heightOf({ rackUnits }: Pick<Standing, 'rackUnits'>): number {
  return Math.max(1, rackUnits);
}

/** What stands where in a rack; one that is higher than was thought grows with what is in it. */
export function elevationOf<Device extends Standing>(
  rackUnits: number,
  devices: readonly Device[],
): Elevation<Device> {
  const placed = devices
    .filter(({ rackUnit }) => rackUnit > 0)
    .sort((a, b) => a.rackUnit - b.rackUnit || (a.name < b.name ? -1 : 1));
  const slots: Slot<Device>[] = [];
  for (const device of placed) {
    const to = device.rackUnit + heightOf(device) - 1;
    const last = slots[slots.length - 1];
    if (last && device.rackUnit <= last.to) {
      last.devices.push(device);
      last.to = Math.max(last.to, to);
    } else slots.push({ from: device.rackUnit, to, devices: [device] });
  }
  const units = Math.max(rackUnits, 1, ...slots.map(({ to }) => to));
  let freeUnits = units;
  let longestFree = 0;
  let next = 1;
  for (const { from, to } of [...slots, { from: units + 1, to: units }]) {
    longestFree = Math.max(longestFree, from - next);
    freeUnits -= to - from + 1;
    next = to + 1;
  }
  return {
    units,
    slots: slots.reverse(),
    loose: devices.filter(({ rackUnit }) => rackUnit === 0),
    freeUnits,
    longestFree,
  };
}

/** Whether a device of that height may stand with its lowest unit there. */
export function fitsAt(
  rackUnits: number,
  devices: readonly Standing[],
  device: Standing,
  unit: number,
): boolean {
  const to = unit + heightOf(device) - 1;
  if (unit < 1 || to > rackUnits) return false;
  return devices.every(
    (other) =>
      other.id === device.id ||
      other.rackUnit === 0 ||
      to < other.rackUnit ||
      unit > other.rackUnit + heightOf(other) - 1,
  );
}
