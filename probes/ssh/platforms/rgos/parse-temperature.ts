import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Temperature } from '../describe.ts';
import { cell, numberIn, readTables } from '../text/table.ts';

/** `show temperature`: a table by slot, or lines such as `Slot M1 current temperature : 35 (C)`. */
export function parseTemperature(text: string): Temperature[] {
  const rows = readTables(text, [/\bslot\b/i, /\b(?:current|temperature)/i]).flatMap((row): Temperature[] => {
    const slot = cell(row, /^slot/);
    const celsius = numberIn(cell(row, /^current/, /^temperature/));
    if (!/^M?\d+/i.test(slot) || celsius === undefined) return [];
    const place = cell(row, /^sensor/, /^location/);
    const high = numberIn(cell(row, /^warn/));
    const criticalHigh = numberIn(cell(row, /^shutdown/, /^alarm/, /^critical/));
    const limits: DeviceLimits = {
      ...(high !== undefined && { high }),
      ...(criticalHigh !== undefined && { criticalHigh }),
    };
    const sensor = `Slot ${slot}${/^(?:n\/?a|-*)$/i.test(place) ? '' : ` ${place}`}`;
    return [{ sensor, celsius, ...(Object.keys(limits).length > 0 && { limits }) }];
  });
  return rows.length > 0 ? rows : parseLines(text);
}

function parseLines(text: string): Temperature[] {
  const found: Temperature[] = [];
  let place = '';
  for (const line of text.split('\n')) {
    const [, slot] = /\bslot\s*[:=]?\s*(M?\d+)/i.exec(line) ?? [];
    if (slot !== undefined) place = `Slot ${slot}`;
    const [, celsius] = /(?:current\s+)?temperature[^:\d\n]*[:=]\s*(-?\d+(?:\.\d+)?)/i.exec(line) ?? [];
    if (celsius !== undefined) found.push({ sensor: place || 'system', celsius: Number(celsius) });
  }
  return found;
}
