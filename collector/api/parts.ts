import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Refusals } from '#collector/audit/refusals.ts';
import type { Boards } from '#collector/boards/boards.ts';
import type { Configs } from '#collector/configs/configs.ts';
import type { ContactBook } from '#collector/contacts/contact-book.ts';
import type { DrillAnswers } from '#collector/contacts/drill-answers.ts';
import type { Drills } from '#collector/contacts/drills.ts';
import type { ContactRouting } from '#collector/contacts/make-routing.ts';
import type { Discoveries } from '#collector/discovery/discoveries.ts';
import type { EvidenceRepository } from '#collector/evidence/evidence.ts';
import type { FleetForApi } from '#collector/fleet/fleet-desk.ts';
import type { Groups } from '#collector/groups/groups.ts';
import type { Agents } from '#collector/inventory/agents.ts';
import type { Assignments } from '#collector/inventory/assignments.ts';
import type { Records } from '#collector/inventory/records.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import type { TextChanges } from '#collector/inventory/text-changes.ts';
import type { Calendars } from '#collector/jobs/calendars.ts';
import type { Standing } from '#collector/jobs/job-desk.ts';
import type { Jobs } from '#collector/jobs/jobs.ts';
import type { JournalLoss } from '#collector/journal/journal.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { NewestValue } from '#collector/live/live-catalog.ts';
import type { ChannelsRepository } from '#collector/notify/channels-repository.ts';
import type { PagesAddress } from '#collector/notify/pages-address.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Enrolment } from '#collector/people/enrolment.ts';
import type { Organisations } from '#collector/people/organisations.ts';
import type { Passwords } from '#collector/people/password.ts';
import type { Persons } from '#collector/people/persons.ts';
import type { PushKeys } from '#collector/people/push-keys.ts';
import type { Senders } from '#collector/people/senders.ts';
import type { Sessions } from '#collector/people/sessions.ts';
import type { makeSignIn } from '#collector/people/sign-in.ts';
import type { SignInGuard } from '#collector/people/sign-in-guard.ts';
import type { VisibleTargets } from '#collector/people/visible-targets.ts';
import type { Credentials } from '#collector/polling/credentials.ts';
import type { Polling } from '#collector/polling/polling.ts';
import type { Polls } from '#collector/polling/polls.ts';
import type { Silences } from '#collector/silences/silences.ts';
import type {
  Query,
  QueryLimits,
  Selector,
  SeriesColumns,
  SeriesDescription,
} from '#collector/store/store.ts';
import type { Thresholds } from '#collector/thresholds/thresholds.ts';
import type { Callers } from '#collector/walls/callers.ts';
import type { Walls } from '#collector/walls/walls.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { BackupRun, BackupState, RestoreTest } from '#protocol/backup.ts';
import type { Rule, RuleRevision } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import type { Checked } from '#protocol/session.ts';
import type { StoreState } from '#protocol/store-state.ts';
import type { SystemHealth } from '#protocol/system-health.ts';

/** People, keys, audit and inventory: what `openRegistry` makes of a ledger. */
export interface Registry {
  sql: Sql;
  organisations: Organisations;
  persons: Persons;
  passwords: Passwords;
  sessions: Sessions;
  guard: SignInGuard;
  walls: Walls;
  /** Whoever holds a token that opens the API: people and walls. */
  callers: Callers;
  signIn: ReturnType<typeof makeSignIn>;
  audit: Audit;
  refusals: Refusals;
  targets: Targets;
  groups: Groups;
  texts: TextChanges;
  visible: VisibleTargets;
  senders: Senders;
  enrolment: Enrolment;
  pushKeys: PushKeys;
  agents: Agents;
  assignments: Assignments;
  records: Records;
  credentials: Credentials;
  polls: Polls;
  discoveries: Discoveries;
  configs: Configs;
  evidence: EvidenceRepository;
  jobs: Jobs;
  calendars: Calendars;
  boards: Boards;
  /** Who can be told of what: contacts, teams, routes. */
  contactBook: ContactBook;
}

/** The store, as the API asks it. */
export interface StoreForApi {
  query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]>;
  /** The same answer as the bytes that our own pages read. */
  queryBytes(query: Query, limits: QueryLimits): Promise<Uint8Array>;
  latest(selector: Selector, limits: QueryLimits): Promise<SeriesColumns[]>;
  series(selector: Partial<Selector>, limit: number): Promise<SeriesDescription[]>;
}

