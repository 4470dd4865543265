import { type Cable, cableKey } from '#protocol/cable.ts';
import type { TopologyCorrections } from '#protocol/topology.ts';
import type { KeptCorrections, TopologyAnswer } from '../../../api/topology.ts';
import type { Box, Point } from './boxes.ts';

/** What people know better, of all organisations that are shown. */
export interface Draft {
  positions: Readonly<Record<string, Point>>;
  added: readonly Cable[];
  removed: readonly Cable[];
  hidden: readonly string[];
}

/** What is remembered now. */
export function draftOf({ corrections }: TopologyAnswer): Draft {
  const all = corrections.map((kept) => kept.corrections);
  return {
    positions: Object.fromEntries(
      all.flatMap(({ positions }) => positions.map(({ node, x, y }) => [node, { x, y }])),
    ),
    added: all.flatMap(({ added }) => added),
    removed: all.flatMap(({ removed }) => removed),
    hidden: all.flatMap(({ hidden }) => hidden),
  };
}

/** Moves one thing. The first that is moved holds all others where they are, or they would arrange themselves anew. */
export function moveNode(
  draft: Draft,
  boxes: ReadonlyMap<string, Box>,
  holds: readonly string[],
  id: string,
  to: Point,
): Draft {
  const positions: Record<string, Point> = {};
  for (const held of holds) {
    const box = boxes.get(held);
    if (box) positions[held] = { x: Math.round(box.x), y: Math.round(box.y) };
  }
  Object.assign(positions, draft.positions);
  positions[id] = { x: Math.round(to.x), y: Math.round(to.y) };
  return { ...draft, positions };
}

/** Everything is arranged by itself again. */
export function arrangeAgain(draft: Draft): Draft {
  return Object.keys(draft.positions).length === 0 ? draft : { ...draft, positions: {} };
}

export function addCable(draft: Draft, cable: Cable): Draft {
  const key = cableKey(cable);
  // One that was removed before comes back.
  if (draft.removed.some((each) => cableKey(each) === key)) return restoreCable(draft, key);
  return { ...draft, added: [...draft.added, cable] };
}

/** What people added goes; what devices tell is remembered to be none. */
export function removeCable(draft: Draft, { from, to }: Cable): Draft {
  const cable = { from: { node: from.node, port: from.port }, to: { node: to.node, port: to.port } };
  const key = cableKey(cable);
  const added = draft.added.filter((each) => cableKey(each) !== key);
  if (added.length < draft.added.length) return { ...draft, added };
  return { ...draft, removed: [...draft.removed, cable] };
}

export function restoreCable(draft: Draft, key: string): Draft {
  return { ...draft, removed: draft.removed.filter((each) => cableKey(each) !== key) };
}

export function hideNode(draft: Draft, id: string): Draft {
  return { ...draft, hidden: [...draft.hidden, id] };
}

export function showNode(draft: Draft, id: string): Draft {
  return { ...draft, hidden: draft.hidden.filter((each) => each !== id) };
}

/** To which organisation a thing belongs, also one that is not on the map now. */
export function organisationsOf(
  { nodes, corrections }: TopologyAnswer,
  known: (id: string) => { organisation: string } | undefined,
): (node: string) => string {
  const kept = new Map(
    corrections.flatMap(({ organisation, corrections: { positions, hidden } }) =>
      [...positions.map(({ node }) => node), ...hidden].map((node) => [node, organisation] as const),
    ),
  );
  const there = new Map(nodes.map(({ id, organisation }) => [id, organisation]));
  return (id) => there.get(id) ?? known(id)?.organisation ?? kept.get(id) ?? '';
}

/** What has to be saved, one by one: the organisations in which something is different now. */
export function changesOf(
  draft: Draft,
  answer: TopologyAnswer,
  organisationOf: (node: string) => string,
): Pick<KeptCorrections, 'organisation' | 'revision' | 'corrections'>[] {
  const before = new Map(answer.corrections.map((kept) => [kept.organisation, kept]));
  const now = new Map<string, TopologyCorrections>();
  const of = (node: string): TopologyCorrections => {
    const organisation = organisationOf(node);
    const known = now.get(organisation) ?? { positions: [], added: [], removed: [], hidden: [] };
    now.set(organisation, known);
    return known;
  };
  for (const { organisation } of answer.corrections)
    now.set(organisation, { positions: [], added: [], removed: [], hidden: [] });
  for (const [node, { x, y }] of Object.entries(draft.positions)) of(node).positions.push({ node, x, y });
  for (const cable of draft.added) of(cable.from.node).added.push(cable);
  for (const cable of draft.removed) of(cable.from.node).removed.push(cable);
  for (const node of draft.hidden) of(node).hidden.push(node);
  return [...now].flatMap(([organisation, corrections]) => {
    const kept = before.get(organisation);
    if (organisation === '' || sameCorrections(kept?.corrections, corrections)) return [];
    return [{ organisation, revision: kept?.revision ?? 0, corrections }];
  });
}

function sameCorrections(one: TopologyCorrections | undefined, other: TopologyCorrections): boolean {
  const plain = ({ positions, added, removed, hidden }: TopologyCorrections) =>
    JSON.stringify([
      positions.map(({ node, x, y }) => `${node} ${x} ${y}`).sort(),
      added.map(cableKey).sort(),
      removed.map(cableKey).sort(),
      [...hidden].sort(),
    ]);
  return plain(one ?? { positions: [], added: [], removed: [], hidden: [] }) === plain(other);
}
