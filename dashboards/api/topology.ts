import type { CableEnd } from '#protocol/cable.ts';
import type { TopologyCorrections } from '#protocol/topology.ts';

/** A thing on the network map. */
export interface TopologyNode {
  id: string;
  /** Null: nobody watches it. */
  target: string | null;
  name: string;
  kind: string;
  address: string;
  description: string;
  organisation: string;
  zone: string;
}

/** An end of a cable with the series of its port, as far as there are any. */
export interface TopologyEnd extends CableEnd {
  interface: string | null;
  /** Mbit/s. */
  speed: number | null;
}

/** A cable, and who tells of it. */
export interface TopologyEdge {
  from: TopologyEnd;
  to: TopologyEnd;
  source: 'lldp' | 'people' | 'parents';
  seenBy: 'both' | 'one';
  toldAtMs: number | null;
}

/** What one organisation knows better. */
export interface KeptCorrections {
  organisation: string;
  revision: number;
  corrections: TopologyCorrections;
  changedBy: string | null;
  changedAtMs: number | null;
}

/** Everything that the network map needs. */
export interface TopologyAnswer {
  nodes: TopologyNode[];
  edges: TopologyEdge[];
  nodesTotal: number;
  corrections: KeptCorrections[];
}
