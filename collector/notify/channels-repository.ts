import type { Sql } from '#collector/ledger/sql.ts';
import { isSeen, type Scope } from '#collector/people/caller.ts';
import type { Seal } from '#collector/people/seal.ts';
import {
  type ChannelInput,
  channelType,
  type KeptChannel,
  parseChannelConfig,
  type ShownChannel,
} from './channel-config.ts';
import { type KnownChannel, refuseBadFallbacks } from './fallbacks.ts';
import { type ChannelDefaults, noDefaults } from './mail-defaults.ts';

interface Row {
  name: string;
  kind: string;
  organisation: string;
  enabled: number;
  is_default: number;
  fallback: string | null;
  fallback_after_ms: number;
  calls_per_minute: number;
  config: string;
  changed_by: string;
  changed_at_ms: number;
}

/** A channel with its secrets opened: for telling only, never shown. */
export interface UsableChannel extends KeptChannel {
  changedAtMs: number;
}

export type ChannelsRepository = ReturnType<typeof channelsIn>;

/** The channels in the ledger; secrets are sealed there and opened only to tell, with what `defaults` lends. */
export function channelsIn(
  sql: Sql,
  seal: Pick<Seal, 'seal' | 'open'>,
  nowMs: () => number,
  defaults: ChannelDefaults = noDefaults,
) {
  return {
    async list(scope: Scope): Promise<ShownChannel[]> {
      const rows = await sql.all<Row>('SELECT * FROM channels ORDER BY name');
      return rows.filter((row) => isSeen(scope, row)).map(toShown);
    },

    async get(scope: Scope, name: string): Promise<ShownChannel | undefined> {
      const row = await find(name);
      return row && isSeen(scope, row) ? toShown(row) : undefined;
    },

    /**
     * Makes or replaces a channel; secrets that are left out are kept as long as they go to the same place.
     * Throws `ChannelConfigError`.
     */
    put(input: ChannelInput, by: string): Promise<ShownChannel> {
      return sql.transaction(async () => {
        const before = await find(input.name);
        refuseBadFallbacks(input, await this.known());
        const config = withoutLent(input.kind, withKeptSecrets(input, before));
        await sql.run(
          `INSERT INTO channels (name, kind, organisation, enabled, is_default, fallback, fallback_after_ms, calls_per_minute,
             config, changed_by, changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, organisation = excluded.organisation,
             enabled = excluded.enabled, is_default = excluded.is_default, fallback = excluded.fallback,
             fallback_after_ms = excluded.fallback_after_ms,
             calls_per_minute = excluded.calls_per_minute, config = excluded.config,
             changed_by = excluded.changed_by, changed_at_ms = excluded.changed_at_ms`,
          input.name,
          input.kind,
          input.organisation,
          input.enabled ? 1 : 0,
          input.isDefault ? 1 : 0,
          input.fallback,
          input.fallbackAfterMs,
          paceOf(input),
          JSON.stringify(sealSecrets(input.name, input.kind, config)),
          by,
          Math.max(nowMs(), (before?.changed_at_ms ?? 0) + 1),
        );
        return toShown((await find(input.name)) as Row);
      });
    },

    /** Every channel that there is, and who stands behind it. */
    async known(): Promise<Map<string, KnownChannel>> {
      const rows = await sql.all<Row>('SELECT * FROM channels');
      return new Map(
        rows.map(({ name, kind, organisation, fallback, fallback_after_ms: afterMs }) => [
          name,
          { kind, organisation, name: fallback, afterMs },
        ]),
      );
    },

    /** False when there is no such channel. */
    async remove(name: string): Promise<boolean> {
      return (await sql.run('DELETE FROM channels WHERE name = ?', name)) > 0;
    },

    /** Every enabled channel that can be used; `onFault` hears of the others, such as with a secret of another key. */
    async usable(onFault: (name: string, error: Error) => void): Promise<UsableChannel[]> {
      const rows = await sql.all<Row>('SELECT * FROM channels WHERE enabled = 1 ORDER BY name');
      return rows.flatMap((row) => {
        try {
          return [toUsable(row)];
        } catch (error) {
          onFault(row.name, error as Error);
          return [];
        }
      });
    },

    /** An input as it would be used, with the secrets it leaves out: for a test send before it is kept. */
    async complete(input: ChannelInput): Promise<UsableChannel> {
      const config = withLent(input.kind, withKeptSecrets(input, await find(input.name)));
      return { ...input, callsPerMinute: paceOf(input), config, changedAtMs: nowMs() };
    },
  };

  function find(name: string): Promise<Row | undefined> {
    return sql.get<Row>('SELECT * FROM channels WHERE name = ?', name);
  }

  function withKeptSecrets(input: ChannelInput, before: Row | undefined): Record<string, unknown> {
    if (before?.kind !== input.kind) return input.config;
    const type = channelType(input.kind);
    const kept = opened(before);
    const config = { ...input.config };
    if (type.destination.some((field) => field in config && config[field] !== kept[field])) return config;
    for (const field of type.secrets) {
      if (config[field] === undefined && field in kept) config[field] = kept[field];
    }
    return config;
  }

  function sealSecrets(name: string, kind: string, config: Record<string, unknown>): Record<string, unknown> {
    const sealed = { ...config };
    for (const field of channelType(kind).secrets) {
      if (field in sealed) sealed[field] = seal.seal(JSON.stringify(sealed[field]), subjectOf(name, field));
    }
    return sealed;
  }

  function toUsable(row: Row): UsableChannel {
    return { ...common(row), config: withLent(row.kind, opened(row)), changedAtMs: row.changed_at_ms };
  }

  /** The configuration as it is kept, with its secrets. */
  function opened(row: Row): Record<string, unknown> {
    const config = JSON.parse(row.config);
    for (const field of channelType(row.kind).secrets) {
      if (field in config) config[field] = JSON.parse(seal.open(config[field], subjectOf(row.name, field)));
    }
    return config;
  }

  /** As it is used. Throws `ChannelConfigError` when something is missing even so. */
  function withLent(kind: string, config: Record<string, unknown>): Record<string, unknown> {
    const { own, lent } = defaults(kind, config);
    return parseChannelConfig(kind, { ...own, ...lent });
  }

  /** As it is kept, so that a change of what is lent reaches it. */
  function withoutLent(kind: string, config: Record<string, unknown>): Record<string, unknown> {
    const { lent } = defaults(kind, config);
    const used = withLent(kind, config);
    return Object.fromEntries(Object.entries(used).filter(([field]) => !(field in lent)));
  }
}

function subjectOf(name: string, field: string): string {
  return `channel ${name} ${field}`;
}

function toShown(row: Row): ShownChannel {
  const config = JSON.parse(row.config);
  const sealed = channelType(row.kind).secrets.filter((field) => field in config);
  for (const field of sealed) delete config[field];
  return {
    ...common(row),
    config,
    sealed,
    changedBy: row.changed_by,
    changedAtMs: row.changed_at_ms,
  };
}

/** Calls a minute: what its kind takes, where nobody says otherwise. */
function paceOf({ kind, callsPerMinute }: ChannelInput): number {
  return callsPerMinute ?? channelType(kind).callsPerMinute;
}

function common(row: Row): Omit<KeptChannel, 'config'> {
  return {
    name: row.name,
    kind: row.kind,
    organisation: row.organisation,
    enabled: row.enabled === 1,
    isDefault: row.is_default === 1,
    fallback: row.fallback,
    fallbackAfterMs: row.fallback_after_ms,
    callsPerMinute: row.calls_per_minute,
  };
}
