import { join } from 'node:path';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { openPlaces } from '#collector/alerts/places.ts';
import { ruleMeanings } from '#collector/alerts/rule-meanings.ts';
import { buildApp } from '#collector/app.ts';
import type { HeldIntake, HeldStore } from '#collector/backup/back-up-running.ts';
import { openBackupDesk } from '#collector/backup/backup-desk.ts';
import type { Drills } from '#collector/contacts/drills.ts';
import { FleetDesk } from '#collector/fleet/fleet-desk.ts';
import type { DeclaredRoute } from '#collector/http/access.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { JobDesk } from '#collector/jobs/job-desk.ts';
import type { JobRow } from '#collector/jobs/job-samples.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { channelsIn } from '#collector/notify/channels-repository.ts';
import { openPagesAddress } from '#collector/notify/pages-address.ts';
import { openTelling, type TellingOptions } from '#collector/open-telling.ts';
import type { Membership } from '#collector/people/caller.ts';
import { ensureFirstAdministrator } from '#collector/people/first-administrator.ts';
import { knownOrganisations } from '#collector/people/known-organisations.ts';
import { DEFAULT_ZONE } from '#collector/people/organisations.ts';
import { sealWith } from '#collector/people/seal.ts';
import { openPolling, type Polling } from '#collector/polling/polling.ts';
import { type TestLines, testLines } from '#collector/polling/test-lines.ts';
import { openRegistry } from '#collector/registry.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import { memoryStore } from '#collector/store/memory-store.ts';
import {
  DEFAULT_QUERY_LIMITS,
  type Query,
  type Selector,
  type SeriesColumns,
} from '#collector/store/store.ts';
import { storeState } from '#collector/store/store-state.ts';
import { thresholdsIn } from '#collector/thresholds/thresholds.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { StoreState } from '#protocol/store-state.ts';
import { SYSTEM_DROPS, SYSTEM_LINES, type SystemHealth } from '#protocol/system-health.ts';
import type { Parts, Registry } from './parts.ts';

export const ADMIN_PASSWORD = 'horse-battery-9';
export const OTHER_PASSWORD = 'staple-correct-7';

/** An application over a real ledger, for tests; what lies behind the narrow interfaces is kept in plain maps. */
export interface TestWorld {
  app: App;
  routes: readonly DeclaredRoute[];
  registry: Registry;
  parts: Parts;
  ledger: TemporaryLedger;
  /** Asks as the holder of the token; an undefined token asks as nobody. */
  ask(token: string | undefined, method: string, url: string, body?: unknown): Promise<Answer>;
  admin: string;
  /** A token of a new person with these roles. */
  person(name: string, memberships: Membership[]): Promise<string>;
  clock: { nowMs: number };
  series: SeriesColumns[];
  /** Selectors that reached the store. */
  asked: Partial<Selector>[];
  /** What the journal, live pages and channels were told. */
  deleted: string[];
  told: AlertEvent[];
  rulesInForce: number[];
  polling: Polling;
  jobDesk: JobDesk;
  /** Figures of jobs that went to the journal. */
  jobRows: JobRow[];
  /** Runs by hand. */
  drills: Drills;
  /** Agents that are connected, and what they are told. */
  lines: TestLines;
  /** What polling has complained of. */
  faults: string[];
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  body: any;
}

