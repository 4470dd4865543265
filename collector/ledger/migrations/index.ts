import { people } from './001-people.ts';
import { targets } from './002-targets.ts';
import { agents } from './003-agents.ts';
import { keys } from './004-keys.ts';
import { audit } from './005-audit.ts';
import { settings } from './006-settings.ts';
import { records } from './007-records.ts';
import { assignments } from './008-assignments.ts';
import { polling } from './009-polling.ts';
import { schemas } from './010-schemas.ts';
import { rules } from './020-rules.ts';
import { judging } from './021-judging.ts';
import { alerts } from './022-alerts.ts';
import { telling } from './023-telling.ts';
import { alertWork } from './024-alert-work.ts';
import { groups } from './025-groups.ts';
import { silences } from './026-silences.ts';
import { contacts } from './027-contacts.ts';
import { tellingReceipts } from './028-telling-receipts.ts';
import { causes } from './029-causes.ts';
import { discoveries } from './031-discoveries.ts';
import { configs } from './032-configs.ts';
import { recordKinds } from './033-record-kinds.ts';
import { agentZones } from './034-agent-zones.ts';
import { evidence } from './036-evidence.ts';
import { jobs } from './040-jobs.ts';
import { backups } from './050-backups.ts';
import { rooms } from './051-rooms.ts';
import { topology } from './052-topology.ts';
import { walls } from './053-walls.ts';
import { boards } from './054-boards.ts';
import { systems } from './056-systems.ts';
import { restoreProofs } from './057-restore-proofs.ts';

/** One step of the ledger's format. Once released it is never changed: a later one corrects it. */
export interface Migration {
  number: number;
  name: string;
  /**
   * The common subset of SQLite and PostgreSQL: TEXT, INTEGER (also for 0 and 1), BIGINT (UTC ms), DOUBLE PRECISION;
   * JSON, hex and base64 as TEXT; no identity columns.
   */
  statements: readonly string[];
}

/** Every migration, ascending. 1–9 and 30–39 people and inventory, 10–19 intake, 20–29 rules and alerts, 40–49 jobs, 50–59 backups. */
export const MIGRATIONS: readonly Migration[] = [
  { number: 1, name: 'people', statements: people },
  { number: 2, name: 'targets', statements: targets },
  { number: 3, name: 'agents', statements: agents },
  { number: 4, name: 'keys', statements: keys },
  { number: 5, name: 'audit', statements: audit },
  { number: 6, name: 'settings', statements: settings },
  { number: 7, name: 'records', statements: records },
  { number: 8, name: 'assignments', statements: assignments },
  { number: 9, name: 'polling', statements: polling },
  { number: 10, name: 'schemas', statements: schemas },
  { number: 20, name: 'rules', statements: rules },
  { number: 21, name: 'judging', statements: judging },
  { number: 22, name: 'alerts', statements: alerts },
  { number: 23, name: 'telling', statements: telling },
  { number: 24, name: 'alert-work', statements: alertWork },
  { number: 25, name: 'groups', statements: groups },
  { number: 26, name: 'silences', statements: silences },
  { number: 27, name: 'contacts', statements: contacts },
  { number: 28, name: 'telling-receipts', statements: tellingReceipts },
  { number: 29, name: 'causes', statements: causes },
  { number: 31, name: 'discoveries', statements: discoveries },
  { number: 32, name: 'configs', statements: configs },
  { number: 33, name: 'record-kinds', statements: recordKinds },
  { number: 34, name: 'agent-zones', statements: agentZones },
  { number: 36, name: 'evidence', statements: evidence },
  { number: 40, name: 'jobs', statements: jobs },
  { number: 50, name: 'backups', statements: backups },
  { number: 51, name: 'rooms', statements: rooms },
  { number: 52, name: 'topology', statements: topology },
  { number: 53, name: 'walls', statements: walls },
  { number: 54, name: 'boards', statements: boards },
  { number: 56, name: 'systems', statements: systems },
  { number: 57, name: 'restore-proofs', statements: restoreProofs },
];
