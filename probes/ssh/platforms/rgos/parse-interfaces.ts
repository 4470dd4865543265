import type { Port } from '../describe.ts';
import { readSpeed } from '../text/speed.ts';

const ROW =
  /^\s*([A-Za-z][A-Za-z-]*\s?\d[\w./:]*)\s+(?:(.*?)\s+)?(up|down|disabled?|admin(?:istratively)?[- ]down|err-?disabled?|monitoring|standby)\s+(.*)$/i;

/** `show interfaces status`: names with a blank inside (`TenGigabitEthernet 1/1`), speeds such as `10G`. */
export function parseInterfaces(text: string): Port[] {
  const ports: Port[] = [];
  let hasDescription = false;
  for (const line of text.split('\n')) {
    if (/^\s*Interface\b.*\bStatus\b/i.test(line)) hasDescription = /\bDescription\b/i.test(line);
    const [, name, between = '', status = '', rest = ''] = ROW.exec(line) ?? [];
    if (name === undefined || (between !== '' && !hasDescription)) continue;
    const mbits = rest
      .split(/\s+/)
      .slice(1)
      .map(readSpeed)
      .find((speed) => speed !== undefined);
    ports.push({ name, alias: between, state: stateOf(status), mbits: mbits ?? Number.NaN });
  }
  return ports;
}

function stateOf(status: string): Port['state'] {
  if (/^up$/i.test(status)) return 'up';
  if (/^down$/i.test(status)) return 'down';
  return /^(?:disab|admin)/i.test(status) ? 'disabled' : 'other';
}
