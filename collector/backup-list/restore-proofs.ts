import { randomUUID } from 'node:crypto';
import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Target } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';

/** A restore that somebody tried, of a backup that is not Ward's own. */
export interface RestoreProof {
  id: string;
  /** The job that makes the backup, or the database that makes it itself. */
  target: string;
  /** When it was done. */
  atMs: number;
  tester: string;
  outcome: 'passed' | 'failed';
  /** What was restored, where to, and how it was compared. */
  what: string;
  tookMs: number | null;
  recordedBy: string;
  recordedAtMs: number;
}

interface Row {
  id: string;
  target: string;
  at_ms: number;
  tester: string;
  outcome: RestoreProof['outcome'];
  what: string;
  took_ms: number | null;
  recorded_by: string;
  recorded_at_ms: number;
}

/** Kept of one target: half a century of quarters, twice. */
const PROOFS_PER_TARGET = 400;
/** Targets asked for in one statement. */
const TARGETS_ASKED = 500;

/** Restores that people have tried, in the ledger; each is in the audit as well. */
export function restoreProofsIn({ sql, audit, nowMs }: { sql: Sql; audit: Audit; nowMs(): number }) {
  return {
    async add(
      actor: Actor,
      target: Target,
      said: Pick<RestoreProof, 'atMs' | 'tester' | 'outcome' | 'what' | 'tookMs'>,
    ): Promise<RestoreProof> {
      const proof: RestoreProof = {
        id: randomUUID(),
        target: target.id,
        ...said,
        recordedBy: actor.who,
        recordedAtMs: nowMs(),
      };
      await sql.transaction(async () => {
        await sql.run(
          `INSERT INTO restore_proofs (id, organisation, target, at_ms, tester, outcome, what, took_ms, recorded_by,
             recorded_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          proof.id,
          target.organisation,
          proof.target,
          proof.atMs,
          proof.tester,
          proof.outcome,
          proof.what,
          proof.tookMs,
          proof.recordedBy,
          proof.recordedAtMs,
        );
        await sql.run(
          `DELETE FROM restore_proofs WHERE target = ? AND id NOT IN (
             SELECT id FROM restore_proofs WHERE target = ? ORDER BY at_ms DESC, id LIMIT ?)`,
          proof.target,
          proof.target,
          PROOFS_PER_TARGET,
        );
        await audit.write(actor, {
          action: 'restore_proof.create',
          object: `target:${target.id}`,
          organisation: target.organisation,
          after: said,
        });
      });
      return proof;
    },

    /** False when there is none. */
    async remove(actor: Actor, target: Target, id: string): Promise<boolean> {
      return sql.transaction(async () => {
        const before = await sql.get<Row>(
          'SELECT * FROM restore_proofs WHERE id = ? AND target = ?',
          id,
          target.id,
        );
        if (!before) return false;
        await sql.run('DELETE FROM restore_proofs WHERE id = ?', id);
        await audit.write(actor, {
          action: 'restore_proof.remove',
          object: `target:${target.id}`,
          organisation: target.organisation,
          before: toProof(before),
        });
        return true;
      });
    },

    /** Of one target, newest first. */
    async list(target: string, limit: number): Promise<RestoreProof[]> {
      const rows = await sql.all<Row>(
        'SELECT * FROM restore_proofs WHERE target = ? ORDER BY at_ms DESC, id LIMIT ?',
        target,
        limit,
      );
      return rows.map(toProof);
    },

    /** The newest of each of these targets. */
    async newest(targets: readonly string[]): Promise<Map<string, RestoreProof>> {
      const found = new Map<string, RestoreProof>();
      for (let at = 0; at < targets.length; at += TARGETS_ASKED) {
        const part = targets.slice(at, at + TARGETS_ASKED);
        const rows = await sql.all<Row>(
          `SELECT * FROM restore_proofs WHERE target IN (${part.map(() => '?').join(', ')}) ORDER BY at_ms, id DESC`,
          ...part,
        );
        for (const row of rows) found.set(row.target, toProof(row));
      }
      return found;
    },

    /** The target of a proof. */
    async targetOf(id: string): Promise<string | undefined> {
      const row = await sql.get<{ target: string }>('SELECT target FROM restore_proofs WHERE id = ?', id);
      return row?.target;
    },
  };
}

function toProof(row: Row): RestoreProof {
  return {
    id: row.id,
    target: row.target,
    atMs: row.at_ms,
    tester: row.tester,
    outcome: row.outcome,
    what: row.what,
    tookMs: row.took_ms,
    recordedBy: row.recorded_by,
    recordedAtMs: row.recorded_at_ms,
  };
}
