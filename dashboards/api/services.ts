import type { BackupState } from '#protocol/backup.ts';
import type { JobState } from '#protocol/job.ts';

/*
 * What the API answers about databases, pages, certificates, days of jobs, and backups.
 */

/** What a row belongs to. */
export interface Place {
  target: string;
  targetName: string;
  organisation: string;
  systems: { id: string; name: string }[];
}

/** Why it is full in so many days, or why nobody can say. */
export type FillCode =
  | 'full'
  | 'fills'
  | 'grows'
  | 'far'
  | 'steady'
  | 'shrinks'
  | 'short_history'
  | 'no_limit'
  | 'passing';

export interface SpaceEntry extends Place {
  name: string;
  type: string;
  code: FillCode;
  days: number | null;
  usedBytes: number;
  allocatedBytes: number | null;
  limitBytes: number | null;
  usedPercent: number | null;
  growth: 'unknown' | 'steady' | 'grows' | 'shrinks';
  bytesPerDay: number | null;
  atMs: number;
  isOld: boolean;
}
/** `GET disks`. */
export interface SpacesAnswer {
  spaces: SpaceEntry[];
  total: number;
  /** Targets whose history is still being read. */
  waiting: number;
}
export interface DatabaseEntry extends Place {
  kind: string;
  address: string;
  make: string;
  version: string;
  role: string | null;
  readOnly: boolean | null;
  upSeconds: number | null;
  sessions: number | null;
  sessionsActive: number | null;
  sessionsLimit: number | null;
  sessionsPercent: number | null;
  blockedSessions: number | null;
  longestWaitSeconds: number | null;
  lagSeconds: number | null;
  lagBytes: number | null;
  replication: string | null;
  atMs: number | null;
}
/** `GET databases`. */
export interface DatabasesAnswer extends SpacesAnswer {
  databases: DatabaseEntry[];
}

export interface CertificateEntry {
  /** Empty where the certificate itself was not told. */
  fingerprint: string;
  subject: string;
  issuer: string;
  names: string;
  serial: string;
  key: string;
  signature: string;
  validFromMs: number | null;
  validToMs: number | null;
  endsMs: number | null;
  endsBy: string;
  state: string | null;
  places: (Place & {
    address: string;
    probe: 'certificate' | 'page';
    state: string | null;
    seenAtMs: number;
  })[];
}
/** `GET certificates`. */
export interface CertificatesAnswer {
  certificates: CertificateEntry[];
  renewDays: number;
  truncated: boolean;
}

export interface PageEntry extends Place {
  address: string;
  state: string | null;
  statusCode: number | null;
  responseSeconds: number | null;
  trail: { fromMs: number; stepMs: number; values: (number | null)[] } | null;
  alteredPercent: number | null;
  columnsMissing: number | null;
  columns: { name: string; state: string }[];
  brokenLinks: number | null;
  atMs: number | null;
  failing: { probe: string; state: string; sentence: string; sinceMs: number | null } | null;
  available30: { share: number | null; downMs: number; unknownMs: number } | null;
  lastOutage: { alert: string; rule: string; fromMs: number; toMs: number } | null;
}
/** `GET pages`. */
export interface PagesAnswer {
  pages: PageEntry[];
  waiting: number;
  truncated: boolean;
}

/** How a window of a job stands on its day. */
export type DayOutcome =
  | 'met'
  | 'late'
  | 'poor'
  | 'failed'
  | 'missing'
  | 'unseen'
  | 'expected'
  | 'open'
  | 'overdue';
export interface DayWindow {
  opensMs: number;
  dueMs: number;
  lateMs: number;
  closesMs: number;
  outcome: DayOutcome;
  metMs: number | null;
}
export interface DayRun {
  number: number;
  startedAtMs: number | null;
  endedAtMs: number | null;
  outcome: 'running' | 'good' | 'poor' | 'failed';
  bytes: number | null;
  exitCode: number | null;
}
export interface JobDayEntry extends Place {
  owner: string;
  state: JobState;
  nextDueMs: number | null;
  windows: DayWindow[];
  runs: DayRun[];
  isCut: boolean;
}
/** `GET jobs/day`. */
export interface JobsDayAnswer {
  date: string;
  zone: string;
  fromMs: number;
  toMs: number;
  nowMs: number;
  jobs: JobDayEntry[];
  truncated: boolean;
}

export interface RestoreProof {
  id: string;
  target: string;
  atMs: number;
  tester: string;
  outcome: 'passed' | 'failed';
  what: string;
  tookMs: number | null;
  recordedBy: string;
  recordedAtMs: number;
}
export interface BackupEntry extends Place {
  source: 'job' | 'database';
  part: string;
  jobState: JobState | null;
  result: string | null;
  lastSuccessMs: number | null;
  lastEndedMs: number | null;
  nextDueMs: number | null;
  bytes: number | null;
  files: number | null;
  sizes: { atMs: number; bytes: number | null }[];
  proof: RestoreProof | null;
}
export interface RestoreTestEntry extends Place {
  state: JobState;
  lastSuccessMs: number | null;
  nextDueMs: number | null;
  newest: { atMs: number; outcome: string; note: string; toldBy: string } | null;
}
/** `GET backup-list`. */
export interface BackupListAnswer {
  backups: BackupEntry[];
  tests: RestoreTestEntry[];
  uncovered: { id: string; name: string; organisation: string }[];
  own: BackupState | null;
  truncated: boolean;
}
