import { isIP } from 'node:net';
import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { LIMITS } from '#protocol/limits.ts';
import { type ListenAddress, parseListen } from './address.ts';
import { LEDGER_ADDRESS_FORMS, type LedgerAddress, parseLedgerAddress } from './ledger-address.ts';
import { parseStoreAddress, STORE_ADDRESS_FORMS, type StoreAddress } from './store-address.ts';

const DURATION = 'duration such as `10s`, `5m`, `24h`, `7d`';
const SIZE = 'size such as `512MB`, `2GB`';

const listen = parsed<ListenAddress>(
  parseListen,
  'an address with a port such as "127.0.0.1:8642", "0.0.0.0:8642" or "[::1]:8642"',
);
const store = parsed<StoreAddress>(parseStoreAddress, STORE_ADDRESS_FORMS);
const ledger = parsed<LedgerAddress>(parseLedgerAddress, LEDGER_ADDRESS_FORMS);
const httpUrl = parsed<string>(
  (text) =>
    text === '' || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) ? text : undefined,
  'an address that begins with http:// or https://',
).meta({ allowed: 'http or https address' });
const network = parsed<string>(
  (text) => (isIP(text.replace(/\/\d{1,3}$/, '')) ? text : undefined),
  'an address such as "10.0.0.7" or a network such as "10.0.0.0/8"',
);
const file = z.string().min(1).meta({ allowed: 'path of a file' });
const span = (min: string, max: string) => duration({ min, max }).meta({ allowed: DURATION });

const Tls = z.strictObject({
  cert: file.describe('certificate with its chain, PEM'),
  key: file.describe('private key, PEM'),
  clientCa: file
    .optional()
    .describe('only clients with a certificate of this authority are let in (mutual TLS)'),
});

const Retention = z.strictObject({
  raw: span('1h', '36500d').prefault('35d').describe('samples as they came'),
  minute: span('1h', '36500d').prefault('400d').describe('roll-ups of 1 minute: min, max, average, count'),
  hour: span('1d', '36500d').prefault('1825d').describe('roll-ups of 1 hour'),
  configVersions: z
    .int()
    .min(2)
    .max(10_000)
    .default(100)
    .describe('versions of the configuration of each device, one for each change'),
});

const Journal = z.strictObject({
  size: size({ min: '16MB', max: '64TB' })
    .meta({ allowed: SIZE })
    .prefault('2GB')
    .describe('beyond it the oldest entries that the store has not read are dropped, written down and told'),
});

const count = (min: number, max: number) => z.int().min(min).max(max);
const Limits = z.strictObject({
  seriesPerAgent: count(1, 1_000_000)
    .default(LIMITS.seriesPerAgent)
    .describe('series one agent may own at a time on one target'),
  seriesPerPollingAgent: count(1, 100_000_000)
    .default(LIMITS.seriesPerPollingAgent)
    .describe('series that one agent may own on all targets that it asks over the network'),
  valuesPerLabel: count(1, 1_000_000)
    .default(LIMITS.valuesPerLabel)
    .describe('distinct values of one label on one target'),
  targetsPerOrganisation: count(1, 1_000_000)
    .default(20_000)
    .describe('beyond it a pushed host that is new is refused'),
  querySeries: count(1, 1_000_000).default(10_000).describe('series one query may touch'),
  queryPoints: count(1, 100_000_000).default(2_000_000).describe('points one query may answer'),
  queryTime: span('1s', '10m').prefault('30s').describe('a query that takes longer is given up'),
  livePages: count(1, 100_000).default(2_000).describe('pages with a live connection at a time'),
});

const Sessions = z.strictObject({
  idle: span('5m', '90d').prefault('12h').describe('without a request for this long one is signed out'),
  absolute: span('10m', '365d').prefault('7d').describe('signed out after this long in any case'),
});

const Mail = z.strictObject({
  host: z
    .string()
    .max(255)
    .default('')
    .describe('mail server that e-mail channels use unless they name another'),
  port: count(1, 65_535).default(587).describe('usually 587 with `starttls`, 465 with `tls`'),
  security: z
    .enum(['tls', 'starttls', 'none'])
    .default('starttls')
    .describe('`starttls` must be offered, nothing is sent without it; `tls` from the first byte'),
  from: z.string().max(320).default('').describe('address from which mail is sent'),
  user: z.string().max(255).default('').describe('empty: the server wants no sign-in'),
  passwordFile: z
    .string()
    .default('')
    .meta({ allowed: 'path of a file' })
    .describe('its first line is the password'),
});

