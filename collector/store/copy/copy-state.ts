import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Lane } from './lanes.ts';

/** A target on one UTC day, or longer for roll-ups: what is copied, verified and then marked as one. */
export interface Unit {
  lane: Lane;
  target: string;
  /** Its first day. */
  dayMs: number;
}

/** A unit that is durably over there. */
export interface DoneUnit extends Unit {
  samples: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS units (
    target TEXT NOT NULL, day_ms INTEGER NOT NULL, pass INTEGER NOT NULL, samples INTEGER NOT NULL,
    PRIMARY KEY (target, day_ms)) WITHOUT ROWID`;

/**
 * How far a copy is; what was marked outlives every crash. A copy that was finished and is asked for again makes
 * another pass, in which only what is not over there as it should be is written again.
 */
export interface CopyState {
  isDone(unit: Unit): boolean;
  /** An earlier pass has copied it. */
  wasDone(unit: Unit): boolean;
  mark(units: readonly DoneUnit[]): void;
  /** Everything was copied: the next run is another pass. */
  finish(): void;
  close(): void;
}

/** Opens the state in a file, which is made when it is missing. */
export function openCopyState(file: string): CopyState {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000');
  database.exec(SCHEMA);
  const find = database.prepare('SELECT pass FROM units WHERE target = ? AND day_ms = ?');
  const put = database.prepare(
    'INSERT OR REPLACE INTO units (target, day_ms, pass, samples) VALUES (?, ?, ?, ?)',
  );
  const setFact = database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)');
  const passRow = database.prepare("SELECT value FROM facts WHERE name = 'pass'").get();
  let pass = Number(passRow?.value ?? 1);

  return {
    isDone: (unit) => find.get(nameOf(unit), unit.dayMs)?.pass === pass,
    wasDone: (unit) => Number(find.get(nameOf(unit), unit.dayMs)?.pass ?? pass) < pass,
    mark(units) {
      database.exec('BEGIN');
      for (const unit of units) put.run(nameOf(unit), unit.dayMs, pass, unit.samples);
      database.exec('COMMIT');
    },
    finish() {
      pass++;
      setFact.run('pass', String(pass));
    },
    close: () => database.close(),
  };
}

/** No target has a line break in its id. */
function nameOf({ lane, target }: Unit): string {
  return lane === 'raw' ? target : `${lane}\n${target}`;
}

/** A state that ends with the process. */
export function memoryCopyState(): CopyState {
  const units = new Map<string, number>();
  const keyOf = (unit: Unit) => `${unit.dayMs} ${nameOf(unit)}`;
  let pass = 1;
  return {
    isDone: (unit) => units.get(keyOf(unit)) === pass,
    wasDone: (unit) => (units.get(keyOf(unit)) ?? pass) < pass,
    mark(done) {
      for (const unit of done) units.set(keyOf(unit), pass);
    },
    finish: () => void pass++,
    close() {},
  };
}
