import type { FleetAnswer } from '#protocol/fleet.ts';
import type { Target } from '../api/shapes.ts';

/** What the collector knows of one target's news. */
export interface Hearing {
  /** NaN: never. */
  heardAtMs: number;
  intervalMs: number;
  /** Bits of `HEARD_BY`. */
  heardBy: number;
  silent: boolean;
}

/** Something that people use, made of targets. */
export interface System {
  id: string;
  name: string;
  organisation: string;
  /** Ids. */
  targets: readonly string[];
}

/** The list of all targets, out of its columns. */
export interface FleetList {
  revision: number;
  version: number;
  truncatedAt: number | null;
  organisations: readonly { id: string; name: string; zone: string }[];
  /** The n-th of `hearings` is that of the n-th target. */
  targets: readonly Target[];
  hearings: readonly Hearing[];
  systems: readonly System[];
}

/** Makes targets of the columns. */
export function readFleet(answer: FleetAnswer): FleetList {
  const { revision, version, truncatedAt, madeAtMs, texts, organisations, systems } = answer;
  const columns = answer.targets;
  const subjects = new Map(answer.subjects);
  const targets: Target[] = [];
  const hearings: Hearing[] = [];
  for (const [place, id] of columns.id.entries()) {
    const name = columns.name[place];
    targets.push({
      id,
      name,
      host: columns.host[place] || name,
      address: columns.address[place],
      organisation: organisations[columns.organisation[place]]?.id ?? '',
      kind: texts[columns.kind[place]],
      zone: texts[columns.zone[place]],
      room: texts[columns.room[place]],
      rack: texts[columns.rack[place]],
      rackUnit: columns.rackUnit[place],
      rackUnits: columns.rackUnits[place],
      vendor: texts[columns.vendor[place]],
      model: texts[columns.model[place]],
      owner: texts[columns.owner[place]],
      contract: texts[columns.contract[place]],
      isPolled: columns.polled[place] === 1,
      subjects: subjects.get(place),
    });
    const agoMs = columns.heardAgoMs[place];
    hearings.push({
      heardAtMs: agoMs === null ? Number.NaN : madeAtMs - agoMs,
      intervalMs: columns.intervalMs[place] || Number.NaN,
      heardBy: columns.heardBy[place],
      silent: columns.silent[place] === 1,
    });
  }
  return {
    revision,
    version,
    truncatedAt,
    organisations,
    targets,
    hearings,
    systems: systems.map((system) => ({
      id: system.id,
      name: system.name,
      organisation: organisations[system.organisation]?.id ?? '',
      targets: system.targets.map((place) => columns.id[place]),
    })),
  };
}
