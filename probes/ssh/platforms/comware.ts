import { parseCpu } from './comware/parse-cpu.ts';
import { parseDevice } from './comware/parse-device.ts';
import { parseEnvironment } from './comware/parse-environment.ts';
import { parseInterfaces } from './comware/parse-interfaces.ts';
import { parseManufacture } from './comware/parse-manufacture.ts';
import { parseMemory } from './comware/parse-memory.ts';
import { parseNeighbourList } from './comware/parse-neighbour-list.ts';
import { parseParts } from './comware/parse-parts.ts';
import { parseVersion } from './comware/parse-version.ts';
import {
  describeCpu,
  describeMemory,
  describeParts,
  describePorts,
  describeTemperatures,
} from './describe.ts';
import { type Platform, RARELY_MS, SELDOM_MS, type Step } from './platform.ts';
import { parseNeighbours } from './text/parse-neighbours.ts';

/** H3C and HPE switches, routers and firewalls with Comware 5 or 7. */
export const comware: Platform = {
  name: 'comware',
  prepare: ['pagingOff'],
  identify: { command: 'version', read: parseVersion },
  owns: (text) => /Comware/i.test(text),
  configuration: 'configuration',
  kindOf({ model = '' }) {
    if (/SecPath|SecBlade|firewall|^F\d|^vFW|^NS-/i.test(model)) return 'firewall';
    return /^(?:MSR|SR|CR|ICG|ER)\d/i.test(model) ? 'router' : 'switch';
  },
  steps: () => steps,
};

const steps: readonly Step[] = [
  { command: 'cpu', everyMs: 0, read: (text) => describeCpu(parseCpu(text)) },
  { command: 'memory', everyMs: 0, read: (text) => describeMemory(parseMemory(text)) },
  { command: 'fan', everyMs: 0, read: (text) => describeParts(parseParts(text, 'fan')) },
  { command: 'power', everyMs: 0, read: (text) => describeParts(parseParts(text, 'power')) },
  { command: 'environment', everyMs: 0, read: (text) => describeTemperatures(parseEnvironment(text)) },
  { command: 'device', everyMs: 0, read: (text) => describeParts(parseDevice(text)) },
  {
    command: 'interfaces',
    instead: ['interfacesOld'],
    everyMs: 0,
    read: (text) => describePorts(parseInterfaces(text)),
  },
  { command: 'manufacture', everyMs: RARELY_MS, read: (text) => ({ facts: parseManufacture(text) }) },
  {
    command: 'neighbourList',
    instead: ['neighbours'],
    everyMs: SELDOM_MS,
    read: (text) => ({ neighbours: [...parseNeighbourList(text), ...parseNeighbours(text)] }),
  },
];