const DeadMansSwitch = z.strictObject({
  url: httpUrl
    .prefault('')
    .describe('asked regularly while the collector is well; who hears nothing from it raises the alarm'),
  every: span('10s', '1d').prefault('60s').describe('how often it is asked'),
});

const Causes = z.strictObject({
  wait: span('1s', '20s')
    .prefault('15s')
    .describe('something that falls silent waits so long for the cause that it may have; then it is told'),
  settle: span('1s', '1h')
    .prefault('90s')
    .describe(
      'after a cause has ended: what is still silent then is told, agents have to come back until then',
    ),
  settlePolled: span('1s', '1h')
    .prefault('330s')
    .describe(
      'the same for devices that are asked, of which silent ones are asked every 5 minutes at the least',
    ),
});

const Backup = z.strictObject({
  to: z
    .string()
    .max(4_096)
    .default('')
    .meta({ allowed: 'path of a folder' })
    .describe(
      'folder for backups, best on another machine; empty: none are made by themselves ([backups](backup.md))',
    ),
  every: span('10m', '365d').prefault('24h').describe('how often one is made'),
  keep: count(1, 10_000).default(14).describe('how many stay; the oldest go'),
  testEvery: span('1h', '1095d')
    .prefault('30d')
    .describe('how often the newest one is restored into a temporary place and compared'),
  withKey: z
    .boolean()
    .default(true)
    .describe('false: without the key of sealed secrets, which then has to be kept elsewhere'),
});

/** What a person writes in `collector.yaml`; every setting has a default. */
export const CollectorConfig = z.strictObject({
  listen: listen
    .prefault('127.0.0.1:8642')
    .meta({ allowed: '`host:port`, `[v6]:port`' })
    .describe(
      'where pages, API and agents come in; anything but this machine needs `tls` or a proxy that brings it',
    ),
  data: z
    .string()
    .min(1)
    .default('./data')
    .meta({ allowed: 'path of a folder' })
    .describe('everything the collector keeps; one collector at a time'),
  interval: span('1s', '1h')
    .prefault('10s')
    .describe('how often the agent that is started beside the collector measures'),
  agent: z.boolean().default(true).describe('start an agent for this machine beside the collector'),
  pagesUrl: httpUrl
    .prefault('')
    .describe(
      'address under which people reach the pages, for links in messages; empty: as set in the pages',
    ),
  trustProxy: z
    .array(network)
    .default([])
    .meta({ allowed: 'list of addresses or networks' })
    .describe('proxies whose `X-Forwarded-…` headers are believed'),
  tls: Tls.optional(),
  store: store
    .prefault('embedded')
    .meta({
      allowed:
        '`embedded`, `memory`, `influxdb://…`, `influxdb2://…`, `influxdb3://…`, `victoriametrics://…` as [storing](stores.md) shows them',
    })
    .describe('where samples are kept'),
  ledger: ledger
    .prefault('sqlite')
    .meta({ allowed: '`sqlite`, `postgres://user@host/database` as [the ledger](ledger.md) shows it' })
    .describe('where people, targets, rules, alerts and everything else that is no sample are kept'),
  retention: Retention.prefault({}),
  journal: Journal.prefault({}),
  limits: Limits.prefault({}),
  sessions: Sessions.prefault({}),
  mail: Mail.prefault({}),
  causes: Causes.prefault({}),
  backup: Backup.prefault({}),
  deadMansSwitch: DeadMansSwitch.prefault({}),
  log: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe(
      'lines of JSON on standard output from this level on; on a terminal short lines, and warnings only',
    ),
});
export type CollectorConfig = z.output<typeof CollectorConfig>;

/** A text in a form of our own. */
function parsed<Value>(parse: (text: string) => Value | undefined, allowed: string) {
  return z.unknown().transform((text, context): Value => {
    const value = typeof text === 'string' ? parse(text.trim()) : undefined;
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `allowed is ${allowed}` });
    return z.NEVER;
  });
}
