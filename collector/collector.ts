/*
 * The collector put together. Reads from top to bottom as data does: ledger and people, threads, intake, live,
 * telling, HTTP.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { alertsIn } from './alerts/alerts-repository.ts';
import { openPlaces } from './alerts/places.ts';
import { buildApp } from './app.ts';
import type { CauseDesk } from './causes/cause-desk.ts';
import { causeStage } from './causes/cause-stage.ts';
import { openCauses, ruleMeanings } from './causes/open-causes.ts';
import type { CollectorConfig } from './config/config.ts';
import { readTls } from './config/read-tls.ts';
import { drillAnswers } from './contacts/drill-answers.ts';
import { Drills } from './contacts/drills.ts';
import { makeRouting } from './contacts/make-routing.ts';
import { type Figures, toStats } from './figures.ts';
import { organisationOfEveryTarget } from './groups/members.ts';
import { ownSkewMs } from './health/own-clock.ts';
import { OWN_INTERVAL_MS, type OwnFigures, OwnSamples } from './health/own-samples.ts';
import { countStart } from './health/starts.ts';
import { refuseOtherUpgrades } from './http/upgrades.ts';
import { startAgentServices } from './intake/agent-services.ts';
import { AGENT_PATH } from './intake/agent-socket.ts';
import { ConnectedAgents } from './intake/connected-agents.ts';
import { Intake } from './intake/intake.ts';
import type { IntakeNews } from './intake/intake-calls.ts';
import type { EngineStats } from './intake/intake-engine.ts';
import { ANY_ZONE } from './inventory/agents.ts';
import { ownTarget } from './inventory/own-target.ts';
import { RecordsFeed } from './inventory/records-feed.ts';
import { TextSamples } from './inventory/text-changes.ts';
import { JobDesk } from './jobs/job-desk.ts';
import { JobSamples } from './jobs/job-samples.ts';
import { lockDataDirectory } from './journal/data-lock.ts';
import { migrate } from './ledger/migrate.ts';
import { openSqlite } from './ledger/sqlite.ts';
import { LiveHub } from './live/hub.ts';
import { LIVE_PATH, serveLive } from './live/live-socket.ts';
import { standingAlerts } from './live/standing-alerts.ts';
import { TouchedGatherer } from './live/touched.ts';
import { channelsIn } from './notify/channels-repository.ts';
import { startDeadMansSwitch } from './notify/dead-mans-switch.ts';
import { mailDefaults } from './notify/mail-defaults.ts';
import { Teller } from './notify/teller.ts';
import { FULL_SCOPE } from './people/caller.ts';
import { ensureFirstAdministrator } from './people/first-administrator.ts';
import { DEFAULT_ORGANISATION, DEFAULT_ZONE } from './people/organisations.ts';
import { openSeal } from './people/seal.ts';
import { viewerOf } from './people/viewer-of.ts';
import { openPolling } from './polling/polling.ts';
import { zoneFigures } from './polling/zones.ts';
import { openRegistry } from './registry.ts';
import { defaultRules } from './rules/default-rules.ts';
import { DeviationBands } from './rules/deviation-bands.ts';
import { LateJudging } from './rules/late-judging.ts';
import { rulesBody } from './rules/rules-body.ts';
import { rulesIn } from './rules/rules-repository.ts';
import { RulesSender } from './rules/rules-sender.ts';
import { schemaLedger } from './series/schema-ledger.ts';
import { silenceStage } from './silences/holding.ts';
import { Silences } from './silences/silences.ts';
import { startThreads } from './start-threads.ts';
import type { FeederStats } from './store/feeder.ts';
import { thresholdsIn } from './thresholds/thresholds.ts';

/** A second and a half without judging: people are told, and the dead man's switch is let go after half a minute. */
const PULSE_EVERY_MS = 1_000;
const NOT_WELL_AFTER_MS = 30_000;
/** Stands for the collector where samples name the key that brought them. */
const OWN_KEY = '00000000-0000-0000-0000-000000000000';
const SWEEP_EVERY_MS = 3_600_000;

export interface CollectorOptions {
  config: CollectorConfig;
  /** Of the first administrator; one is made without it. */
  adminPassword: string | undefined;
  /** Told once in a data directory's life, as soon as it is made: what fails later must not lose it. */
  onFirstPassword(password: string): void;
  pagesFolder: string;
  version: string;
  log: Logger;
  nowMs(): number;
  /** Nothing can go on: the process should end, and be started again. */
  onFatal(error: Error): void;
}

