import { AlertMatch } from '#protocol/alert-match.ts';
import { Times } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';

/** A silence as it lies in the ledger. */
export interface SilenceRow {
  id: string;
  organisation: string;
  kind: Silence['kind'];
  name: string;
  matches: string;
  times: string;
  comment: string;
  created_by: string;
  created_at_ms: number;
  from_ms: number;
  until_ms: number | null;
  ended_at_ms: number | null;
}

export function toSilence(row: SilenceRow): Silence {
  return {
    id: row.id,
    organisation: row.organisation,
    kind: row.kind,
    name: row.name,
    match: AlertMatch.parse(JSON.parse(row.matches)),
    times: Times.parse(JSON.parse(row.times)),
    comment: row.comment,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
  };
}

/** The values of a row in the order of its columns. */
export function toRow({ times, ...silence }: Silence): SilenceRow {
  return {
    id: silence.id,
    organisation: silence.organisation,
    kind: silence.kind,
    name: silence.name,
    matches: JSON.stringify(silence.match),
    times: JSON.stringify(times),
    comment: silence.comment,
    created_by: silence.createdBy,
    created_at_ms: silence.createdAtMs,
    from_ms: times.fromMs,
    until_ms: times.kind === 'once' ? times.toMs : times.untilMs,
    ended_at_ms: silence.endedAtMs,
  };
}
