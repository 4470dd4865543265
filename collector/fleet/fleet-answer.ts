import type { Groups } from '#collector/groups/groups.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import {
  FLEET_SUBJECTS,
  FLEET_TARGETS,
  type FleetAnswer,
  type FleetColumns,
  type FleetSystem,
} from '#protocol/fleet.ts';
import { type Hearing, onlyPushes } from './hearing.ts';

export interface FleetAnswerOptions {
  targets: Targets;
  groups: Pick<Groups, 'systems' | 'members'>;
  organisations: readonly { id: string; name: string; zone: string }[];
  /** Ids of what is to be asked over the network. */
  polled: ReadonlySet<string>;
  hearing: Pick<Hearing, 'of'>;
  revision: number;
  version: number;
  nowMs: number;
}

/** The list of all targets in a scope, as `protocol/fleet.ts` has it. */
export function fleetAnswer(options: FleetAnswerOptions, scope: Scope): FleetAnswer {
  const { organisations, polled, hearing, nowMs, revision, version } = options;
  const { seen, truncatedAt } = seenIn(options.targets, scope);
  const places = new Map(seen.map(({ id }, place) => [id, place]));
  const organisationPlaces = new Map(organisations.map(({ id }, place) => [id, place]));
  const texts = sharedTexts();
  const subjects: FleetAnswer['subjects'] = [];
  const columns = noColumns();
  for (const [place, target] of seen.entries()) {
    columns.id.push(target.id);
    columns.name.push(target.name);
    columns.host.push(target.host === target.name ? '' : target.host);
    columns.address.push(target.address);
    columns.organisation.push(organisationPlaces.get(target.organisation) ?? 0);
    for (const field of SHARED) columns[field].push(texts.place(target[field]));
    columns.rackUnit.push(target.rackUnit);
    columns.rackUnits.push(target.rackUnits);
    columns.vendor.push(texts.place(target.vendor || (target.recognised?.vendor ?? '')));
    columns.model.push(texts.place(target.model || (target.recognised?.model ?? '')));
    columns.polled.push(polled.has(target.id) ? 1 : 0);
    const heard = hearing.of(target.id);
    const isHeard = heard !== undefined && !Number.isNaN(heard.heardAtMs);
    columns.heardBy.push(heard?.heardBy ?? 0);
    columns.heardAgoMs.push(isHeard ? Math.max(0, Math.round(nowMs - heard.heardAtMs)) : null);
    columns.intervalMs.push(isHeard ? heard.intervalMs : 0);
    columns.silent.push(heard?.silent ? 1 : 0);
    if (heard && onlyPushes(heard)) subjects.push([place, [...heard.subjects].slice(0, FLEET_SUBJECTS)]);
  }
  return {
    revision,
    version,
    madeAtMs: nowMs,
    truncatedAt,
    texts: texts.all,
    organisations: organisations.map(({ id, name, zone }) => ({ id, name, zone })),
    targets: columns,
    systems: systemsIn(options, scope, places, organisationPlaces),
    subjects,
  };
}

const SHARED = ['kind', 'zone', 'room', 'rack', 'owner', 'contract'] as const;

/** By name, as lists show it. */
function seenIn(targets: Targets, scope: Scope): { seen: Target[]; truncatedAt: number | null } {
  const seen: Target[] = [];
  for (const target of targets.all()) if (inScope(scope, target.organisation)) seen.push(target);
  seen.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  if (seen.length <= FLEET_TARGETS) return { seen, truncatedAt: null };
  return { seen: seen.slice(0, FLEET_TARGETS), truncatedAt: FLEET_TARGETS };
}

function systemsIn(
  { groups }: FleetAnswerOptions,
  scope: Scope,
  places: ReadonlyMap<string, number>,
  organisationPlaces: ReadonlyMap<string, number>,
): FleetSystem[] {
  return groups.systems(scope).map(({ id, name, organisation }) => {
    const found: number[] = [];
    for (const member of groups.members(id)) {
      const place = places.get(member);
      if (place !== undefined) found.push(place);
    }
    return { id, name, organisation: organisationPlaces.get(organisation) ?? 0, targets: found };
  });
}

/** Texts that many have in common, each once. */
function sharedTexts() {
  const all: string[] = [''];
  const places = new Map([['', 0]]);
  return {
    all,
    place(text: string): number {
      let place = places.get(text);
      if (place === undefined) {
        place = all.push(text) - 1;
        places.set(text, place);
      }
      return place;
    },
  };
}

function noColumns(): FleetColumns {
  return {
    id: [],
    name: [],
    host: [],
    address: [],
    organisation: [],
    kind: [],
    zone: [],
    room: [],
    rack: [],
    rackUnit: [],
    rackUnits: [],
    vendor: [],
    model: [],
    owner: [],
    contract: [],
    polled: [],
    heardBy: [],
    heardAgoMs: [],
    intervalMs: [],
    silent: [],
  };
}
