import type { Fact } from '../probe.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import type { Identity } from './identity.ts';
import type { SystemGroup } from './recognise.ts';

/** What stands in the inventory of a device. */
export function inventoryFact(
  { profile, kind, vendor }: ResolvedProfile,
  identity: Identity,
  { object, description, name }: SystemGroup,
): Fact {
  const data = { profile, kind, vendor, ...identity, name: identity.name || name, description, object };
  return { kind: 'inventory', key: '', data };
}
