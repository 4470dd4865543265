import type { Parents } from '#collector/inventory/targets.ts';
import { type Alert, UNTOUCHED } from '#protocol/alert.ts';
import type { Meaning } from '#protocol/rule.ts';
import type { Estate, EstateTarget, Graph } from './graph.ts';
import type { Standing } from './standing.ts';
import { makeWayMap, type WayMap } from './way-map.ts';

/** A target for a test. */
export function aTarget(
  id: string,
  parents: Partial<Parents>,
  more: Partial<EstateTarget> = {},
): EstateTarget {
  return {
    id,
    organisation: 'main',
    kind: 'switch',
    zone: 'default',
    room: '',
    parents: { network: [], power: [], cooling: [], host: [], ...parents },
    ...more,
  };
}

/** An estate for a test; nothing is known of it that is not given. */
export function anEstate(targets: readonly EstateTarget[], more: Partial<Estate> = {}): Estate {
  return {
    targets,
    cables: [],
    hosts: [],
    agents: [],
    asked: new Map(),
    credentials: new Map(),
    collector: 'ward',
    place: null,
    ...more,
  };
}

/** An alert that fires, for a test. */
export function aStanding(target: string, meaning: Meaning | undefined, more: Partial<Alert> = {}): Standing {
  const { metric = 'probe.state', labels = {}, beganAtMs = 100_000 } = more;
  const alert: Alert = {
    id: `${target} ${metric} ${JSON.stringify(labels)} ${beganAtMs}`,
    rule: `${meaning ?? 'plain'}-${metric}`,
    ruleRevision: 1,
    organisation: 'main',
    target,
    metric,
    labels,
    severity: 'critical',
    state: 'firing',
    beganAtMs,
    firedAtMs: beganAtMs + 60_000,
    value: 2,
    threshold: null,
    ...UNTOUCHED,
    ...more,
  };
  return { alert, meaning };
}

/** Maps of the network by place, each made once. */
export function wayMaps(graph: Graph): (vantage: string | null) => WayMap {
  const made = new Map<string | null, WayMap>();
  return (vantage) => {
    const known = made.get(vantage) ?? makeWayMap(graph, vantage);
    made.set(vantage, known);
    return known;
  };
}
