import { hostname } from 'node:os';
import type { Systeminformation } from 'systeminformation';
import type { Probe, ProbeOptions, ProbeType } from '#probes/probe.ts';
import { InventoryConfig } from './config.ts';

/** What this machine is; nothing in it changes while it only runs, so that a change is an event. */
export interface Inventory {
  hostname: string;
  os: { platform: string; name: string; version: string; kernel: string; architecture: string };
  machine: { manufacturer: string; model: string; serial: string; uuid: string; virtual: boolean };
  firmware: { vendor: string; version: string; date: string };
  processor: { model: string; sockets: number; cores: number; threads: number };
  memory: {
    totalBytes: number;
    modules: { slot: string; bytes: number; type: string; maker: string; serial: string }[];
  };
  disks: { name: string; model: string; serial: string; bytes: number; type: string; bus: string }[];
  interfaces: { name: string; mac: string; ipv4: string; ipv6: string; virtual: boolean }[];
  runtime: { node: string };
}

/** What the machine is: model, serial number, system, processors, memory, disks, addresses. */
export const inventory: ProbeType<InventoryConfig> = {
  name: 'inventory',
  config: InventoryConfig,
  metrics: [],
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 3_600_000 },
  timeoutMs: 60_000,
  create: createInventory,
};

function createInventory(_config: InventoryConfig, { askApart }: ProbeOptions): Probe {
  return {
    async collect(signal) {
      const answer = askApart ? await askApart('inventory', signal) : await askInventory();
      const { data, skipped } = answer as InventoryAnswer;
      return { readings: [], facts: [{ kind: 'inventory', key: '', data }], skipped };
    },
    async close() {},
  };
}

/** The inventory, and what of it could not be had. */
export interface InventoryAnswer {
  data: Inventory;
  skipped: { what: string; why: string }[];
}

/** Asks the system; starts programs, and loads a large library for it. */
export async function askInventory(): Promise<InventoryAnswer> {
  const module = await import('systeminformation');
  const si = module.default ?? module;
  const skipped: InventoryAnswer['skipped'] = [];
  const ask = async <T>(what: string, question: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await question();
    } catch (error) {
      skipped.push({ what, why: (error as Error).message });
      return undefined;
    }
  };
  const data = describe({
    os: await ask('os', () => si.osInfo()),
    system: await ask('machine', () => si.system()),
    bios: await ask('firmware', () => si.bios()),
    cpu: await ask('processor', () => si.cpu()),
    memory: await ask('memory', () => si.mem()),
    modules: await ask('memory modules', () => si.memLayout()),
    disks: await ask('disks', () => si.diskLayout()),
    interfaces: await ask('interfaces', () => si.networkInterfaces()),
  });
  return { data, skipped };
}

interface Answers {
  os: Systeminformation.OsData | undefined;
  system: Systeminformation.SystemData | undefined;
  bios: Systeminformation.BiosData | undefined;
  cpu: Systeminformation.CpuData | undefined;
  memory: Systeminformation.MemData | undefined;
  modules: Systeminformation.MemLayoutData[] | undefined;
  disks: Systeminformation.DiskLayoutData[] | undefined;
  interfaces: Systeminformation.NetworkInterfacesData | Systeminformation.NetworkInterfacesData[] | undefined;
}

function describe({ os, system, bios, cpu, memory, modules, disks, interfaces }: Answers): Inventory {
  return {
    hostname: hostname(),
    os: {
      platform: process.platform,
      name: text(os?.distro),
      version: text(os?.release),
      kernel: text(os?.kernel),
      architecture: process.arch,
    },
    machine: {
      manufacturer: text(system?.manufacturer),
      model: text(system?.model),
      serial: text(system?.serial),
      uuid: text(system?.uuid),
      virtual: system?.virtual ?? false,
    },
    firmware: { vendor: text(bios?.vendor), version: text(bios?.version), date: text(bios?.releaseDate) },
    processor: {
      model: text(`${text(cpu?.manufacturer)} ${text(cpu?.brand)}`),
      sockets: cpu?.processors ?? 0,
      cores: cpu?.physicalCores ?? 0,
      threads: cpu?.cores ?? 0,
    },
    memory: {
      totalBytes: memory?.total ?? 0,
      modules: (modules ?? []).map((module) => ({
        slot: text(module.bank),
        bytes: module.size,
        type: text(module.type),
        maker: text(module.manufacturer ?? undefined),
        serial: text(module.serialNum ?? undefined),
      })),
    },
    disks: (disks ?? []).map((disk) => ({
      name: text(disk.device),
      model: text(disk.name),
      serial: text(disk.serialNum),
      bytes: disk.size,
      type: text(disk.type),
      bus: text(disk.interfaceType),
    })),
    interfaces: [interfaces ?? []]
      .flat()
      .filter((one) => !one.internal && !isShortLived(one.iface))
      .map((one) => ({
        name: one.iface,
        mac: text(one.mac),
        ipv4: text(one.ip4),
        ipv6: text(one.ip6),
        virtual: one.virtual,
      })),
    runtime: { node: process.version },
  };
}

/** Ends of containers' cables come and go with them. */
function isShortLived(name: string): boolean {
  return /^(?:veth|cali|lxc|tap|vnet)/.test(name);
}

/** Placeholders that vendors leave in are no fact. */
function text(value: string | undefined): string {
  const trimmed = (value ?? '').trim();
  return /^(?:-|unknown|not specified|default string|to be filled by o\.?e\.?m\.?|none|n\/a)$/i.test(trimmed)
    ? ''
    : trimmed;
}
