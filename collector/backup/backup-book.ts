import type { Sql } from '#collector/ledger/sql.ts';
import type { BackupRun, RestoreTest } from '#protocol/backup.ts';

/** Of each kind so many stay. */
const KEPT = 1_000;
/** Tests among which one is looked for that came to an end. */
const LOOKED_AT = 100;
/** The setting that says since when backups into which folder are wanted. */
const WANTED = 'backup.wanted';

interface RunRow {
  at_ms: number;
  took_ms: number;
  made_by: string;
  folder: string;
  point: string;
  failure: BackupRun['failure'];
  detail: string;
  bytes: number;
  new_bytes: number;
  files: number;
  is_there: number;
}

interface TestRow {
  at_ms: number;
  took_ms: number;
  made_by: string;
  folder: string;
  point: string;
  passed: number;
  result: string;
}

/**
 * What was made, tried and tested; lists are newest first. It never looks into the folder of backups: a server that does
 * not answer would hold up the collector.
 */
export interface BackupBook {
  /** `removed`: points of the same folder that went. */
  addRun(run: Omit<BackupRun, 'isThere'>, removed?: readonly string[]): Promise<void>;
  addTest(test: RestoreTest): Promise<void>;
  runs(beforeMs: number | undefined, limit: number): Promise<BackupRun[]>;
  tests(beforeMs: number | undefined, limit: number): Promise<RestoreTest[]>;
  /** Of a folder: the newest that was made, and the tries that failed since. */
  standing(folder: string): Promise<{ last: BackupRun | undefined; failures: number; triedMs: number }>;
  /** The newest test of a folder, and the newest that came to an end. */
  lastTest(folder: string): Promise<{ tried: RestoreTest | undefined; ended: RestoreTest | undefined }>;
  /** Where the newest was made or tried; undefined when there is none. */
  lastFolder(): Promise<string | undefined>;
  /** When backups into a folder were wanted or made first; notes `nowMs` for one that is new. */
  wantedSince(folder: string, nowMs: number): Promise<number>;
}

export function openBackupBook(sql: Sql): BackupBook {
  const listRuns = async (where: string, limit: number, ...values: (number | string)[]) => {
    const rows = await sql.all<RunRow>(
      `SELECT * FROM backups WHERE ${where} ORDER BY at_ms DESC LIMIT ?`,
      ...values,
      limit,
    );
    return rows.map(toRun);
  };

  return {
    addRun(run, removed = []) {
      return sql.transaction(async () => {
        await sql.run(
          `INSERT INTO backups (at_ms, took_ms, made_by, folder, point, failure, detail, bytes, new_bytes, files, is_there)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          await freeTime(sql, 'backups', run.atMs),
          run.tookMs,
          run.by,
          run.folder,
          run.point,
          run.failure,
          run.detail,
          run.bytes,
          run.newBytes,
          run.files,
          run.failure === '' ? 1 : 0,
        );
        for (const point of removed)
          await sql.run('UPDATE backups SET is_there = 0 WHERE folder = ? AND point = ?', run.folder, point);
        await forget(sql, 'backups');
      });
    },
    addTest({ atMs, tookMs, by, folder, point, passed, differences, checked }) {
      return sql.transaction(async () => {
        await sql.run(
          'INSERT INTO restore_tests (at_ms, took_ms, made_by, folder, point, passed, result) VALUES (?, ?, ?, ?, ?, ?, ?)',
          await freeTime(sql, 'restore_tests', atMs),
          tookMs,
          by,
          folder,
          point,
          passed ? 1 : 0,
          JSON.stringify({ differences, checked }),
        );
        await forget(sql, 'restore_tests');
      });
    },
    runs: (beforeMs = Number.MAX_SAFE_INTEGER, limit) => listRuns('at_ms < ?', limit, beforeMs),
    async tests(beforeMs = Number.MAX_SAFE_INTEGER, limit) {
      const rows = await sql.all<TestRow>(
        'SELECT * FROM restore_tests WHERE at_ms < ? ORDER BY at_ms DESC LIMIT ?',
        beforeMs,
        limit,
      );
      return rows.map(toTest);
    },
    async standing(folder) {
      const [last] = await listRuns("failure = '' AND folder = ?", 1, folder);
      const failed = await sql.get<{ tries: number; newest: number | null }>(
        'SELECT count(*) AS tries, max(at_ms) AS newest FROM backups WHERE folder = ? AND at_ms > ?',
        folder,
        last?.atMs ?? Number.MIN_SAFE_INTEGER,
      );
      return { last, failures: failed?.tries ?? 0, triedMs: failed?.newest ?? 0 };
    },
    async lastTest(folder) {
      const rows = await sql.all<TestRow>(
        'SELECT * FROM restore_tests WHERE folder = ? ORDER BY at_ms DESC LIMIT ?',
        folder,
        LOOKED_AT,
      );
      const tests = rows.map(toTest);
      return { tried: tests[0], ended: tests.find(hasEnded) };
    },
    async lastFolder() {
      const row = await sql.get<{ folder: string }>('SELECT folder FROM backups ORDER BY at_ms DESC LIMIT 1');
      return row?.folder;
    },
    wantedSince(folder, nowMs) {
      return sql.transaction(async () => {
        const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', WANTED);
        const wanted = row ? (JSON.parse(row.value) as { folder: string; sinceMs: number }) : undefined;
        if (wanted?.folder === folder) return wanted.sinceMs;
        await sql.run(
          `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at_ms = excluded.changed_at_ms`,
          WANTED,
          JSON.stringify({ folder, sinceMs: nowMs }),
          nowMs,
        );
        return nowMs;
      });
    },
  };
}

/** One for which there was no room, or that somebody stopped, says nothing of the backup. */
function hasEnded({ passed, differences }: RestoreTest): boolean {
  return passed || differences.some(({ code }) => !NO_ANSWER.has(code));
}

const NO_ANSWER: ReadonlySet<string> = new Set(['disk_full', 'in_use', 'cancelled']);

/** Two in one millisecond, as a clock that was set back may have them, stay apart. */
async function freeTime(sql: Sql, table: string, atMs: number): Promise<number> {
  for (let free = atMs; ; free++) {
    if (!(await sql.get(`SELECT 1 AS one FROM ${table} WHERE at_ms = ?`, free))) return free;
  }
}

async function forget(sql: Sql, table: string): Promise<void> {
  const row = await sql.get<{ at_ms: number }>(
    `SELECT at_ms FROM ${table} ORDER BY at_ms DESC LIMIT 1 OFFSET ?`,
    KEPT,
  );
  if (row) await sql.run(`DELETE FROM ${table} WHERE at_ms <= ?`, row.at_ms);
}

function toRun(row: RunRow): BackupRun {
  return {
    atMs: row.at_ms,
    tookMs: row.took_ms,
    by: row.made_by,
    folder: row.folder,
    point: row.point,
    isThere: row.is_there === 1,
    failure: row.failure,
    detail: row.detail,
    bytes: row.bytes,
    newBytes: row.new_bytes,
    files: row.files,
  };
}

function toTest(row: TestRow): RestoreTest {
  return {
    atMs: row.at_ms,
    tookMs: row.took_ms,
    by: row.made_by,
    folder: row.folder,
    point: row.point,
    passed: row.passed === 1,
    ...JSON.parse(row.result),
  };
}
