import type { Board, DeviceFacts } from '../findings.ts';

/** `display device manuinfo`: what has a serial number; that of the chassis, else of the first board, is the device's. */
export function parseManufacture(text: string): Partial<DeviceFacts> {
  const boards: (Board & { isSelf: boolean })[] = [];
  let chassis = '';
  let name = '';
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^\s*([A-Z][A-Z_ ]+?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === '') {
      const heading = line.trim().replace(/\s*:$/, '');
      if (/^chassis\s*\d+$/i.test(heading)) chassis = `${tidy(heading)} `;
      if (/^(?:chassis|slot|fan|power|subslot|frame)\b/i.test(heading)) name = tidy(heading);
      continue;
    }
    if (key === 'DEVICE_NAME')
      boards.push({ name: place(chassis, name), model: known(value), serial: '', isSelf: isSelf(name) });
    const last = boards.at(-1);
    if (key !== 'DEVICE_SERIAL_NUMBER' || known(value) === '') continue;
    if (last?.name === place(chassis, name)) last.serial = value;
    else boards.push({ name: place(chassis, name), model: '', serial: value, isSelf: isSelf(name) });
  }
  const told = boards.filter(({ serial }) => serial !== '');
  const main = told.find(({ isSelf }) => isSelf) ?? told[0];
  return {
    ...(main && { serial: main.serial }),
    boards: told.map(({ name, model, serial }) => ({ name, model, serial })),
  };
}

function isSelf(name: string): boolean {
  return /self/i.test(name);
}

function place(chassis: string, name: string): string {
  return /^chassis/i.test(name) ? chassis.trim() || tidy(name) : `${chassis}${name}`;
}

/** `Chassis self` is the chassis itself. */
function tidy(heading: string): string {
  const text = heading.replace(/\s+/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function known(value: string): string {
  return /^(?:none|n\/?a|-+)$/i.test(value) ? '' : value;
}
