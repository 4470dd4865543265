import * as z from 'zod';
import type { KeptRecord } from '#collector/inventory/records.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Device } from './build-topology.ts';

const text = z.string().catch('');
/** As probes send them under kind `neighbours`. */
const Neighbours = z.array(
  z.object({ localPort: text, chassis: text, port: text, name: text, description: text }),
);
/** Under which names inventories bring the own chassis id. */
const Chassis = z.object({ chassis: text, chassis_id: text, mac: text, base_mac: text }).partial();

/** Records that say who stands beside whom. */
export const NEIGHBOURS_KIND = 'neighbours';

/** Targets as the map sees them. */
export function devicesOf(
  targets: readonly Target[],
  neighbours: readonly KeptRecord[],
  inventories: readonly KeptRecord[],
): Device[] {
  const told = Map.groupBy(neighbours, ({ target }) => target);
  const known = Map.groupBy(inventories, ({ target }) => target);
  return targets.map(({ id, name, host, address, kind }) => {
    const records = told.get(id) ?? [];
    // Two probes of one device see the same cables, under names that differ: the first that sees any is enough.
    const lists = records.map(({ data }) => Neighbours.safeParse(data).data ?? []);
    return {
      target: id,
      name,
      host,
      address,
      kind,
      chassis: (known.get(id) ?? []).flatMap(({ data }) => chassisIn(data)),
      neighbours: lists.find((list) => list.length > 0) ?? [],
      toldAtMs: records.length > 0 ? Math.max(...records.map(({ timeMs }) => timeMs)) : null,
    };
  });
}

function chassisIn(data: unknown): string[] {
  const found = Chassis.safeParse(data);
  return found.success ? Object.values(found.data).filter((id) => id !== '') : [];
}
