import type { Parts } from '#collector/api/parts.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { type ResolvedThreshold, resolveThreshold } from '#collector/thresholds/resolve-threshold.ts';
import { thresholdsIn } from '#collector/thresholds/thresholds.ts';
import { underLimits } from '#judging/device-limits.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Rule } from '#protocol/rule.ts';
import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';
import { limitsOfDevices } from './limits-of-devices.ts';
import { type Estate, listed } from './watched.ts';

/** Thresholds of one rule that are looked at. */
const THRESHOLDS_OF_RULE = 20_000;
const FULL: Scope = { everywhere: true, organisations: [] };

/** The estate as somebody with this scope may see it. */
export function estateFor(parts: Pick<Parts, 'registry' | 'store' | 'nowMs'>, scope: Scope): Estate {
  const { registry, store } = parts;
  const { visible, groups } = registry;
  return {
    series({ metric, targets }) {
      const selector = visible.restrict(scope, { metric, targets: targets && [...targets] });
      return store.series(selector, listed.series);
    },
    organisationOf: (target) => visible.see(scope, target)?.organisation,
    membersOf: (group) => (groups.get(scope, group) ? [...groups.members(group)] : undefined),
    async asJudged(rule, series) {
      const resolve = await thresholdsOf(parts, rule, series);
      return series.map((each) => {
        if (!inScope(scope, each.organisation)) return undefined;
        const { rule: judged } = resolve(each);
        return judged.enabled || !rule.enabled ? judged : undefined;
      });
    },
  };
}

/**
 * How a rule judges these series: by the thresholds that are set for them and the limits that their devices give.
 * What is set for a rule stands under its id, so that a rule which is only tried is judged by it too.
 */
export async function thresholdsOf(
  { registry, nowMs }: Pick<Parts, 'registry' | 'nowMs'>,
  rule: Rule,
  series: readonly SeriesIdentity[],
): Promise<(series: SeriesIdentity & { organisation: string }) => ResolvedThreshold> {
  const { sql, groups } = registry;
  const stored = await thresholdsIn(sql, nowMs).list(FULL, { rule: rule.id }, 0, THRESHOLDS_OF_RULE);
  const overrides = Map.groupBy(
    stored.map(({ threshold }) => threshold),
    ({ subject }) => subject,
  );
  const targets = new Set(series.map(({ target }) => target));
  const limits: Map<string, DeviceLimits> = rule.deviceLimits
    ? await limitsOfDevices(sql, rule.watch.metric, targets)
    : new Map();
  return (each) => {
    const places = {
      organisation: each.organisation,
      target: each.target,
      labels: each.labels,
      groups: groups.of(each.target).map((id) => ({ id, size: groups.members(id).size })),
    };
    const subjects = ['', each.target, ...places.groups.map(({ id }) => id)];
    const concerning = subjects.flatMap((subject) => overrides.get(subject) ?? []);
    const resolved = resolveThreshold(rule, places, concerning);
    return { ...resolved, rule: underLimits(resolved.rule, limits.get(seriesKey(each))) };
  };
}