/** `others` take the place of what would be made for the test. */
export async function testWorld(others: Partial<Parts> = {}): Promise<TestWorld> {
  const ledger = await temporaryLedger();
  const clock = { nowMs: Date.UTC(2030, 0, 1) };
  const nowMs = () => clock.nowMs;
  const seal = sealWith(Buffer.alloc(32, 7));
  const registry = await openRegistry({
    sql: ledger.sql,
    seal,
    nowMs,
    isConnected: () => false,
    passwordCost: { memoryKiB: 64, passes: 1, parallelism: 1 },
  });
  await ensureFirstAdministrator({ ...registry, password: ADMIN_PASSWORD });
  const kept = {
    series: [] as SeriesColumns[],
    asked: [] as Partial<Selector>[],
    deleted: [] as string[],
    told: [] as AlertEvent[],
    rulesInForce: [] as number[],
  };
  const lines = testLines();
  const faults: string[] = [];
  const polling = await openPolling({
    registry,
    lines,
    targetsPerOrganisation: 1_000,
    nowMs,
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  const jobRows: JobRow[] = [];
  const jobDesk = await JobDesk.open({
    sql: ledger.sql,
    jobs: registry.jobs,
    targets: registry.targets,
    calendars: registry.calendars,
    zoneOf: () => DEFAULT_ZONE,
    samples: { send: async (rows) => void jobRows.push(...rows), forget() {} },
    nowMs,
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  const channels = channelsIn(ledger.sql, seal, nowMs);
  const rules = rulesIn(ledger.sql, nowMs);
  const telling = await openTelling({
    sql: ledger.sql,
    seal,
    registry,
    channels,
    rules,
    organisations: await knownOrganisations(registry.organisations),
    places: openPlaces(registry.groups, ruleMeanings()),
    causes: nothingBehind,
    targetName: (id) => id,
    pagesUrl: () => 'https://ward.example',
    nowMs,
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  const { silences, routing, drills, drillAnswers } = telling;
  const backups = await openBackupDesk({
    sql: ledger.sql,
    audit: registry.audit,
    settings: { to: '', every: 86_400_000, keep: 14, testEvery: 30 * 86_400_000, withKey: true },
    job: { dataDir: ledger.directory, ledger: { kind: 'sqlite' }, store: 'embedded', ward: '0.0.0' },
    // Nothing runs here that could be held still.
    intake: {} as HeldIntake,
    store: {} as HeldStore,
    collector: '',
    nowMs,
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  const fleet = await FleetDesk.open({
    ...registry,
    nowMs,
    tell: () => {},
    onFault: (what, error) => void faults.push(`${what}: ${error.message}`),
  });
  const parts: Parts = {
    registry,
    fleet,
    backups,
    polling,
    jobDesk,
    alerts: alertsIn(ledger.sql),
    silences,
    alertsWorkedOn: (events) => void kept.told.push(...events),
    rules,
    thresholds: thresholdsIn(ledger.sql, nowMs),
    channels,
    routing,
    drills,
    drillAnswers,
    pagesAddress: await openPagesAddress(ledger.sql, '', nowMs),
    shippedRules: defaultRules,
    rulesChanged: async () => void kept.rulesInForce.push(kept.rulesInForce.length + 1),
    ...fakeParts(kept, nowMs),
    ...others,
  };
  const { app, routes } = await buildApp({
    parts,
    health: { readiness: () => ({ ready: true, reasons: [] }), stats: [] },
    pagesFolder: join(ledger.directory, 'pages'),
    version: '0.0.0',
    strict: true,
  });
  await app.ready();

  const world: TestWorld = {
    app,
    routes,
    registry,
    parts,
    ledger,
    clock,
    ...kept,
    polling,
    jobDesk,
    jobRows,
    drills,
    lines,
    faults,
    admin: '',
    async ask(token, method, url, body) {
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const isJson = String(response.headers['content-type']).includes('json');
      return {
        status: response.statusCode,
        headers: response.headers,
        body: isJson ? response.json() : response.payload,
      };
    },
    async person(name, memberships) {
      const person = await registry.persons.create(
        { name, displayName: name, language: 'en', memberships, mustChangePassword: false },
        await registry.passwords.hash(OTHER_PASSWORD),
      );
      return (await registry.sessions.open(person?.id ?? '', '127.0.0.1')).token;
    },
    async close() {
      await telling.close();
      await polling.close();
      await jobDesk.close();
      await app.close();
      await ledger.remove();
    },
  };
  const signedIn = await world.ask(undefined, 'POST', '/api/v1/session', {
    name: 'admin',
    password: ADMIN_PASSWORD,
  });
  world.admin = signedIn.body.token;
  return world;
}

function fakeParts(
  kept: Pick<TestWorld, 'series' | 'asked' | 'deleted'>,
  nowMs: () => number,
): Omit<
  Parts,
  | 'registry'
  | 'fleet'
  | 'backups'
  | 'polling'
  | 'jobDesk'
  | 'alerts'
  | 'rules'
  | 'thresholds'
  | 'shippedRules'
  | 'rulesChanged'
  | 'alertsWorkedOn'
  | 'silences'
  | 'channels'
  | 'routing'
  | 'drills'
  | 'drillAnswers'
  | 'pagesAddress'
> {
  const { series, asked, deleted } = kept;
  const matching = (selector: Partial<Selector>) => {
    asked.push(selector);
    return series.filter(
      ({ target, metric, labels }) =>
        (selector.metric === undefined || metric === selector.metric) &&
        (selector.targets?.includes(target) ?? true) &&
        Object.entries(selector.labels ?? {}).every(([name, value]) => labels[name] === value),
    );
  };
  return {
    nowMs,
    limits: DEFAULT_QUERY_LIMITS,
    kept: { rawMs: 35 * 86_400_000, minuteMs: 400 * 86_400_000 },
    store: {
      query: async ({ selector }: Query) => matching(selector),
      queryBytes: async ({ selector }: Query) => Uint8Array.from([matching(selector).length, 2, 3]),
      latest: async (selector) => matching(selector),
      series: async (selector) =>
        matching(selector).map(({ target, metric, labels }) => ({
          target,
          metric,
          labels,
          kind: 'gauge' as const,
          unit: '%',
          intervalMs: 10_000,
        })),
    },
    system: {
      storeState: async () => storeStateOf(nowMs()),
      health: async () => healthOf(nowMs()),
      losses: async () => [
        { from: 1, to: 20, fromMs: null, toMs: 5_000, atMs: 9_000, reason: 'store_emptied' },
        { from: 31, to: 31, fromMs: 6_000, toMs: 7_000, atMs: 7_000, reason: 'damaged' },
      ],
    },
    intake: {
      status: () => undefined,
      check: async (_agent, _probe) => ({
        type: 'checked',
        id: 'c',
        ok: true,
        durationMs: 3,
        error: '',
        readings: [{ metric: 'cpu.usage_active', labels: {}, value: 1 }],
      }),
    },
    newest: (metric, targets) =>
      series
        .filter((each) => each.metric === metric && targets.has(each.target))
        .map(({ target, labels, timesMs, values }) => ({
          target,
          labels,
          timeMs: timesMs.at(-1) as number,
          value: values.at(-1) as number,
        })),
    sending: () =>
      series.map(({ target, metric, labels }) => ({
        probe: 'test',
        target,
        intervalMs: 10_000,
        columns: [{ metric, labels, kind: 'gauge' as const, unit: '%' }],
      })),
    targetDeleted: async (target) => void deleted.push(target),
  };
}

/** A collector that has just started. */
function healthOf(nowMs: number): SystemHealth {
  const each = <Name extends string, Value>(names: readonly Name[], value: Value) =>
    Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>;
  return {
    nowMs,
    version: '0.0.0',
    startedAtMs: nowMs,
    starts: 1,
    node: process.versions.node,
    target: '',
    now: each(SYSTEM_LINES, 0),
    history: { everyMs: 10_000, endMs: nowMs, lines: each(SYSTEM_LINES, []) },
    journal: { limitBytes: 1_000, entries: 0, oldestAgeMs: null },
    ledger: { engine: 'sqlite', bytes: 0 },
    disk: { folder: '', freeBytes: 0, totalBytes: 0 },
    cores: 1,
    drops: each(SYSTEM_DROPS, 0),
    errors: [],
  };
}

/** A store in memory that keeps up. */
function storeStateOf(nowMs: number): StoreState {
  const feeder = {
    position: 5,
    durable: 5,
    arrivedMs: nowMs,
    waitingMs: null,
    strayFrames: 0,
    trouble: null,
    failures: 0,
    entriesPerSecond: 0,
    speed: null,
  };
  const parts = { intake: { journalNext: 5, journalBytes: 100 }, store: memoryStore().stats(), feeder };
  return storeState(parts, { address: { kind: 'memory' }, journalLimitBytes: 1_000 }, nowMs);
}

/** Causes that know of none. */
const nothingBehind: TellingOptions['causes'] = {
  verdict: () => 'tell',
  consequences: () => [],
  hanging: async () => [],
  tookDown: async () => ({ total: 0, notWell: [] }),
};
