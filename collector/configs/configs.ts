import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { Sql } from '#collector/ledger/sql.ts';
import { ConfigRecord } from '#protocol/config-record.ts';
import { diffLines } from './diff-lines.ts';

/** One version of the configuration of a device, in force from its first to its last time and perhaps longer. */
export interface ConfigVersion {
  platform: string;
  /** Counts up over all versions of the target. */
  version: number;
  hash: string;
  firstAtMs: number;
  lastAtMs: number;
  lines: number;
  bytes: number;
}

/** What taking a configuration has brought about. */
export type ConfigNews =
  | {
      key: 'config_changed';
      data: { platform: string; from: number; to: number; added: number; removed: number };
    }
  | { key: 'config_unreadable'; data: { why: string } };

interface Row {
  platform: string;
  version: number;
  hash: string;
  first_at_ms: number;
  last_at_ms: number;
  lines: number;
  bytes: number;
}

const COLUMNS = 'platform, version, hash, first_at_ms, last_at_ms, lines, bytes';

/** Versions kept of one target. */
export const CONFIG_VERSIONS = 100;
/** Parts of a configuration that never came whole are forgotten when another one is this much newer. */
const PARTS_KEPT_MS = 3_600_000;
/** Configurations of one target of which not all parts have come. */
const UNFINISHED = 4;

export type Configs = ReturnType<typeof configsIn>;

/** The configurations of devices in the ledger: a version for each change, none for the same again. */
export function configsIn(sql: Sql, versionsKept = CONFIG_VERSIONS) {
  return {
    /** Takes a record, inside the caller's transaction; tells what is worth an event. The same again changes nothing. */
    async take(target: string, timeMs: number, data: unknown): Promise<ConfigNews | undefined> {
      const record = ConfigRecord.safeParse(data);
      if (!record.success) return unreadable('it is no configuration as agents send it');
      const { platform, hash } = record.data;
      const text = await gather(target, timeMs, record.data);
      if (text === undefined) return undefined;
      if (createHash('sha256').update(text).digest('hex') !== hash)
        return unreadable('its text is not the one of its hash');
      return keep(target, platform, timeMs, hash, text);
    },

    /** Newest first. */
    async list(target: string): Promise<ConfigVersion[]> {
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM config_versions WHERE target = ? ORDER BY first_at_ms DESC, version DESC`,
        target,
      );
      return rows.map(toVersion);
    },

    async get(target: string, version: number): Promise<(ConfigVersion & { text: string }) | undefined> {
      const row = await sql.get<Row & { deflated: Uint8Array }>(
        `SELECT ${COLUMNS}, deflated FROM config_versions WHERE target = ? AND version = ?`,
        target,
        version,
      );
      if (!row) return undefined;
      const { deflated, ...described } = row;
      return { ...toVersion(described), text: inflateSync(deflated).toString('utf8') };
    },
  };

  /** The whole text, once all parts of it are there. */
  async function gather(
    target: string,
    timeMs: number,
    { platform, hash, part, parts, text }: ConfigRecord,
  ): Promise<string | undefined> {
    if (parts === 1) return text;
    await sql.run(
      `INSERT INTO config_parts (target, platform, hash, part, parts, at_ms, text) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (target, platform, hash, part) DO NOTHING`,
      target,
      platform,
      hash,
      part,
      parts,
      timeMs,
      text,
    );
    await sql.run(
      'DELETE FROM config_parts WHERE target = ? AND platform = ? AND hash <> ? AND at_ms < ?',
      target,
      platform,
      hash,
      timeMs - PARTS_KEPT_MS,
    );
    await sql.run(
      `DELETE FROM config_parts WHERE target = ? AND hash NOT IN (
         SELECT hash FROM config_parts WHERE target = ? GROUP BY hash ORDER BY MAX(at_ms) DESC, hash LIMIT ?)`,
      target,
      target,
      UNFINISHED,
    );
    const rows = await sql.all<{ part: number; text: string }>(
      'SELECT part, text FROM config_parts WHERE target = ? AND platform = ? AND hash = ? ORDER BY part',
      target,
      platform,
      hash,
    );
    if (rows.length < parts) return undefined;
    await sql.run(
      'DELETE FROM config_parts WHERE target = ? AND platform = ? AND hash = ?',
      target,
      platform,
      hash,
    );
    return rows.map((row) => row.text).join('');
  }

  async function keep(
    target: string,
    platform: string,
    timeMs: number,
    hash: string,
    text: string,
  ): Promise<ConfigNews | undefined> {
    const before = await neighbour(target, platform, 'first_at_ms <= ?', 'DESC', timeMs);
    if (before?.hash === hash) {
      await sql.run(
        'UPDATE config_versions SET last_at_ms = ? WHERE target = ? AND platform = ? AND version = ?',
        Math.max(before.last_at_ms, timeMs),
        target,
        platform,
        before.version,
      );
      return undefined;
    }
    // After a cut the newest comes first: between two times at which it was the same, nothing else is believed.
    if (before && before.last_at_ms > timeMs) return undefined;
    const after = await neighbour(target, platform, 'first_at_ms > ?', 'ASC', timeMs);
    if (after?.hash === hash) {
      await sql.run(
        'UPDATE config_versions SET first_at_ms = ? WHERE target = ? AND platform = ? AND version = ?',
        timeMs,
        target,
        platform,
        after.version,
      );
      return undefined;
    }
    const version = await insert(target, platform, timeMs, hash, text);
    const earlier = before && inflateSync(before.deflated).toString('utf8');
    await prune(target);
    if (!before || earlier === undefined) return undefined;
    const { added, removed } = diffLines(earlier, text);
    return { key: 'config_changed', data: { platform, from: before.version, to: version, added, removed } };
  }

  function neighbour(target: string, platform: string, where: string, order: 'ASC' | 'DESC', timeMs: number) {
    return sql.get<Row & { deflated: Uint8Array }>(
      `SELECT ${COLUMNS}, deflated FROM config_versions WHERE target = ? AND platform = ? AND ${where}
       ORDER BY first_at_ms ${order} LIMIT 1`,
      target,
      platform,
      timeMs,
    );
  }

  async function insert(
    target: string,
    platform: string,
    timeMs: number,
    hash: string,
    text: string,
  ): Promise<number> {
    const row = await sql.get<{ newest: number | null }>(
      'SELECT MAX(version) AS newest FROM config_versions WHERE target = ?',
      target,
    );
    const version = (row?.newest ?? 0) + 1;
    await sql.run(
      `INSERT INTO config_versions (target, ${COLUMNS}, deflated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      target,
      platform,
      version,
      hash,
      timeMs,
      timeMs,
      text.split('\n').length,
      Buffer.byteLength(text),
      deflateSync(text),
    );
    return version;
  }

  async function prune(target: string): Promise<void> {
    await sql.run(
      `DELETE FROM config_versions WHERE target = ? AND version IN (
         SELECT version FROM config_versions WHERE target = ? ORDER BY first_at_ms DESC, version DESC
         LIMIT 1000000 OFFSET ?)`,
      target,
      target,
      versionsKept,
    );
  }
}

function unreadable(why: string): ConfigNews {
  return { key: 'config_unreadable', data: { why } };
}

function toVersion({ first_at_ms, last_at_ms, ...row }: Row): ConfigVersion {
  return { ...row, firstAtMs: first_at_ms, lastAtMs: last_at_ms };
}
