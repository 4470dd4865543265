import type { Neighbour } from '../findings.ts';

const LOCAL_PORTS: readonly RegExp[] = [
  // VRP.
  /^\s*(\S.*?)\s+has\s+\d+\s+neighbor/i,
  // Comware (`of port 1[GigabitEthernet1/0/1]`) and RGOS (`of port [GigabitEthernet 0/1]`).
  /neighbou?r[- ]information of port\s*\d*\s*\[([^\]]+)\]/i,
];

const FIELDS: readonly (readonly [RegExp, keyof Neighbour])[] = [
  [/^chassis\s?id(?:\/subtype)?$/i, 'chassis'],
  [/^port\s?id(?:\/subtype)?$/i, 'port'],
  [/^port description$/i, 'description'],
  [/^system ?name$/i, 'name'],
];

/** LLDP neighbours as VRP, Comware and RGOS print them in full: one line for each field. */
export function parseNeighbours(text: string): Neighbour[] {
  const found: Neighbour[] = [];
  let localPort = '';
  let current: Neighbour | undefined;
  for (const line of text.split('\n')) {
    const port = LOCAL_PORTS.map((form) => form.exec(line)?.[1]).find((name) => name !== undefined);
    if (port !== undefined) {
      localPort = port.replace(/^i(?=[A-Z])/, '');
      current = undefined;
      continue;
    }
    const [, key = '', value = ''] = /^\s*([A-Za-z][A-Za-z /()-]*?)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    const isIndex = /^(?:LLDP )?neighbou?r index$/i.test(key);
    const field = FIELDS.find(([form]) => form.test(key))?.[1];
    if (isIndex || (field === 'chassis' && current?.chassis)) current = undefined;
    if (field === undefined || localPort === '') continue;
    if (current === undefined) {
      current = { localPort, chassis: '', port: '', name: '', description: '' };
      found.push(current);
    }
    const said = key.includes('/') ? value.replace(/\/[^/]*$/, '') : value;
    if (current[field] === '' && !/^(?:-+|n\/?a)$/i.test(said)) current[field] = said;
  }
  return found.filter(({ chassis, port, name }) => chassis !== '' || port !== '' || name !== '');
}
