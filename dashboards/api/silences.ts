/* What the API answers about silences, planned work, and how available something was. */
import type { Alert } from '#protocol/alert.ts';
import type { Times } from '#protocol/clock-times.ts';
import type { Silence } from '#protocol/silence.ts';
import type { Paged } from './shapes.ts';

export interface Span {
  fromMs: number;
  toMs: number;
}

/** A silence and how it stands now. */
export interface SilenceEntry {
  silence: Silence;
  /** `coming`: to come, or to come again. */
  state: 'active' | 'coming' | 'ended';
  /** End of the window that holds; null where none does, or nobody has said. */
  untilMs: number | null;
  nextMs: number | null;
  /** It has never held: only then it can be removed, and changed in everything. */
  deletable: boolean;
}
export interface SilencesAnswer extends Paged {
  silences: SilenceEntry[];
}

/** As `Times`, or from now on for so long. */
export type WantedTimes = Times | { kind: 'for'; durationMs: number };

/** Body of `POST silences` and, without the organisation, of `PUT silences/<id>`. */
export interface WantedSilence extends Pick<Silence, 'kind' | 'name' | 'match' | 'comment'> {
  times: WantedTimes;
}

/** A stretch of time in which a silence holds. */
export interface SilenceWindow extends Span {
  silence: string;
  kind: Silence['kind'];
  name: string;
  organisation: string;
}
export interface WindowsAnswer {
  windows: SilenceWindow[];
  complete: boolean;
}

/** `POST silences/preview`. */
export interface SilencePreview {
  matches: number;
  alerts: Alert[];
  looked: number;
  complete: boolean;
  windows: Span[];
}

/** What holds an alert back now. */
export interface Holding {
  silence: string;
  kind: Silence['kind'];
  name: string;
  untilMs: number | null;
}
/** An alert as it is read; live messages do not say what holds it back. */
export type ShownAlert = Alert & { silenced: Holding | null };

/** `GET targets/<id>/availability`. */
export interface AvailabilityAnswer extends Span {
  upMs: number;
  downMs: number;
  maintenanceMs: number;
  unknownMs: number;
  /** up / (up + down); null where nothing is known. */
  share: number | null;
  /** Without what was planned or unknown. */
  down: Span[];
  /** The alerts that told of them, whole, newest first. */
  outages: (Span & { alert: string; rule: string })[];
}
