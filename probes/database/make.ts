import type { ProbeOptions } from '../probe.ts';
import type { DatabaseSession, Rows, ServerFacts } from './session.ts';

/** How a make of database is opened; what is asked stands in its folder `statements/`. */
export interface DatabaseMake<Config> {
  /** Name of the probe and of its folder below `probes/database`. */
  name: string;
  /**
   * Connects and signs in. Rejects with a `ProbeError`: `silent`, `refused`, `full`, `wrong_secret` (a locked or expired
   * account too, in words), `denied`, `bad_certificate`, `misconfigured` (a driver that is not installed names its
   * package) …
   */
  open(config: Config, options: ProbeOptions, signal: AbortSignal): Promise<DatabaseSession>;
  /** The beginning of the script that makes the account, before the grants of the statements; `{user}` stands for it. */
  account: string;
  /** Words of which exactly one is true of each server, the usual one first: `mysql`, `mariadb` … */
  products?: readonly string[];
  /** By the word under `shape` in the head of a statement. */
  shapes?: Readonly<Record<string, Shape>>;
}

/** Turns rows as the server words them, such as those of `SHOW`, into rows with the columns of this contract. */
export type Shape = (rows: Rows, facts: ServerFacts) => Rows;
