import * as z from 'zod';
import { ApiError, invalid } from '#collector/http/api-error.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { Id } from './shapes.ts';

/** So many at once. */
export const BULK_TARGETS = 1_000;

export const TargetFilter = z.strictObject({
  organisation: Id.optional(),
  kind: z.string().max(32).optional(),
  zone: z.string().max(100).optional(),
  search: z.string().max(200).optional().describe('part of name, host, address, vendor or model'),
});
export type TargetFilter = z.infer<typeof TargetFilter>;

/** Which targets are meant: by their ids, or all that fit. */
export const choice = {
  ids: z.array(Id).min(1).max(BULK_TARGETS).optional(),
  filter: TargetFilter.optional().describe('instead of `ids`; refused when more than 1,000 fit'),
};

/** True for a target that fits. */
export function fits(target: Target, filter: TargetFilter): boolean {
  if (filter.organisation !== undefined && target.organisation !== filter.organisation) return false;
  if (filter.kind !== undefined && target.kind !== filter.kind) return false;
  if (filter.zone !== undefined && target.zone !== filter.zone) return false;
  if (filter.search === undefined) return true;
  const searched = filter.search.toLowerCase();
  const { name, host, address, vendor, model } = target;
  return [name, host, address, vendor, model].some((text) => text.toLowerCase().includes(searched));
}

/** Those that are meant and may be seen, and ids of which there is none. */
export function chosen(
  targets: Targets,
  scope: Scope,
  { ids, filter }: { ids?: string[] | undefined; filter?: TargetFilter | undefined },
): { found: Target[]; missing: string[] } {
  if ((ids === undefined) === (filter === undefined))
    throw invalid('ids', 'either `ids` or `filter`, and not both');
  if (filter) {
    const found = targets.list(scope, undefined, Number.POSITIVE_INFINITY, (target) => fits(target, filter));
    if (found.length <= BULK_TARGETS) return { found, missing: [] };
    const message = `${found.length} targets fit; at most ${BULK_TARGETS} are changed at once: narrow the filter`;
    throw new ApiError(422, 'too_many', message, { count: found.length, most: BULK_TARGETS });
  }
  const found: Target[] = [];
  const missing: string[] = [];
  for (const id of new Set(ids)) {
    const target = targets.get(id);
    if (target && inScope(scope, target.organisation)) found.push(target);
    else missing.push(id);
  }
  return { found, missing };
}
