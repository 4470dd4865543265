import { portKey } from './port-key.ts';

/** One end of a cable on the map; a port that nobody knows is empty. */
export interface CableEnd {
  node: string;
  port: string;
}

/** What lies between two things on the map. */
export interface Cable {
  from: CableEnd;
  to: CableEnd;
}

/** Which cable it is, from whichever end and however its ports are written. */
export function cableKey({ from, to }: Cable): string {
  const end = ({ node, port }: CableEnd) => `${node} ${portKey(port)}`.trim();
  return [end(from), end(to)].sort().join(' - ');
}

/** Which two things it joins, from whichever end. */
export function pairKey({ from, to }: Cable): string {
  return [from.node, to.node].sort().join(' - ');
}
