import type { DeviceLimits } from '#protocol/device-limits.ts';
import { type Findings, type Ignored, type Sample, sample, wordOf } from './findings.ts';
import { codeOfState, readState } from './text/part-state.ts';

/** Load of the processor of a board; no board: the device tells one figure. */
export interface CpuLoad {
  board: string;
  percent: number;
}

/** Memory of a board, or of the device. */
export interface MemoryUse {
  board: string;
  percent: number;
  totalBytes?: number;
  usedBytes?: number;
}

/** A fan, supply or board, with the words that the device has for its condition. */
export interface Part {
  type: 'fan' | 'power' | 'board' | 'temperature';
  name: string;
  /** Several words where a device tells several, such as `Present` and `Normal`: the worst counts. */
  states: readonly string[];
  watts?: number;
  percent?: number;
  rpm?: number;
  volts?: number;
  amps?: number;
}

/** A place where a temperature is measured. */
export interface Temperature {
  sensor: string;
  celsius: number;
  limits?: DeviceLimits;
}

/** A port as a table of ports shows it. */
export interface Port {
  name: string;
  alias: string;
  state: 'up' | 'down' | 'disabled' | 'other';
  /** NaN where the table has a column for it that tells nothing for this port: the series stays. */
  mbits?: number;
  errorsIn?: number;
  errorsOut?: number;
}

/** Where a device tells one figure it is that of the whole. */
export function describeCpu(loads: readonly CpuLoad[]): Findings {
  const isOne = loads.length === 1;
  return {
    samples: loads.flatMap(({ board, percent }) =>
      sample('cpu.usage_active', [isOne || board === '' ? 'cpu-total' : board], percent),
    ),
  };
}

export function describeMemory(uses: readonly MemoryUse[]): Findings {
  const isOne = uses.length === 1;
  return {
    samples: uses.flatMap(({ board, percent, totalBytes, usedBytes }) => {
      const labels = [isOne ? '' : board];
      return [
        ...sample('mem.used_percent', labels, percent),
        ...sample('mem.total', labels, totalBytes),
        ...sample('mem.used', labels, usedBytes),
      ];
    }),
  };
}

/** Parts that are not there have no series, and are named among what was left out. */
export function describeParts(parts: readonly Part[]): Findings {
  const samples: Sample[] = [];
  const ignored: Ignored[] = [];
  for (const part of parts) {
    const state = readState(part.states);
    if (state === 'absent') {
      ignored.push({ what: part.name, why: 'not there', isNormal: true });
      continue;
    }
    const supply = part.type === 'power';
    samples.push(
      ...sample('hardware.state', [part.type, part.name], codeOfState(state)),
      ...sample('hardware.power_watts', [part.type, part.name], supply ? part.watts : undefined),
      ...sample('hardware.voltage_volts', [part.name], part.volts),
      ...sample('hardware.current_amps', [part.name], part.amps),
      ...sample('hardware.fan_percent', [part.name], part.percent),
      ...sample('hardware.fan_rpm', [part.name], part.rpm),
    );
  }
  return { samples, ignored };
}

export function describeTemperatures(temperatures: readonly Temperature[]): Findings {
  return {
    samples: temperatures.flatMap(({ sensor, celsius, limits }) =>
      sample('hardware.temperature_celsius', [sensor], celsius, limits),
    ),
  };
}

const LINK_CODES = { up: 0, down: 1, disabled: 2, other: 3 } as const;
/** Ends of the device's own inside, which no cable ever meets. */
const INNER_PORT = /^(?:NULL|InLoop(?:Back)?|REG|Register-Tunnel|Cpos-Trunk|Sip)\s?\d/i;
const LABEL_BYTES = 200;

export function describePorts(ports: readonly Port[]): Findings {
  const samples: Sample[] = [];
  const ignored: Ignored[] = [];
  for (const port of ports) {
    if (INNER_PORT.test(port.name)) {
      ignored.push({ what: port.name, why: 'inside of the device, no port', isNormal: true });
      continue;
    }
    const labels = [port.name, shorten(port.alias)];
    samples.push(
      ...sample('net.link_state', labels, LINK_CODES[port.state]),
      ...(port.mbits === undefined ? [] : [{ metric: wordOf('net.speed'), labels, value: port.mbits }]),
      ...sample('net.err_in', labels, port.errorsIn),
      ...sample('net.err_out', labels, port.errorsOut),
    );
  }
  return { samples, ignored };
}

/** No more bytes than a label may have. */
function shorten(text: string): string {
  let short = text;
  while (Buffer.byteLength(short) > LABEL_BYTES) short = short.slice(0, -1);
  return short;
}

/** Several findings as one. */
export function together(...findings: readonly Findings[]): Findings {
  return {
    samples: findings.flatMap(({ samples = [] }) => samples),
    ignored: findings.flatMap(({ ignored = [] }) => ignored),
    facts: Object.assign({}, ...findings.map(({ facts }) => facts)),
  };
}
