import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One temperature or fan that the kernel shows. */
export interface Sensor {
  kind: 'temperature' | 'fan';
  /** File that holds millidegrees or revolutions a minute. */
  path: string;
  chip: string;
  /** Directory name of the device, which tells two chips of one name apart. */
  device: string;
  /** Label that the driver gives, in lower case with underscores; empty when it gives none. */
  label: string;
  /** Name of the input: `temp1`, `fan2`. */
  input: string;
}

/** Looks for sensors under `/sys`; thermal zones count only where there is no chip with a temperature, as in Telegraf. */
export function findSensors(sysPath: string): Sensor[] {
  const sensors = list(join(sysPath, 'class', 'hwmon')).flatMap((name) =>
    sensorsOfChip(join(sysPath, 'class', 'hwmon', name)),
  );
  if (sensors.some(({ kind }) => kind === 'temperature')) return sensors;
  return [...sensors, ...thermalZones(join(sysPath, 'class', 'thermal'))];
}

function sensorsOfChip(directory: string): Sensor[] {
  // CentOS 7 keeps the inputs of some chips one directory deeper.
  for (const place of [directory, join(directory, 'device')]) {
    const inputs = list(place).flatMap((file) => /^((?:temp|fan)\d+)_input$/.exec(file)?.[1] ?? []);
    if (inputs.length === 0) continue;
    const device = link(join(directory, 'device')) || basename(directory);
    const chip = text(join(place, 'name')) || text(join(directory, 'name')) || device;
    return inputs.sort(byNumber).map((input) => ({
      kind: input.startsWith('fan') ? 'fan' : 'temperature',
      path: join(place, `${input}_input`),
      chip,
      device,
      label: text(join(place, `${input}_label`))
        .toLowerCase()
        .replaceAll(' ', '_'),
      input,
    }));
  }
  return [];
}

function thermalZones(directory: string): Sensor[] {
  return list(directory)
    .filter((name) => name.startsWith('thermal_zone'))
    .map((name) => ({
      kind: 'temperature',
      path: join(directory, name, 'temp'),
      chip: text(join(directory, name, 'type')) || name,
      device: name,
      label: '',
      input: '',
    }));
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort(byNumber);
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function link(path: string): string {
  try {
    return basename(readlinkSync(path));
  } catch {
    return '';
  }
}
