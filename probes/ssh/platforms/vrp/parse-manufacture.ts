import type { DeviceFacts } from '../findings.ts';
import { cell, readTables } from '../text/table.ts';

/** `display device manufacture-info`: serial numbers of boards; that of the backplane is the device's. */
export function parseManufacture(text: string): Partial<DeviceFacts> {
  const boards = readTables(text, [/\bSlot\b/i, /\bSerial-?\s?number\b/i]).flatMap((row) => {
    const slot = cell(row, 'slot');
    const serial = cell(row, /^serial/);
    if (slot === '' || !/\d/.test(serial)) return [];
    const sub = cell(row, 'sub', 'card');
    const inner = /^-*$/.test(sub) ? '' : ` ${sub}`;
    return [{ name: `${/^\d+$/.test(slot) ? `Slot ${slot}` : slot}${inner}`, model: '', serial }];
  });
  const main = boards.find(({ name }) => /backplane/i.test(name)) ?? boards[0];
  return { ...(main && { serial: main.serial }), boards };
}

/** `display esn`: `ESN of slot 0: 21023…`, `ESN of device: …`. */
export function parseSerial(text: string): Partial<DeviceFacts> {
  const [, serial] = /\b(?:ESN|SN|barcode)\b[^:\n]*:\s*(\w{6,})/i.exec(text) ?? [];
  return serial === undefined ? {} : { serial };
}
