import type { Part } from '../describe.ts';
import { cell, numberIn, readTables } from '../text/table.ts';

const NAMES = {
  fan: 'fan(?:[- ]?(?:tray|box|frame))?',
  power: '(?:power(?:[- ]?(?:supply|module))?|psu|pwr)',
} as const;

/** Under which headings a line stands; each ends with a blank. */
interface Place {
  chassis: string;
  slot: string;
  tray: string;
}

/**
 * `display fan` and `display power`: one line each (`Fan 1 State: Normal`), a heading with lines below it, or a
 * table, by release; boards and members of a stack stand as headings above.
 */
export function parseParts(text: string, type: 'fan' | 'power'): Part[] {
  const parts: Part[] = [];
  const place: Place = { chassis: '', slot: '', tray: '' };
  let open: string | undefined;
  let block = '';
  const closeBlock = () => {
    if (block.trim() !== '') parts.push(...parseTable(block, type, `${prefix(place)}${place.tray}`));
    block = '';
  };
  for (const line of text.split('\n')) {
    const [, kind = '', number = ''] =
      /^\s*(chassis|slot|frame|board)\s*[:.]?\s*(\d+)\s*[:.]?\s*$/i.exec(line) ?? [];
    if (kind !== '') {
      closeBlock();
      place.tray = '';
      if (/slot|board/i.test(kind)) place.slot = `Slot ${number} `;
      else Object.assign(place, { chassis: `Chassis ${number} `, slot: '' });
      open = undefined;
      continue;
    }
    const inline = new RegExp(
      `^\\s*(${NAMES[type]})\\s*(\\d+)\\s*(?:state|status)?\\s*:\\s*(\\S.*)$`,
      'i',
    ).exec(line);
    const heading = new RegExp(`^\\s*(${NAMES[type]})\\s*(\\d+)\\s*:?\\s*$`, 'i').exec(line);
    const [, state] = /^\s*(?:state|status)\s*:\s*(.*\S)\s*$/i.exec(line) ?? [];
    if (inline) parts.push({ type, name: nameOf(place, inline), states: [(inline[3] ?? '').trim()] });
    else if (heading) {
      closeBlock();
      open = nameOf(place, heading);
      // The fans of a tray stand in a table below it, counted from 1 in each.
      place.tray = /tray|box|frame/i.test(heading[1] ?? '') ? `${open.slice(prefix(place).length)} ` : '';
    } else if (state !== undefined && open !== undefined) {
      parts.push({ type, name: open, states: [state] });
      open = undefined;
    } else block += `${line}\n`;
  }
  closeBlock();
  return parts;
}

/** `PowerID State Mode Current(A) Voltage(V) Power(W)`, `Index Status`, and what else has an id and a state. */
function parseTable(text: string, type: 'fan' | 'power', place: string): Part[] {
  const parts: Part[] = [];
  for (const row of readTables(text, [
    /\b(?:\w*id|index|no\.?|fan|power|psu|pwr)\b/i,
    /\b(?:state|status)\b/i,
  ])) {
    const id = cell(row, /id$|^index$|^no\.?$/, /^(?:fan|power|psu|pwr)$/);
    const state = cell(row, /^(?:state|status)$/);
    if (!/^[A-Z]*[- ]?\d+$/i.test(id) || state === '') continue;
    const slot = cell(row, 'slot');
    const name = /^\d+$/.test(id) ? `${type === 'fan' ? 'Fan' : 'Power'} ${id}` : id;
    parts.push({
      type,
      name: `${slot === '' ? place : `Slot ${slot} `}${name}`,
      states: [state],
      ...measured(row, type),
    });
  }
  return parts;
}

function measured(row: Readonly<Record<string, string>>, type: 'fan' | 'power'): Partial<Part> {
  const read = (...heads: RegExp[]) => numberIn(cell(row, ...heads));
  const values =
    type === 'fan'
      ? { rpm: read(/rpm/), percent: read(/speed\(%\)|^speed%/) }
      : { watts: read(/(?:^|out\w*-?)power\(w\)/), volts: read(/volt\w*\(v\)/), amps: read(/current\(a\)/) };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function nameOf(place: Place, [, word = '', number = '']: RegExpExecArray): string {
  const first = word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  return `${prefix(place)}${/^(?:psu|pwr)$/i.test(word) ? word.toUpperCase() : first} ${number}`;
}

function prefix({ chassis, slot }: Place): string {
  return `${chassis}${slot}`;
}
