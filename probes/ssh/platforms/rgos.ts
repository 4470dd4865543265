import {
  describeCpu,
  describeMemory,
  describeParts,
  describePorts,
  describeTemperatures,
} from './describe.ts';
import { type Platform, SELDOM_MS, type Step } from './platform.ts';
import { parseCpu } from './rgos/parse-cpu.ts';
import { parseInterfaces } from './rgos/parse-interfaces.ts';
import { parseMemory } from './rgos/parse-memory.ts';
import { parseFan, parsePower } from './rgos/parse-parts.ts';
import { parseTemperature } from './rgos/parse-temperature.ts';
import { parseVersion } from './rgos/parse-version.ts';
import { parseNeighbours } from './text/parse-neighbours.ts';

/** Ruijie switches, routers and firewalls with RGOS. */
export const rgos: Platform = {
  name: 'rgos',
  prepare: ['pagingOff', 'width'],
  identify: { command: 'version', read: parseVersion },
  owns: (text) => /RGOS|Ruijie/i.test(text),
  configuration: 'configuration',
  kindOf({ model = '' }) {
    if (/WALL|^(?:RG-)?(?:EG|Z-S|IDP)/i.test(model)) return 'firewall';
    return /RSR|^(?:RG-)?(?:NBR|NPE)/i.test(model) ? 'router' : 'switch';
  },
  steps: () => steps,
};

const steps: readonly Step[] = [
  { command: 'cpu', everyMs: 0, read: (text) => describeCpu(parseCpu(text)) },
  { command: 'memory', everyMs: 0, read: (text) => describeMemory(parseMemory(text)) },
  { command: 'fan', everyMs: 0, read: (text) => describeParts(parseFan(text)) },
  { command: 'power', everyMs: 0, read: (text) => describeParts(parsePower(text)) },
  { command: 'temperature', everyMs: 0, read: (text) => describeTemperatures(parseTemperature(text)) },
  {
    command: 'interfaces',
    instead: ['interfacesOld'],
    everyMs: 0,
    read: (text) => describePorts(parseInterfaces(text)),
  },
  { command: 'neighbours', everyMs: SELDOM_MS, read: (text) => ({ neighbours: parseNeighbours(text) }) },
];
