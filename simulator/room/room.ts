/*
 * The state of a machine room and how it changes with time. Everything that devices tell is worked out from it when
 * they are asked, so that it hangs together: what servers draw loads the UPS and warms the air, and what lies behind a
 * dead switch is silent.
 */
import { newInside } from '../inside/inside.ts';
import { activityAt } from '../models/traffic.ts';
import type { Air } from './air.ts';
import type { Link, RoomDevice, RoomTrap } from './room-device.ts';
import { upsTraps } from './ups-traps.ts';
import type { UpsUnit } from './ups-unit.ts';

/** Longer spans are worked out in steps of this. */
const stepMs = 1_000;
const shortestMs = 100;
/** After a longer pause, such as a machine that slept, nothing of it is made up. */
const longestMs = 600_000;
/** Lamps, people, and what nobody watches. */
const otherHeatWatts = 13_000;
const mostTraps = 1_000;

export interface RoomParts {
  devices: RoomDevice[];
  links: Link[];
  units: UpsUnit[];
  air: Air;
}

export class Room {
  readonly devices: readonly RoomDevice[];
  readonly links: readonly Link[];
  readonly units: readonly UpsUnit[];
  readonly air: Air;
  /** Set by incidents. */
  isMainsOut = false;
  hasWater = false;
  /** What runs inside the machines. */
  readonly inside = newInside();
  #nowMs: number;
  #traps: RoomTrap[] = [];
  #linksUp = new Map<Link, boolean>();
  #modes = new Map<UpsUnit, { mode: string; toldMs: number }>();
  readonly #byName: ReadonlyMap<string, RoomDevice>;

  constructor({ devices, links, units, air }: RoomParts, nowMs: number) {
    this.devices = devices;
    this.links = links;
    this.units = units;
    this.air = air;
    this.#byName = new Map(devices.map((device) => [device.name, device]));
    this.#nowMs = nowMs;
    this.#feedUnits(0);
    for (const link of links) this.#linksUp.set(link, true);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** A device by its name, which must be there. */
  device(name: string): RoomDevice {
    const device = this.#byName.get(name);
    if (!device) throw new Error(`There is no ${name} in the room.`);
    return device;
  }

  unit(name: string): UpsUnit {
    const unit = this.units.find(({ rating }) => rating.name === name);
    if (!unit) throw new Error(`There is no UPS ${name} in the room.`);
    return unit;
  }

  /** Time passes. Asking for a moment that is past, or hardly later, changes nothing. */
  advance(nowMs: number): void {
    if (nowMs - this.#nowMs < shortestMs) return;
    if (nowMs - this.#nowMs > longestMs) this.#nowMs = nowMs - longestMs;
    while (this.#nowMs < nowMs) {
      const seconds = Math.min(stepMs, nowMs - this.#nowMs) / 1_000;
      this.#nowMs += seconds * 1_000;
      this.#feedUnits(seconds);
      this.air.advance(seconds, this.heatWatts(this.#nowMs));
    }
    this.#followLinks(nowMs);
    this.#followUnits(nowMs);
  }

  /** What all that stands in the room turns into heat. */
  heatWatts(nowMs: number): number {
    return this.devices.reduce((sum, device) => {
      return device.isElsewhere || !this.hasPower(device) ? sum : sum + device.watts(nowMs);
    }, otherHeatWatts);
  }

  hasPower({ feeds, isElsewhere }: RoomDevice): boolean {
    if (isElsewhere) return true;
    return feeds.length === 0 ? !this.isMainsOut : feeds.some((unit) => unit.hasOutput);
  }

  /** Whether it works, reachable or not. */
  isAlive(device: RoomDevice): boolean {
    return !device.isDead && this.#nowMs >= device.startsUntilMs && this.hasPower(device);
  }

  /** Whether somebody in the core can ask it. */
  isReachable(device: RoomDevice): boolean {
    if (!this.isAlive(device)) return false;
    return (
      device.uplinks.length === 0 ||
      device.uplinks.some((link) => !link.isCut && this.isReachable(link.upper))
    );
  }

  /** Remembers a notification until `takeTraps`; what nobody takes is forgotten, the oldest first. */
  tell(trap: RoomTrap): void {
    this.#traps.push(trap);
    if (this.#traps.length > mostTraps) this.#traps.shift();
  }

  /** Notifications since the last time, of devices that can still send. */
  takeTraps(): RoomTrap[] {
    return this.#traps.splice(0).filter(({ device }) => this.isReachable(device));
  }

  #feedUnits(seconds: number): void {
    const volts = this.isMainsOut
      ? 0
      : 228 + 3 * Math.sin(this.#nowMs / 37_000) + 2 * activityAt(this.#nowMs);
    const loads = new Map(this.units.map((unit) => [unit, 0]));
    for (const device of this.devices) {
      const live = device.feeds.filter((unit) => unit.hasOutput);
      for (const unit of live) loads.set(unit, loads.get(unit)! + device.watts(this.#nowMs) / live.length);
    }
    for (const unit of this.units) unit.advance(seconds, volts, loads.get(unit)!);
  }

  /** Ports at both ends follow the cable, and switches tell of it. */
  #followLinks(nowMs: number): void {
    for (const link of this.links) {
      const up = !link.isCut && this.isAlive(link.lower) && this.isAlive(link.upper);
      if (up === this.#linksUp.get(link)) continue;
      this.#linksUp.set(link, up);
      for (const [device, port] of [
        [link.lower, link.lowerPort],
        [link.upper, link.upperPort],
      ] as const) {
        if (!port) continue;
        port.life.setUp(up, nowMs);
        if (device.kind !== 'switch') continue;
        this.tell({
          device,
          oid: `1.3.6.1.6.3.1.1.5.${up ? 4 : 3}`,
          objects: [
            { oid: `1.3.6.1.2.1.2.2.1.1.${port.index}`, type: 'integer', value: port.index },
            { oid: `1.3.6.1.2.1.2.2.1.7.${port.index}`, type: 'integer', value: port.shut ? 2 : 1 },
            { oid: `1.3.6.1.2.1.2.2.1.8.${port.index}`, type: 'integer', value: up ? 1 : 2 },
          ],
        });
      }
    }
  }

  #followUnits(nowMs: number): void {
    for (const unit of this.units) {
      const before = this.#modes.get(unit) ?? { mode: 'normal', toldMs: 0 };
      const isRepeat =
        unit.mode === 'battery' && before.mode === 'battery' && nowMs - before.toldMs >= 60_000;
      if (unit.mode === before.mode && !isRepeat) continue;
      this.#modes.set(unit, { mode: unit.mode, toldMs: nowMs });
      const device = this.device(unit.rating.name);
      for (const trap of upsTraps(device, unit, before.mode, isRepeat)) this.tell(trap);
    }
  }
}
