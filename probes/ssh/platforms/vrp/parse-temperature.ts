import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Part, Temperature } from '../describe.ts';
import { cell, numberIn, type Row, readTables } from '../text/table.ts';

/** Sensors and what the device says of their condition. */
export interface Temperatures {
  temperatures: Temperature[];
  parts: Part[];
}

/**
 * `display temperature all`: one table with lower and upper limits (S series), with minor, major and fatal ones (CE),
 * or a table for each slot whose sensors have addresses (NE).
 */
export function parseTemperature(text: string): Temperatures {
  const found: Temperatures = { temperatures: [], parts: [] };
  for (const row of readTables(text, [/\bSlot\b/i, /\b(?:Current|Temp\w*|Temperature)\b/i])) {
    const slot = cell(row, 'slot');
    const celsius = numberIn(cell(row, /^current/, /^temp(?!late)/));
    if (!/^\d+/.test(slot) || celsius === undefined) continue;
    const places = [cell(row, 'card'), cell(row, /^sensor/)].filter(
      (word) => !/^(?:n\/?a|-+|0)?$/i.test(word),
    );
    push(found, [`Slot ${slot}`, ...places].join(' '), celsius, cell(row, 'status', 'state'), limitsOf(row));
  }
  return found.temperatures.length > 0 ? found : parseAddressed(text);
}

function limitsOf(row: Row): DeviceLimits {
  const read = (...heads: (string | RegExp)[]) => numberIn(cell(row, ...heads));
  const low = read(/^lower/);
  const minor = read(/^minor/, /^warn/);
  const major = read(/^major/, /^alarm/);
  const fatal = read(/^fatal/, /^shutdown/);
  return asLimits(low, read(/^upper/), minor, major, fatal);
}

/** `PCB I2C Addr Chl Status Minor Major Fatal TMin Tmax Temp`, under `SlotID2 :` or `Slot2`. */
function parseAddressed(text: string): Temperatures {
  const found: Temperatures = { temperatures: [], parts: [] };
  let slot = '';
  for (const line of text.split('\n')) {
    const [, number] = /^\s*Slot\s?(?:ID)?\s*(\d+)\s*:/i.exec(line) ?? [];
    if (number !== undefined) slot = number;
    const match =
      /^\s*(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+([A-Za-z]+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s.*?(-?\d+)\s*$/.exec(
        line,
      );
    if (match === null || slot === '') continue;
    const [, board = '', bus, address, channel, status = '', minor, major, fatal, celsius] = match;
    const sensor = `Slot ${slot} ${board} ${bus}/${address}/${channel}`;
    push(
      found,
      sensor,
      Number(celsius),
      status,
      asLimits(undefined, undefined, Number(minor), Number(major), Number(fatal)),
    );
  }
  return found;
}

/** The first limit that is told warns, the next one is danger. */
function asLimits(low: number | undefined, ...upper: (number | undefined)[]): DeviceLimits {
  const [high, criticalHigh] = upper.filter((one) => one !== undefined && one !== 0);
  return {
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    ...(criticalHigh !== undefined && { criticalHigh }),
  };
}

function push(
  found: Temperatures,
  sensor: string,
  celsius: number,
  status: string,
  limits: DeviceLimits,
): void {
  found.temperatures.push({ sensor, celsius, ...(Object.keys(limits).length > 0 && { limits }) });
  if (status !== '') found.parts.push({ type: 'temperature', name: sensor, states: [status] });
}
