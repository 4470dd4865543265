import type { CredentialKind } from '#protocol/credential.ts';
import type { Explanation } from '#protocol/explanation.ts';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import type { ProbeState } from '#protocol/probe-state.ts';
import type { Paged, Target } from './shapes.ts';

/*
 * What the API answers about devices that are asked over the network.
 */

export interface CredentialEntry {
  id: string;
  organisation: string;
  name: string;
  kind: CredentialKind;
  /** Without the secrets. */
  fields: Record<string, unknown>;
  /** Names of the secrets that are kept. */
  sealed: string[];
  /** Polls that use it. */
  uses: number;
}
export interface CredentialsAnswer extends Paged {
  credentials: CredentialEntry[];
}

/** `GET probes`. */
export interface ProbesAnswer {
  probes: CatalogueEntry[];
}

/** How a target is asked by one probe, and how that went last. */
export interface PollEntry {
  probe: string;
  credential: { id: string; name: string } | null;
  /** What the probe is told beside address and credential. */
  settings: Record<string, unknown>;
  everyMs: number | null;
  enabled: boolean;
  /** Stands in the file of an agent. */
  byFile: boolean;
  /** Code: why nobody asks. */
  trouble: string | null;
  state: ProbeState | null;
  sentence: string;
  sinceMs: number | null;
}

/** A target that is asked over the network, with how that goes. */
export type Device = Omit<Target, 'polls'> & { polls: PollEntry[] };

export interface ZoneEntry {
  organisation: string;
  zone: string;
  /** Those in it that shall be asked, and those of them that no agent asks. */
  targets: number;
  unasked: number;
  agents: {
    id: string;
    target: string;
    name: string;
    /** Connected, or so a moment ago. */
    living: boolean;
    allowed: boolean;
    /** False: too old to be given targets. */
    canOpenSecrets: boolean;
    targets: number;
  }[];
}
export interface ZonesAnswer {
  zones: ZoneEntry[];
}

/** `POST recognise` and `POST targets/<id>/check`. */
export interface AskedAnswer {
  ok: boolean;
  durationMs: number;
  error: string;
  state?: ProbeState;
  explanation?: Explanation;
}

export type DiscoveryState = 'running' | 'done' | 'stopped' | 'failed' | 'interrupted';

export interface DiscoveryEntry {
  id: string;
  zone: string;
  ranges: string[];
  state: DiscoveryState;
  asked: number;
  total: number;
  error: string;
  madeBy: string;
  madeAtMs: number;
}
export interface DiscoveriesAnswer extends Paged {
  discoveries: DiscoveryEntry[];
}
export interface FoundEntry {
  address: string;
  probe: string;
  /** Id of the one that opened it; empty where none did. */
  credential: string;
  recognised: Explanation['recognised'];
  watchedAs: { id: string; name: string }[];
}
export interface DiscoveryAnswer extends DiscoveryEntry {
  found: FoundEntry[];
}
export interface AcceptedAnswer {
  made: { address: string; target: string; name: string }[];
  skipped: { address: string; code: string }[];
}

/** A configuration as it was for a while, its secrets masked. */
export interface ConfigVersion {
  platform: string;
  version: number;
  firstAtMs: number;
  lastAtMs: number;
  lines: number;
}
export interface ConfigText extends ConfigVersion {
  text: string;
}
export interface ConfigDifference {
  added: number;
  removed: number;
  hunks: { fromLine: number; toLine: number; lines: { op: 'same' | 'removed' | 'added'; text: string }[] }[];
}