/** A collector that runs. */
export interface Collector {
  /** Under which it can be reached from this machine. */
  url: string;
  /** A one-time token for the agent beside this collector. */
  enrolToken(): Promise<string>;
  /** Ends in good order; may be called twice. */
  close(): Promise<void>;
}

export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { config, log, nowMs } = options;
  const lock = lockDataDirectory(config.data);
  const tls = readTls(config.tls);
  const lent = mailDefaults(config.mail);
  const ledgerFile = join(config.data, 'ledger.sqlite');
  await migrate(ledgerFile, nowMs());
  const sql = openSqlite(ledgerFile);
  const seal = openSeal(join(config.data, 'seal.key'));

  const agents = new ConnectedAgents({
    nowMs,
    onLeave: (agent) => polling.left(agent),
    onClone({ agent, organisation, hostnames }) {
      log.warn({ agent, hostnames }, 'two machines use one key, the one that came later is refused');
      const deed = { action: 'agent.cloned', object: `agent:${agent}`, organisation, after: { hostnames } };
      registry.audit.write({ who: 'collector', address: '' }, deed).catch(onFault('audit'));
    },
  });
  const registry = await openRegistry({
    sql,
    seal,
    nowMs,
    isConnected: (agent) => agents.isConnected(agent),
    sessionLimits: { idleMs: config.sessions.idle, absoluteMs: config.sessions.absolute },
    targetsPerOrganisation: config.limits.targetsPerOrganisation,
    configVersions: config.retention.configVersions,
  });
  const firstPassword = await ensureFirstAdministrator({ ...registry, password: options.adminPassword });
  if (firstPassword !== undefined) options.onFirstPassword(firstPassword);
  registry.senders.onChange((agent) => agents.disconnect(agent));

  const alerts = alertsIn(sql);
  const rules = rulesIn(sql, nowMs);
  const thresholds = thresholdsIn(sql, nowMs);
  await rules.ship(defaultRules);
  const channels = channelsIn(sql, seal, nowMs, lent);
  const organisations = new Map(
    (await registry.organisations.list(FULL_SCOPE)).map((each) => [each.id, each]),
  );
  registry.organisations.onChange((changed) => organisations.set(changed.id, changed));
  const places = openPlaces(registry.groups);
  const routing = makeRouting({
    book: registry.contactBook,
    place: (alert) => places.of(alert),
    zoneOf: (id) => organisations.get(id)?.zone ?? DEFAULT_ZONE,
    calendarOf: (id) => registry.calendars.of(id),
  });
  const silences = await Silences.open(
    {
      sql,
      audit: registry.audit,
      clockOf: (id) => ({
        zone: organisations.get(id)?.zone ?? DEFAULT_ZONE,
        calendar: registry.calendars.of(id),
      }),
      placeOf: (alert) => places.of(alert),
    },
    nowMs(),
  );
  registry.groups.onUsesAsked(async (group) => silences.usesOfGroup(group, nowMs()));
  registry.calendars.onChange(() => silences.clockChanged());
  registry.organisations.onChange(() => silences.clockChanged());
  const teller = new Teller({
    sql,
    channels,
    rules,
    organisation: (id) => organisations.get(id) ?? { language: 'zh-CN', zone: DEFAULT_ZONE },
    targetName: nameOf,
    pagesUrl: config.pagesUrl,
    // Telling begins after the causes are open.
    suppress: causeStage({ verdict: (alert, atMs) => causes?.verdict(alert, atMs) ?? 'tell' }),
    silence: silenceStage(silences),
    schedule: routing.schedule,
    routes: routing.routes,
    contact: routing.findContact,
    consequences: (alert) => (causes?.consequences(alert) ?? []).map(({ target }) => target),
    nowMs,
    onFault: (what, error) => log.error({ err: error }, what),
  });
  silences.onChange(() => teller.reconsider());
  const drilling = {
    sql,
    audit: registry.audit,
    book: registry.contactBook,
    findContact: routing.findContact,
    tone: (id: string) => organisations.get(id) ?? { language: 'zh-CN' as const, zone: DEFAULT_ZONE },
    nowMs,
  };
  const drills = new Drills({
    ...drilling,
    channels,
    calendarOf: (id) => registry.calendars.of(id),
    isThere: async (id) => (await registry.organisations.get(id)) !== undefined,
    tokenKey: seal.derive('drill'),
    pagesUrl: config.pagesUrl,
    onFault: (what, error) => log.error({ err: error }, what),
  });
  // Hours may begin or end with any of these.
  registry.contactBook.onChange(() => teller.reconsider());
  registry.calendars.onChange(() => teller.reconsider());

  const hub = new LiveHub();
  registry.sessions.onChange((person) => hub.disconnect(person));
  const touched = new TouchedGatherer(
    (indexes) => hub.sendValues(indexes),
    () => performance.now(),
  );
  const ready = Promise.withResolvers<void>();
  /** Ends the start, as long as it lasts, with what ended a thread. */
  const dead = Promise.withResolvers<never>();
  dead.promise.catch(() => {});
  let isStarting = true;
  const threads = startThreads({
    config,
    recordsFrom: await registry.records.position(),
    onDeath: (thread, error) => {
      if (isStarting) dead.reject(error);
      else options.onFatal(new Error(`the ${thread} thread has ended: ${error.message}`, { cause: error }));
    },
  });
  let causes: CauseDesk | undefined;
  let judgingError: string | null = null;
  let lostEntries = 0;
  const intake = new Intake({
    ...threads.intake,
    nowMs,
    onTouched: (indexes) => touched.add(indexes),
    onNews: takeNews,
  });
  const recordsFeed = new RecordsFeed({
    records: registry.records,
    onTaken: (position) => void intake.calls.recordsTaken(position).catch(onFault('records')),
    onError: onFault('records'),
  });
  const meanings = ruleMeanings();
  const inForce = () => rulesBody({ rules, thresholds, groups: registry.groups });
  const rulesSender = new RulesSender({
    body: inForce,
    async send(body) {
      const all = body.rules.map(({ rule }) => rule);
      places.learnRules(all);
      meanings.learn(all);
      await intake.rules(body);
    },
    onError: onFault('rules'),
  });
  registry.groups.onChange(() => rulesSender.soon());
  await Promise.race([ready.promise, dead.promise]);
  await rulesSender.put();
  threads.startStore();
  // Its first answer says that it is open; a thread that ends has its reason told elsewhere.
  await Promise.race([threads.store.stats().catch(() => dead.promise), dead.promise]);
  isStarting = false;
  const limits = {
    series: config.limits.querySeries,
    points: config.limits.queryPoints,
    timeoutMs: config.limits.queryTime,
  };
  const lateJudging = new LateJudging({
    store: threads.store,
    alerts,
    rules: { inForce },
    schema: async (id) => (await schemaLedger(sql).byId(id))?.schema,
    organisationOf: (target) => registry.targets.get(target)?.organisation,
    limits,
  });

  const textSamples = new TextSamples({
    push: (...wanted) => intake.push(...wanted),
    organisationOf: (target) => registry.targets.get(target)?.organisation,
    nowMs,
  });
  registry.texts.onTaken((counts) => void textSamples.send(counts).catch(onFault('inventory changes')));
  const bands = new DeviationBands({
    store: threads.store,
    inForce,
    organisationOf: (target) => registry.targets.get(target)?.organisation,
    limits,
    send: (found) => intake.bands(found),
    onLeftOut: (count, names) =>
      log.warn({ count, names }, 'more series are to be compared with past weeks than there is room for'),
  });

  registry.senders.onTargets((identity) => intake.allow(identity));
  const polling = await openPolling({
    registry,
    lines: agents,
    targetsPerOrganisation: config.limits.targetsPerOrganisation,
    nowMs,
    onFault: (what, error) => log.error({ err: error }, what),
  });
  const starts = await countStart(sql, nowMs());
  const collectorTarget = await ownTarget(registry.targets);
  causes = await openCauses({
    sql,
    registry,
    polling,
    meanings,
    collector: collectorTarget,
    newest: (metric, targets) => hub.newest(metric, targets),
    signs: () => hub.heard(),
    patience: {
      waitMs: config.causes.wait,
      settleMs: config.causes.settle,
      polledSettleMs: config.causes.settlePolled,
    },
    nowMs,
    onFault: (what, error) => log.error({ err: error }, what),
  });
  const openedCauses = causes;
  causes.onDecided(() => teller.reconsider());
  causes.onEvents((events) => {
    hub.sendEvents(events);
    teller.wake();
  });
  const agentServices = startAgentServices({
    intake,
    agents,
    directory: registry.senders,
    nowMs,
    desk: polling.desk,
    onRefused: (identity, code, detail) => {
      log.warn({ agent: identity.agent, code, detail }, 'refused what an agent sent');
      const object = `agent:${identity.agent}`;
      const deed = {
        action: 'agent.refused',
        object,
        organisation: identity.organisation,
        after: { code, detail },
      };
      registry.refusals({ who: object, address: '' }, deed).catch(onFault('audit'));
    },
  });

  registry.targets.onChange((id, target) => {
    if (target) return;
    agentServices.targetGone();
    thresholds.removeOf(id).catch(onFault('thresholds'));
  });

  const jobDesk = await JobDesk.open({
    sql,
    jobs: registry.jobs,
    targets: registry.targets,
    calendars: registry.calendars,
    zoneOf: (id) => organisations.get(id)?.zone ?? DEFAULT_ZONE,
    samples: new JobSamples((...wanted) => intake.push(...wanted)),
    nowMs,
    onFault: (what, error) => log.error({ err: error }, what),
  });
  registry.organisations.onChange(({ id }) => jobDesk.organisationChanged(id));

  const { app } = await buildApp({
    parts: {
      registry,
      store: {
        ...storeCalls(),
        queryBytes: async (query, within) => new Uint8Array(await threads.store.queryBytes(query, within)),
      },
      alerts,
      silences,
      alertsWorkedOn(events) {
        causes?.take(events);
        hub.sendEvents(events);
        teller.wake();
      },
      rules,
      thresholds,
      shippedRules: defaultRules,
      async rulesChanged() {
        await rulesSender.put();
        bands.rulesChanged();
      },
      channels,
      routing,
      drills,
      drillAnswers: drillAnswers(drilling),
      pagesUrl: config.pagesUrl,
      intake: {
        status: (agent) => agents.status(agent),
        check: (...wanted) => agents.check(...wanted),
      },
      polling,
      jobDesk,
      newest: (metric, targets) => hub.newest(metric, targets),
      targetDeleted: (target) => intake.targetDeleted(target),
      limits,
      kept: { rawMs: config.retention.raw, minuteMs: config.retention.minute },
      nowMs,
    },
    health: {
      readiness: () => ({
        ready: judgingError === null,
        reasons: judgingError === null ? [] : ['judging_failed'],
      }),
      stats: [async () => toStats(await figures())],
    },
    pagesFolder: options.pagesFolder,
    version: options.version,
    logger: log,
    tls,
    trustProxy: config.trustProxy,
    register: [agentServices.register],
  });
  await app.listen({ host: config.listen.host, port: config.listen.port });
  const server = app.server as unknown as Server;
  refuseOtherUpgrades(server, [AGENT_PATH, LIVE_PATH]);
  const agentSockets = agentServices.serve(server);
  const live = serveLive(server, {
    hub,
    viewer: (request) => viewerOf(request, registry),
    alerts: (viewer) => standingAlerts(alerts, viewer),
    maxConnections: config.limits.livePages,
  });

  causes.start();
  teller.start();
  drills.start();
  jobDesk.start();
  const ownSamples = new OwnSamples({
    target: collectorTarget,
    sender: { key: OWN_KEY, organisation: DEFAULT_ORGANISATION },
    push: (...wanted) => intake.push(...wanted),
  });
  const own = setInterval(() => void sendOwnSamples().catch(onFault('own samples')), OWN_INTERVAL_MS);
  const pulse = setInterval(() => void sendPulse().catch(onFault('pulse')), PULSE_EVERY_MS);
  const sweep = setInterval(() => {
    registry.sessions.sweep().catch(onFault('sessions'));
    registry.enrolment.sweep().catch(onFault('enrolment'));
  }, SWEEP_EVERY_MS);
  const { url: switchUrl, every } = config.deadMansSwitch;
  const deadMansSwitch = switchUrl
    ? startDeadMansSwitch({ url: switchUrl, everyMs: every, timeoutMs: 10_000, isWell, nowMs })
    : undefined;

  let closing: Promise<void> | undefined;
  return {
    url: addressOf(server, tls !== undefined),
    async enrolToken() {
      const actor = { who: 'collector', address: '' };
      const wanted = {
        organisation: 'default',
        comment: 'the agent beside the collector',
        lifetimeMs: 600_000,
        // Whoever runs this machine reads every secret here anyway.
        zone: ANY_ZONE,
      };
      return (await registry.enrolment.makeToken(actor, wanted)).token;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };

  async function close(): Promise<void> {
    clearInterval(pulse);
    clearInterval(own);
    clearInterval(sweep);
    touched.close();
    hub.close();
    live.close();
    agentSockets.close();
    agentServices.close();
    await polling.close();
    await app.close();
    await jobDesk.close();
    await deadMansSwitch?.close();
    await drills.close();
    await causes?.close();
    await teller.close();
    await rulesSender.close();
    await intake.calls.close();
    await recordsFeed.close();
    await threads.store.close();
    await threads.end();
    await sql.close();
    lock.release();
  }

  function takeNews(news: IntakeNews): void {
    switch (news.news) {
      case 'ready':
        ready.resolve();
        return;
      case 'schema':
        hub.addSchema(news.index, news.schema, news.latest);
        return;
      case 'records':
        recordsFeed.accept(news.records);
        return;
      case 'events':
        hub.sendEvents(news.events);
        causes?.take(news.events);
        teller.wake();
        return;
      case 'backlog':
        lateJudging.take(news.spans, news.position);
        return;
      case 'loss':
        lostEntries += news.to - news.from + 1;
        log.error(news, 'entries of the journal are lost');
        return;
      case 'replaced':
        log.error(news, 'the journal was replaced, the store is fed anew from its oldest entry');
        return;
      case 'trouble':
        judgingError = news.error;
        log.error(news, 'the intake thread has a problem');
    }
  }

  /** Of a target, of a group, or of the organisation whose targets are meant all together. */
  function nameOf(id: string): string {
    const whole = organisationOfEveryTarget(id);
    return (
      registry.targets.get(id)?.name ??
      registry.groups.get(FULL_SCOPE, id)?.name ??
      (whole === undefined ? undefined : organisations.get(whole)?.name) ??
      id
    );
  }

  function storeCalls() {
    const { query, latest, series } = threads.store;
    return { query, latest, series };
  }

  async function figures(): Promise<Figures> {
    const [engine, store] = await Promise.all([intake.calls.stats(), threads.store.stats()]);
    return {
      intake: engine,
      overloads: intake.overloads,
      waitingBytes: intake.waitingBytes,
      agents: agents.connections,
      hub: hub.stats(),
      ...store,
      telling: { ...teller.stats },
      late: { ...lateJudging.stats },
      bands: { ...bands.stats },
      causes: openedCauses.stats,
    };
  }

  async function sendPulse(): Promise<void> {
    const engine = await intake.calls.stats();
    const { feeder } = await threads.store.stats();
    if (engine.tickMs > 0 && nowMs() - engine.tickMs < NOT_WELL_AFTER_MS) judgingError = null;
    lateJudging.run(feeder.position).catch(onFault('late judging'));
    bands.step(nowMs()).catch(onFault('deviation bands'));
    hub.sendPulse({
      type: 'pulse',
      nowMs: nowMs(),
      judgingBehindMs: Math.max(0, nowMs() - engine.tickMs - PULSE_EVERY_MS),
      storeBehindMs: storeBehindMs(engine, feeder),
      storeError: feeder.error,
    });
  }

  async function sendOwnSamples(): Promise<void> {
    const { intake: engine, store, feeder, telling } = await figures();
    const skews = [...agents.skews()].map(({ identity, skewMs }) => ({ target: identity.target, skewMs }));
    const ownFigures: OwnFigures = {
      'ward.journal_bytes': engine.journalBytes,
      'ward.journal_lost_entries': lostEntries,
      'ward.store_behind_seconds': storeBehindMs(engine, feeder) / 1000,
      'ward.store_faults': store?.faults.length ?? 0,
      'ward.refused_items': engine.refused,
      'ward.failed_calls': telling.failed,
      'ward.agents_connected': agents.connections,
      'ward.judging_behind_seconds': Math.max(0, nowMs() - engine.tickMs - PULSE_EVERY_MS) / 1000,
      'ward.clock_skew_seconds': ownSkewMs(skews.map(({ skewMs }) => skewMs)) / 1000,
      'ward.overloads': intake.overloads,
      'ward.starts': starts,
    };
    await ownSamples.send(ownFigures, zoneFigures(polling.zones()), skews, nowMs(), await drills.figures());
  }

  function storeBehindMs(engine: EngineStats, feeder: FeederStats): number {
    return feeder.position >= engine.journalNext - 2 ? 0 : Math.max(0, nowMs() - feeder.arrivedMs);
  }

  async function isWell(): Promise<boolean> {
    const { tickMs } = await intake.calls.stats();
    return nowMs() - tickMs < NOT_WELL_AFTER_MS;
  }

  function onFault(what: string): (error: Error) => void {
    return (error) => log.error({ err: error }, what);
  }
}

function addressOf(server: Server, isSecure: boolean): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anywhere = address === '0.0.0.0' || address === '::';
  const host = anywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `${isSecure ? 'https' : 'http'}://${host}:${port}`;
}
