import type { TopologyNode } from '../../api/topology.ts';

/** The thing that somebody means by a name, an address or the beginning of a name that only one has. */
export function findNode(nodes: readonly TopologyNode[], said: string): TopologyNode | undefined {
  const wanted = said.trim().toLowerCase();
  if (wanted === '') return undefined;
  const exact = nodes.find(({ name, address }) => name.toLowerCase() === wanted || address === wanted);
  if (exact) return exact;
  const [only, ...others] = nodes.filter(({ name }) => name.toLowerCase().includes(wanted));
  return others.length === 0 ? only : undefined;
}
