import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  LEDGER_ADDRESS_FORMS,
  type LedgerAddress,
  nameOfLedger,
  parseLedgerAddress,
} from '#collector/config/ledger-address.ts';
import { ConfigError } from '#config/config-error.ts';
import { ledgerDamage } from '../check-ledger.ts';
import { LedgerUnusableError } from '../ledger-errors.ts';
import { migrate } from '../migrate.ts';
import { holdLedger, ledgerFile, openLedger, prepareLedger } from '../open-ledger.ts';
import type { Sql } from '../sql.ts';
import { openSqlite } from '../sqlite.ts';

/** A ledger that a command works with. */
export interface Place {
  name: string;
  /** As a setting of the collector; undefined for a file elsewhere. */
  address: LedgerAddress | undefined;
  /** Takes it for this process; the result gives it back. */
  hold(): Promise<{ close(): Promise<void> }>;
  prepare(nowMs: number): Promise<unknown>;
  open(): Sql;
  /** What the engine itself finds wrong. */
  damage(): string[];
}

/** `sqlite`, `sqlite:FILE` or `postgres://…`; throws a ConfigError for anything else. */
export function placeOf(flag: string, text: string, dataDir: string): Place {
  const file = /^sqlite:(.+)$/.exec(text)?.[1];
  if (file !== undefined) return fileAt(resolve(file));
  const address = parseLedgerAddress(text);
  if (address) return placeAt(address, dataDir);
  const sentence = `allowed is "sqlite:FILE", ${LEDGER_ADDRESS_FORMS}; found "${text.replace(/:[^:@/]*@/, ':…@')}".`;
  throw new ConfigError([{ where: '', field: `--${flag}`, sentence }]);
}

/** The ledger that a configuration names. */
export function placeAt(address: LedgerAddress, dataDir: string): Place {
  return {
    name: address.kind === 'sqlite' ? `sqlite:${ledgerFile(dataDir)}` : nameOfLedger(address),
    address,
    hold: () => holdLedger(address, 'command', () => {}),
    prepare: (nowMs) => prepareLedger(address, dataDir, nowMs),
    open: () => (address.kind === 'sqlite' ? openFile(ledgerFile(dataDir)) : openLedger(address, dataDir)),
    damage: () => (address.kind === 'sqlite' ? ledgerDamage(ledgerFile(dataDir)) : []),
  };
}

function fileAt(file: string): Place {
  return {
    name: `sqlite:${file}`,
    address: undefined,
    hold: async () => ({ close: async () => {} }),
    prepare: (nowMs) => migrate(file, nowMs),
    open: () => openFile(file),
    damage: () => ledgerDamage(file),
  };
}

/** A look at a ledger that is not there must not make one. */
function openFile(file: string): Sql {
  if (existsSync(file)) return openSqlite(file);
  throw new LedgerUnusableError(`there is no ledger ${file}: name its data directory with --data`);
}
