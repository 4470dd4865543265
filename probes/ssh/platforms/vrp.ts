import {
  describeCpu,
  describeMemory,
  describeParts,
  describePorts,
  describeTemperatures,
  type Part,
  together,
} from './describe.ts';
import { type Platform, RARELY_MS, SELDOM_MS, type Step } from './platform.ts';
import { parseNeighbours } from './text/parse-neighbours.ts';
import { parseCpu } from './vrp/parse-cpu.ts';
import { parseDevice } from './vrp/parse-device.ts';
import { parseFan } from './vrp/parse-fan.ts';
import { parseInterfaces } from './vrp/parse-interfaces.ts';
import { parseManufacture, parseSerial } from './vrp/parse-manufacture.ts';
import { parseMemory } from './vrp/parse-memory.ts';
import { parseNeighbourList } from './vrp/parse-neighbour-list.ts';
import { parsePower } from './vrp/parse-power.ts';
import { parseTemperature } from './vrp/parse-temperature.ts';
import { parseVersion } from './vrp/parse-version.ts';

/** Huawei switches, routers and firewalls with VRP 5, VRP 8 or YunShan. */
export const vrp: Platform = {
  name: 'vrp',
  prepare: ['pagingOff'],
  identify: { command: 'version', read: parseVersion },
  owns: (text) => /\bVRP\b|Versatile Routing Platform|YunShan/i.test(text),
  configuration: 'configuration',
  kindOf({ model = '' }) {
    if (/^(?:USG|NIP|IPS|Eudemon|AntiDDoS|ASG)/i.test(model)) return 'firewall';
    return /^(?:AR|NE|ME|ATN|CX|SRG|NetEngine)\d*/i.test(model) ? 'router' : 'switch';
  },
  steps,
};

function steps(): Step[] {
  /** Parts that have a command of their own, which some releases lack. */
  const told = new Set<Part['type']>();
  const read = (parts: readonly Part[]) => {
    for (const { type } of parts) told.add(type);
    return describeParts(parts);
  };
  return [
    { command: 'cpu', instead: ['cpuNew'], everyMs: 0, read: (text) => describeCpu(parseCpu(text)) },
    {
      command: 'memory',
      instead: ['memoryNew'],
      everyMs: 0,
      read: (text) => describeMemory(parseMemory(text)),
    },
    { command: 'fan', everyMs: 0, read: (text) => read(parseFan(text)) },
    { command: 'power', everyMs: 0, read: (text) => read(parsePower(text)) },
    {
      command: 'temperature',
      instead: ['temperatureNew', 'temperatureOld'],
      everyMs: 0,
      read(text) {
        const { temperatures, parts } = parseTemperature(text);
        return together(describeTemperatures(temperatures), describeParts(parts));
      },
    },
    {
      command: 'device',
      everyMs: 0,
      read: (text) => describeParts(parseDevice(text).filter(({ type }) => !told.has(type))),
    },
    { command: 'interfaces', everyMs: 0, read: (text) => describePorts(parseInterfaces(text)) },
    {
      command: 'manufacture',
      instead: ['serial'],
      everyMs: RARELY_MS,
      read: (text) => ({ facts: { ...parseSerial(text), ...parseManufacture(text) } }),
    },
    {
      command: 'neighbours',
      instead: ['neighbourList'],
      everyMs: SELDOM_MS,
      read: (text) => ({ neighbours: [...parseNeighbours(text), ...parseNeighbourList(text)] }),
    },
  ];
}
