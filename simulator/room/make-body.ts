import type { Body, Part } from '../models/body.ts';
import type { Port } from '../models/interfaces.ts';
import { activityAt, type Flow, PortLife } from '../models/traffic.ts';
import { diceOf } from './dice.ts';

export interface BodyOptions {
  name: string;
  location: string;
  startedMs: number;
  ambientCelsius: (nowMs: number) => number;
  fans?: number;
  supplies?: number;
  /** How much of what it can do it does on average, 0 to 1. */
  busy?: number;
  memory?: number;
}

/** A body without ports; its load follows the day and has a mind of its own besides. */
export function makeBody(options: BodyOptions): Body {
  const {
    name,
    location,
    startedMs,
    ambientCelsius,
    fans = 2,
    supplies = 2,
    busy = 0.25,
    memory = 0.4,
  } = options;
  const phase = diceOf(name, 'phase') * 600_000;
  const own = 0.7 + 0.6 * diceOf(name, 'busy');
  const remembers = memory * (0.8 + 0.4 * diceOf(name, 'memory'));
  return {
    name,
    location,
    serial: `SIM${String(Math.floor(diceOf(name, 'serial') * 1e10)).padStart(10, '0')}`,
    mac: macOf(name, 0),
    startedMs,
    ambientCelsius,
    load(nowMs) {
      const wave = 1 + 0.15 * Math.sin((nowMs + phase) / 41_000) + 0.08 * Math.sin((nowMs + phase) / 9_700);
      return Math.min(1, busy * own * activityAt(nowMs) * wave);
    },
    memory: (nowMs) => Math.min(0.98, remembers + 0.02 * Math.sin((nowMs + phase) / 300_000)),
    fans: makeParts('Fan', fans),
    supplies: makeParts('Power', supplies),
    ports: [],
    optics: [],
    neighbours: [],
  };
}

export function makeParts(kind: string, count: number): Part[] {
  return Array.from({ length: count }, (_, at) => ({ name: `${kind} ${at + 1}`, ok: true, present: true }));
}

export interface PortsOptions {
  names: readonly string[];
  mbps: number;
  type?: number;
  firstIndex?: number;
}

/** Ports, of which some carry little, some are down, and some are shut: cables that are drawn later take them up. */
export function addPorts(body: Body, { names, mbps, type = 6, firstIndex }: PortsOptions): Port[] {
  const from = firstIndex ?? (body.ports.at(-1)?.index ?? 0) + 1;
  const ports = names.map((name, at): Port => {
    const dice = diceOf(body.name, name);
    return {
      index: from + at,
      name,
      alias: '',
      type,
      mbps,
      mac: macOf(body.name, from + at),
      shut: dice > 0.93,
      life: new PortLife(flowOf(body.name, name, mbps), body.startedMs, dice < 0.6),
    };
  });
  body.ports.push(...ports);
  return ports;
}

/** A port whose cable is drawn: up, open, and with a name for people. */
export function usePort(port: Port, alias: string, startedMs: number): Port {
  port.shut = false;
  port.alias = alias;
  port.life.setUp(true, startedMs);
  return port;
}

function flowOf(device: string, port: string, mbps: number): Flow {
  const bytes = mbps * 125_000 * (0.004 + 0.05 * diceOf(device, port, 'flow') ** 2);
  return {
    bytesInPerSecond: bytes,
    bytesOutPerSecond: bytes * (0.5 + 2 * diceOf(device, port, 'out')),
    packetBytes: 300 + Math.floor(700 * diceOf(device, port, 'size')),
    errorsPerDay: diceOf(device, port, 'errors') > 0.95 ? 6 : 0,
    discardsPerDay: diceOf(device, port, 'discards') > 0.9 ? 30 : 0,
  };
}

/** Locally administered addresses, so that none is anybody's. */
function macOf(name: string, port: number): Uint8Array {
  const own = Math.floor(diceOf(name, 'mac') * 0x100_0000);
  return Uint8Array.of(2, own >> 16, (own >> 8) & 0xff, own & 0xff, port >> 8, port & 0xff);
}
