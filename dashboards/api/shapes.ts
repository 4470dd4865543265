/*
 * What the collector's HTTP API answers, as far as the pages read it. `protocol/` holds what other programs share
 * too (alerts, rules); these are the shapes of `/api/v1` alone.
 */
import type { Alert } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';

export const ROLES = [
  'viewer',
  'operator',
  'administrator',
  'system_administrator',
  'security_administrator',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do and the pages ask for; the collector has more of them. */
export type Permission =
  | 'targets.write'
  | 'configs.read'
  | 'credentials.read'
  | 'credentials.write'
  | 'discoveries.write'
  | 'alerts.acknowledge'
  | 'silences.write'
  | 'boards.write'
  | 'rules.write'
  | 'channels.read'
  | 'channels.write'
  | 'contacts.read'
  | 'contacts.write'
  | 'agents.read'
  | 'agents.write'
  | 'people.read'
  | 'people.write'
  | 'organisations.read'
  | 'organisations.write'
  | 'audit.read'
  | 'system.read'
  | 'system.write';

/** A role in one organisation; `*` stands for all of them. */
export interface Membership {
  organisation: string;
  role: Role;
}

export interface Organisation {
  id: string;
  name: string;
  /** IANA zone of its schedules, reports and pages. */
  zone: string;
}

/** `GET session`. */
export interface SessionAnswer {
  person: string;
  name: string;
  displayName: string;
  language: string;
  memberships: Membership[];
  /** A screen that may only look, by a token of its own. */
  isWall?: boolean;
  /** True while a password that somebody else gave must be replaced: nothing else is allowed then. */
  mustChangePassword: boolean;
  /** What the person may do in at least one organisation. */
  permissions: string[];
  organisations: Organisation[];
}

/** A page of a list; `next` is the `cursor` of the following one. */
export interface Paged {
  next?: string | null;
}

/** One target as every page knows it, out of `GET fleet`; whoever needs more asks `GET targets/:id`. */
export interface Target {
  id: string;
  kind: string;
  name: string;
  /** How the machine calls itself. */
  host: string;
  address: string;
  organisation: string;
  room: string;
  rack: string;
  /** Lowest unit that it fills, and its height in units; 0: unknown. */
  rackUnit?: number;
  rackUnits?: number;
  zone: string;
  /** As people say, or else as the device last said. */
  vendor?: string;
  model?: string;
  owner?: string;
  contract?: string;
  /** It is asked over the network. */
  isPolled?: boolean;
  /** Of one that only pushes: the first words of what it sends. */
  subjects?: readonly string[] | undefined;
}
export interface TargetsAnswer extends Paged {
  targets: Target[];
}

export interface AlertsAnswer extends Paged {
  alerts: Alert[];
}

/** A rule in force. `default`: as shipped, `changed`: shipped and changed here, `own`: made here. */
export interface RuleEntry {
  rule: Rule;
  revision: number;
  origin: 'default' | 'changed' | 'own';
}
export interface RulesAnswer extends Paged {
  rules: RuleEntry[];
}

export interface AgentEntry {
  id: string;
  /** The machine on which it runs. */
  target: string;
  /** Of the target. */
  name: string;
  hostname: string;
  version: string | null;
  connected: boolean;
  lastFrameAtMs: number | null;
  /** Its clock minus ours. */
  skewMs: number | null;
  /** Frames of the gap ledger that are missing now. */
  missingFrames: number;
  gaps: { epoch: string; from: number; to: number; sinceMs: number | null }[];
  withdrawnAtMs: number | null;
  /** Two machines seem to use its key. */
  cloned: boolean;
  /** The network zone whose targets it wants to ask, by its own file. */
  zone: string | null;
  /** The zone whose targets it may be given, secrets included; `*` any, null none. */
  allowedZone: string | null;
  /** Targets that it asks now. */
  polledTargets: number;
}
export interface AgentsAnswer extends Paged {
  agents: AgentEntry[];
}

/** `POST enrol-tokens`; the token is told this once. */
export interface EnrolToken {
  token: string;
  expiresAtMs: number;
}

export interface PersonEntry {
  id: string;
  name: string;
  displayName: string;
  language: string;
  memberships: Membership[];
  mustChangePassword: boolean;
  disabledAtMs: number | null;
  createdAtMs: number;
}
export interface PeopleAnswer extends Paged {
  people: PersonEntry[];
}

export interface AuditEntry {
  number: number;
  atMs: number;
  who: string;
  address: string;
  /** A code: `session.open`, `person.create` … */
  action: string;
  /** `kind:id`. */
  object: string;
  outcome: string;
}
export interface AuditAnswer extends Paged {
  entries: AuditEntry[];
}

export interface RecordEntry {
  target: string;
  kind: string;
  key: string;
  timeMs: number;
  data: unknown;
}
export interface RecordsAnswer {
  records: RecordEntry[];
}

/** One answer of `query` or `latest`; NaN where a sample was not read. */
export interface QuerySeries {
  target: string;
  metric?: string;
  labels: Record<string, string>;
  timesMs: ArrayLike<number>;
  values: ArrayLike<number | null>;
}