/** The collector itself, as the API asks for it. */
export interface SystemForApi {
  storeState(): Promise<StoreState>;
  /** What the history does not have, in order of position. */
  losses(): Promise<JournalLoss[]>;
  health(): Promise<SystemHealth>;
}

/** The rules, as the API asks for them. A rule for every organisation is seen in every scope. */
export interface RulesForApi {
  /** By id after `cursor`. */
  list(scope: Scope, cursor: string, limit: number): Promise<RuleRevision[]>;
  get(scope: Scope, id: string): Promise<RuleRevision | undefined>;
  count(): Promise<number>;
  put(rule: Rule, by: string): Promise<RuleRevision>;
  /** Also one that was deleted since. */
  recall(id: string): Promise<Rule | undefined>;
  remove(id: string, by: string): Promise<boolean>;
}

/** How an agent is doing, as far as the intake knows. */
export interface AgentStatus {
  connected: boolean;
  version: string | null;
  lastFrameAtMs: number | null;
  /** Its clock minus ours. */
  skewMs: number | null;
  /** Frames that are missing now. */
  missingFrames: number;
  /** Ranges of sequences that are missing, newest epoch first, a bounded number. */
  gaps: { epoch: string; from: number; to: number; sinceMs: number | null }[];
  /** Two machines seem to use its key. */
  cloned: boolean;
}

/** The intake, as the API asks it. */
export interface IntakeForApi {
  /** Undefined for an agent that has not been heard of since it was enrolled. */
  status(agent: string): AgentStatus | undefined;
  /** Runs one probe once on the agent now; undefined when it is not connected. */
  check(agent: string, probe: string, timeoutMs: number): Promise<Checked | undefined>;
}

/** Backups, as the API asks for them; lists begin before `beforeMs`, newest first. */
export interface BackupsForApi {
  state(): Promise<BackupState>;
  runs(beforeMs: number | undefined, limit: number): Promise<BackupRun[]>;
  tests(beforeMs: number | undefined, limit: number): Promise<RestoreTest[]>;
  begin(actor: Actor): Promise<'begun' | 'running' | 'no_folder'>;
  beginTest(actor: Actor): Promise<'begun' | 'running' | 'no_folder'>;
  /** False when nothing runs. */
  cancel(actor: Actor): Promise<boolean>;
}

/** Everything that the routes need. */
export interface Parts {
  registry: Registry;
  fleet: FleetForApi;
  backups: BackupsForApi;
  store: StoreForApi;
  system: SystemForApi;
  alerts: AlertsRepository;
  /** People have worked on alerts: live pages and channels want to know. */
  alertsWorkedOn(events: readonly AlertEvent[]): void;
  /** Silences and planned work. */
  silences: Silences;
  rules: RulesForApi;
  thresholds: Thresholds;
  /** Rules as shipped, to which a changed one can go back. */
  shippedRules: readonly Rule[];
  /** Puts the rules in force into the journal; resolves when they are durable there. */
  rulesChanged(): Promise<void>;
  channels: ChannelsRepository;
  /** Who is told of an alert, by the routes. */
  routing: Pick<ContactRouting, 'routes' | 'choose'>;
  drills: Pick<Drills, 'list' | 'report' | 'begin' | 'planOf' | 'putPlan' | 'wake'>;
  drillAnswers: DrillAnswers;
  pagesAddress: PagesAddress;
  intake: IntakeForApi;
  /** Whatever is asked through agents: the desk is the intake's. */
  polling: Omit<Polling, 'desk' | 'left' | 'close'>;
  /** How jobs stand. */
  jobDesk: {
    standing(id: string): Standing | undefined;
    /** Resolves when nothing waits to be judged. */
    idle(): Promise<void>;
  };
  /** The newest values of a metric on these targets that came since the start; without a look into the store. */
  newest(metric: string, targets: ReadonlySet<string>): NewestValue[];
  /** Schemas that have sent since the start, those of all organisations: which metrics there are, without the store. */
  sending(): Iterable<Schema>;
  /** Tells the journal that a target's series are gone. */
  targetDeleted(target: string): Promise<void>;
  limits: QueryLimits;
  /** How long the store keeps samples, and minutes. */
  kept: { rawMs: number; minuteMs: number };
  nowMs(): number;
}
