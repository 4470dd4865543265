import type { Part } from '../describe.ts';
import { cell, numberIn, type Row, readTables } from '../text/table.ts';

/** `display fan`: a table by slot (S series), a table with speeds in rpm (chassis), or a list of lines (NE). */
export function parseFan(text: string): Part[] {
  const rows = readTables(text, [/\bFan\s?(?:ID|No\.?)\b/i, /\b(?:Online|Status|State|Present|Register)\b/i]);
  const parts = rows.filter((row) => /^(?:FAN)?\d+$/i.test(idOf(row))).map(readRow);
  return parts.length > 0 ? parts : parseList(text);
}

function readRow(row: Row): Part {
  const slot = cell(row, 'slot', 'slotid');
  const id = idOf(row);
  const speed = cell(row, /^speed/);
  const [, percent] = /(\d+)\s*%/.exec(speed) ?? [];
  const [, rpm] = /\((\d+)\)|^(\d{3,})$/.exec(speed) ?? [];
  const states = [
    cell(row, 'online', 'present'),
    cell(row, 'register', 'registered'),
    cell(row, 'status', 'state'),
  ];
  return {
    type: 'fan',
    name: `${slot === '' ? '' : `Slot ${slot} `}${/^\d+$/.test(id) ? `Fan ${id}` : id}`,
    states: states.filter((word) => word !== ''),
    ...(percent !== undefined && { percent: Number(percent) }),
    ...(rpm !== undefined && { rpm: Number(rpm) }),
  };
}

function idOf(row: Row): string {
  return cell(row, /^fan\s?(?:id|no\.?)$/);
}

/** `Slotid : 10`, `Present : YES`, `Registered : YES`, `Status : AUTO`, then speeds of single fans: `[1] 40%`. */
function parseList(text: string): Part[] {
  const parts: Part[] = [];
  for (const block of text.split(/^(?=\s*Slot\s?id\s*:)/im)) {
    const read = (key: string) => new RegExp(`^\\s*${key}\\s*:\\s*(\\S+)`, 'im').exec(block)?.[1] ?? '';
    const slot = read('Slot\\s?id');
    if (slot === '') continue;
    const speeds = [...block.matchAll(/\[\d+\]\s*(\d+)\s*%/g)].map(([, percent]) => Number(percent));
    const isThere = !/^no$/i.test(read('Present'));
    const works = ['Registered', 'Status'].every((key) => !/^no$/i.test(read(key)));
    // Fans that turn are there, whatever it says: a frame that lost touch with them tells "no" to everything.
    const state =
      works && isThere ? 'normal' : isThere || speeds.some((speed) => speed > 0) ? 'fault' : 'absent';
    parts.push({
      type: 'fan',
      name: `Slot ${slot}`,
      states: [state],
      ...(speeds.length > 0 && { percent: numberIn(String(Math.min(...speeds))) ?? 0 }),
    });
  }
  return parts;
}
