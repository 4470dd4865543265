/** One process of a `top_processes` record. */
export interface TopProcess {
  pid: number;
  name: string;
  user: string;
  command: string;
  /** Share of one processor. */
  cpuPercent: number;
  memoryBytes: number;
}

/** The two lists of a `top_processes` record; undefined when the record is of a form that we do not know. */
export function readTopProcesses(data: unknown): { cpu: TopProcess[]; memory: TopProcess[] } | undefined {
  if (!isObject(data) || !Array.isArray(data.byCpu) || !Array.isArray(data.byMemory)) return undefined;
  return {
    cpu: data.byCpu.filter(isObject).map(readProcess),
    memory: data.byMemory.filter(isObject).map(readProcess),
  };
}

function readProcess(data: Record<string, unknown>): TopProcess {
  return {
    pid: number(data.pid),
    name: text(data.name),
    user: text(data.user),
    command: text(data.command),
    cpuPercent: number(data.cpuPercent),
    memoryBytes: number(data.memoryBytes),
  };
}

/** What an `inventory` record tells, in the order in which it is shown; what is not known is left out. */
export interface InventoryFacts {
  hostname: string;
  manufacturer: string;
  model: string;
  serial: string;
  virtual: boolean | null;
  os: string;
  kernel: string;
  architecture: string;
  firmware: string;
  processor: string;
  cores: number;
  threads: number;
  memoryBytes: number;
  disks: { name: string; model: string; type: string; bytes: number }[];
  interfaces: { name: string; mac: string; addresses: string[] }[];
}

/** Reads an `inventory` record; fields that are missing are empty, so that an older agent's is shown too. */
export function readInventory(data: unknown): InventoryFacts {
  const all = object(data);
  const machine = object(all.machine);
  const os = object(all.os);
  const firmware = object(all.firmware);
  const processor = object(all.processor);
  return {
    hostname: text(all.hostname),
    manufacturer: text(machine.manufacturer),
    model: text(machine.model),
    serial: text(machine.serial),
    virtual: typeof machine.virtual === 'boolean' ? machine.virtual : null,
    os: [text(os.name), text(os.version)].filter(Boolean).join(' '),
    kernel: text(os.kernel),
    architecture: text(os.architecture),
    firmware: [text(firmware.vendor), text(firmware.version), text(firmware.date)].filter(Boolean).join(' '),
    processor: text(processor.model),
    cores: number(processor.cores),
    threads: number(processor.threads),
    memoryBytes: number(object(all.memory).totalBytes),
    disks: list(all.disks).map((disk) => ({
      name: text(disk.name),
      model: text(disk.model),
      type: text(disk.type),
      bytes: number(disk.bytes),
    })),
    interfaces: list(all.interfaces).map((each) => ({
      name: text(each.name),
      mac: text(each.mac),
      addresses: [text(each.ipv4), text(each.ipv6)].filter(Boolean),
    })),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
