import type { Part } from '../describe.ts';
import { cell, numberIn, readTables } from '../text/table.ts';

/** `show power`: supplies with what they give, and the boards that they feed. */
export function parsePower(text: string): Part[] {
  const supplies = readTables(text, [/\bpower-?\s?id\b/i, /\bstatus\b/i]).flatMap((row): Part[] => {
    const id = cell(row, /^power-?id$/);
    if (!/^(?:\d+|[A-Z]+\d+)$/i.test(id)) return [];
    const watts = numberIn(cell(row, /^supply-out/));
    const volts = numberIn(cell(row, /^vol-in\/out/).split('/')[1] ?? '');
    const milliamps = numberIn(cell(row, /^cur-out\(ma\)/));
    return [
      {
        type: 'power',
        name: /^\d+$/.test(id) ? `Power ${id}` : id,
        states: [cell(row, 'status')],
        ...(watts !== undefined && { watts }),
        ...(volts !== undefined && { volts }),
        ...(milliamps !== undefined && { amps: milliamps / 1_000 }),
      },
    ];
  });
  const boards = readTables(text, [/^\s*slot\b/i, /\bcard_?\s?type\b/i, /\bstatus\b/i]).flatMap(
    (row): Part[] => {
      const slot = cell(row, 'slot');
      return /^M?\d+$/i.test(slot)
        ? [{ type: 'board', name: `Slot ${slot}`, states: [cell(row, 'status')] }]
        : [];
    },
  );
  return [...supplies, ...boards];
}

/** `show fan`: one frame of fans, or several. */
export function parseFan(text: string): Part[] {
  return readTables(text, [/\bfan-?\s?id\b/i, /\bstatus\b/i]).flatMap((row): Part[] => {
    const id = cell(row, /^fan-?id$/);
    if (!/^[A-Z]*\d+(?:\/\d+)?$/i.test(id)) return [];
    const speed = cell(row, /^speed/);
    const [, percent] = /(\d+)\s*%/.exec(speed) ?? [];
    const [, rpm] = /(\d{3,})\s*(?:rpm)?/i.exec(speed) ?? [];
    return [
      {
        type: 'fan',
        name: /^\d/.test(id) ? `Fan ${id}` : id,
        states: [cell(row, 'status')],
        ...(percent !== undefined && { percent: Number(percent) }),
        ...(rpm !== undefined && percent === undefined && { rpm: Number(rpm) }),
      },
    ];
  });
}
