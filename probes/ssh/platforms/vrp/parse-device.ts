import type { Part } from '../describe.ts';
import { cell, type Row, readTables } from '../text/table.ts';

/**
 * `display device`: boards and members of a stack; its lines for fans and supplies too, for devices that tell of them
 * nowhere else. A configured member that is gone says `Offline` and `Unregistered`.
 */
export function parseDevice(text: string): Part[] {
  const parts: Part[] = [];
  let slot = '';
  for (const row of readTables(text, [/\bSlot\b/i, /\bOnline\b/i, /\bRegister\b/i])) {
    const id = cell(row, 'slot');
    const inner = cell(row, 'card', 'sub');
    if (/^\d+$/.test(id)) slot = id;
    const word = /^(?:FAN|PWR|PSU)\d+/i.exec(id)?.[0] ?? /^(?:FAN|PWR|PSU)\d+/i.exec(inner)?.[0];
    const states = statesOf(row);
    if (word !== undefined) {
      const type = /^fan/i.test(word) ? 'fan' : 'power';
      parts.push({ type, name: id === '' ? `Slot ${slot} ${word}` : word, states });
    } else if (/^\d+$/.test(id)) {
      const card = /^\d+$/.test(inner) ? ` Card ${inner}` : '';
      parts.push({ type: 'board', name: `Slot ${id}${card}`, states });
    }
  }
  return parts;
}

function statesOf(row: Row): string[] {
  const online = cell(row, 'online');
  const register = cell(row, /^register/);
  // What is configured and gone is broken, not absent.
  if (/off-?line/i.test(online) && /unregist/i.test(register)) return ['unregistered'];
  const told = [online, register, cell(row, 'alarm', 'status', 'state')];
  return told.filter((word) => word !== '' && !/^-+$/.test(word));
}
