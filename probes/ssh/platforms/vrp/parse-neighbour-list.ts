import type { Neighbour } from '../findings.ts';
import { cell, readTables } from '../text/table.ts';

/** `display lldp neighbor brief`: local port, name and port over there; no chassis. */
export function parseNeighbourList(text: string): Neighbour[] {
  // `Local Intf`, `Neighbor Dev`, `Neighbor Intf`: heads of two words, joined so that columns can be told.
  const joined = text.replace(/\b(Local|Neighbou?r|Exptime)\s(Intf|Interface|Dev|Device)\b/gi, '$1-$2');
  return readTables(joined, [/\bLocal-/i, /\bNeighbou?r-/i]).flatMap((row) => {
    const localPort = cell(row, /^local/);
    const port = cell(row, /^neighbou?r-intf|^neighbou?r-interface/);
    if (!/\d/.test(localPort) || port === '') return [];
    return [{ localPort, chassis: '', port, name: cell(row, /^neighbou?r-dev/), description: '' }];
  });
}
