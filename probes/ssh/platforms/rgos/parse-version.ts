import type { DeviceFacts } from '../findings.ts';
import { readDuration } from '../text/uptime.ts';

/** `show version`: what the system is, then its modules with their serial numbers. */
export function parseVersion(text: string): Partial<DeviceFacts> {
  const read = (key: string) => new RegExp(`^\\s*${key}\\s*:\\s*(.*?)\\s*$`, 'im').exec(text)?.[1] ?? '';
  const description = read('System description');
  const uptimeSeconds = readDuration(read('System up\\s?time'));
  const version = read('System software version') || read('Software version');
  const serial = read('System serial number') || read('Serial number');
  return {
    vendor: 'Ruijie',
    model: modelOf(description),
    boards: parseModules(text),
    ...(version !== '' && { version }),
    ...(serial !== '' && { serial }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
  };
}

/** `Ruijie … Core Routing Switch(S8607E) By Ruijie Networks`. */
function modelOf(description: string): string {
  const [, inBrackets] = /\(([A-Z][\w./-]*\d[\w./-]*)\)/i.exec(description) ?? [];
  const [word] = /\b(?:RG-|S|N|EG|RSR)[\w-]*\d[\w-]*/.exec(description) ?? [];
  return inBrackets ?? word ?? description;
}

function parseModules(text: string): DeviceFacts['boards'] {
  const boards: DeviceFacts['boards'] = [];
  for (const line of text.split('\n')) {
    const [, slot, model = ''] = /^\s*Slot\s+(\w+)\s*:\s*(\S.*?)\s*$/i.exec(line) ?? [];
    if (slot !== undefined) boards.push({ name: `Slot ${slot}`, model, serial: '' });
    const [, serial] = /^\s*Serial number\s*:\s*(\S+)/i.exec(line) ?? [];
    const last = boards.at(-1);
    if (serial !== undefined && last) last.serial = serial;
  }
  return boards.filter(({ serial }) => serial !== '');
}
