import type { Neighbour } from '../findings.ts';

/**
 * `display lldp neighbor-information list`: one line for each neighbour. The order of the columns differs by release
 * and is told by the head; a system name may be cut or hold blanks.
 */
export function parseNeighbourList(text: string): Neighbour[] {
  const found: Neighbour[] = [];
  let isNameFirst: boolean | undefined;
  for (const line of text.split('\n')) {
    if (/Local Interface/i.test(line) && /Chassis ID/i.test(line)) {
      isNameFirst =
        line.search(/System Name/i) < line.search(/Local Interface/i) && /System Name/i.test(line);
      continue;
    }
    if (isNameFirst === undefined) continue;
    const match = isNameFirst ? NAME_FIRST.exec(line) : PORT_FIRST.exec(line);
    if (match === null) continue;
    const [, a = '', b = '', c = '', d = ''] = match;
    const [name, localPort, chassis, rest] = isNameFirst ? [a, b, c, d] : ['', a, b, c];
    const [port = '', behind = ''] = isNameFirst ? [rest] : rest.split(/\s{2,}/);
    found.push({
      localPort,
      chassis,
      port: port.trim(),
      name: isNameFirst ? name.trim() : behind.trim(),
      description: '',
    });
  }
  return found;
}

const PORT = '[A-Za-z][A-Za-z-]*\\d+(?:/\\d+)*(?:[:.]\\d+)?';
const NAME_FIRST = new RegExp(`^\\s*(.*?)\\s+(${PORT})\\s+(\\S+)\\s+(\\S.*?)\\s*$`);
const PORT_FIRST = new RegExp(`^\\s*(${PORT})\\s+(\\S+)\\s+(\\S.*?)\\s*$`);
