import type { Mariadb } from '../../../scripts/servers/mariadb.ts';
import type { Measurements, ProbeOptions } from '../../probe.ts';
import { mysql } from './mysql.ts';

/** What tests write under `mysql`. */
export type Settings = Readonly<Record<string, unknown>>;

export const never = new AbortController().signal;

/** A probe on a server, with a clock that the test moves. */
export function watching(server: { address: string; port: number }, settings: Settings = {}) {
  const clock = { nowMs: Date.now() };
  const options: ProbeOptions = { procPath: '/proc', sysPath: '/sys', now: () => clock.nowMs };
  const config = mysql.config.parse({
    address: server.address,
    port: server.port,
    user: 'ward',
    password: 'ward',
    ...settings,
  });
  const probe = mysql.create(config, options);
  return {
    clock,
    close: () => probe.close(),
    explain: () => mysql.explain!(config, options, never),
    async collect(signal: AbortSignal = never) {
      return told(await probe.collect(signal));
    },
    /** Collects, minutes apart for the probe, until it tells what is waited for. */
    async until(is: (read: Told) => boolean, patienceMs = 60_000): Promise<Told> {
      const endMs = performance.now() + patienceMs;
      for (;;) {
        clock.nowMs += 60_000;
        const read = told(await probe.collect(never));
        if (is(read)) return read;
        if (performance.now() > endMs)
          throw new Error(`never told; last ${JSON.stringify(Object.fromEntries(read.values))}`);
        // InnoDB shows the same picture of transactions again to whoever looks within 100 ms.
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
  };
}

export interface Told {
  /** By metric and labels: `database_space.used_bytes innodb_system tablespace`. */
  values: Map<string, number>;
  skipped: string[];
  facts: NonNullable<Measurements['facts']>;
}

function told({ readings, skipped = [], facts = [] }: Measurements): Told {
  const name = ({ metric, labels }: { metric: string; labels: Readonly<Record<string, string>> }) =>
    [metric, ...Object.values(labels)].join(' ').trim();
  return {
    values: new Map(readings.map(({ column, value }) => [name(column), value])),
    skipped: skipped.map(({ what, why }) => `${what}: ${why}`),
    facts,
  };
}

/** Runs the script of `check --grants` on the server, as a person would; the account is `ward`, its password too. */
export async function makeAccount(server: Mariadb): Promise<void> {
  const script = await mysql.grants!({ user: 'ward', product: 'mariadb' });
  const statements = script
    .replace(/^--.*$/gm, '')
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  await server.run(...statements, "SET PASSWORD FOR ward@'%' = PASSWORD('ward')");
}
