import type { Part } from '../describe.ts';
import { cell, numberIn, type Row, readTables } from '../text/table.ts';

/** `display power`: with a slot in stacks; the power is measured where its head says so, else what the supply could give. */
export function parsePower(text: string): Part[] {
  return readTables(text, [/\bPower\s?(?:ID|No\.?)\b/i, /\b(?:State|Status|Online)\b/i])
    .filter((row) => /^(?:PWR|PSU|PEM|POWER)?\d+$/i.test(idOf(row)))
    .map(readRow);
}

function readRow(row: Row): Part {
  const slot = cell(row, 'slot', 'slotid');
  const id = idOf(row);
  const values = {
    watts: numberIn(cell(row, /^(?:real|out\w*)-?p\w*wr\w*\(w\)/, /^realpower/)),
    volts: numberIn(cell(row, /^(?:out\w*-?)?voltage/)),
    amps: numberIn(cell(row, /^(?:out\w*-?)?current/)),
  };
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  const states = [cell(row, 'online', 'present'), cell(row, 'state', 'status')];
  return {
    type: 'power',
    name: `${slot === '' ? '' : `Slot ${slot} `}${/^\d+$/.test(id) ? `Power ${id}` : id}`,
    states: states.filter((word) => word !== ''),
    ...Object.fromEntries(told),
  };
}

function idOf(row: Row): string {
  return cell(row, /^power\s?(?:id|no\.?)$/);
}
