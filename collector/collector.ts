/*
 * The collector put together. Reads from top to bottom as data does: ledger and people, threads, intake, judging, live,
 * polling, causes, telling, HTTP. What belongs together is put together in a part of its own (`start-threads.ts`,
 * `open-judging.ts`, `open-telling.ts`, `vital-signs.ts`); longer than other files because every part is named here once.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { AlertEvent } from '#protocol/alert.ts';
import { alertsIn } from './alerts/alerts-repository.ts';
import { openPlaces } from './alerts/places.ts';
import { ruleMeanings } from './alerts/rule-meanings.ts';
import { buildApp } from './app.ts';
import { openBackupDesk } from './backup/backup-desk.ts';
import { openCauses } from './causes/open-causes.ts';
import type { CollectorConfig } from './config/config.ts';
import { readTls } from './config/read-tls.ts';
import { toStats } from './figures.ts';
import { FleetDesk } from './fleet/fleet-desk.ts';
import { organisationOfEveryTarget } from './groups/members.ts';
import { lastErrors } from './health/last-errors.ts';
import { countStart } from './health/starts.ts';
import { SystemDesk } from './health/system-desk.ts';
import { refuseOtherUpgrades } from './http/upgrades.ts';
import { startAgentServices } from './intake/agent-services.ts';
import { AGENT_PATH } from './intake/agent-socket.ts';
import { ConnectedAgents } from './intake/connected-agents.ts';
import { Intake } from './intake/intake.ts';
import type { IntakeNews } from './intake/intake-calls.ts';
import { pushStats } from './intake/push-stats.ts';
import { ANY_ZONE } from './inventory/agents.ts';
import { ownTarget } from './inventory/own-target.ts';
import { RecordsFeed } from './inventory/records-feed.ts';
import { TextSamples } from './inventory/text-changes.ts';
import { JobDesk } from './jobs/job-desk.ts';
import { JobSamples } from './jobs/job-samples.ts';
import { lockDataDirectory } from './journal/data-lock.ts';
import { checkPlace, notePlace } from './ledger/ledger-place.ts';
import { holdLedger, openLedger, prepareLedger } from './ledger/open-ledger.ts';
import { LiveHub } from './live/hub.ts';
import { LIVE_PATH, serveLive } from './live/live-socket.ts';
import { standingAlerts } from './live/standing-alerts.ts';
import { TouchedGatherer } from './live/touched.ts';
import { openLocalDoor } from './local-door/local-door.ts';
import { channelsIn } from './notify/channels-repository.ts';
import { mailDefaults } from './notify/mail-defaults.ts';
import { openPagesAddress } from './notify/pages-address.ts';
import { openJudging } from './open-judging.ts';
import { openTelling } from './open-telling.ts';
import { FULL_SCOPE } from './people/caller.ts';
import { ensureFirstAdministrator } from './people/first-administrator.ts';
import { knownOrganisations } from './people/known-organisations.ts';
import { openSeal } from './people/seal.ts';
import { viewerOf } from './people/viewer-of.ts';
import { openPolling } from './polling/polling.ts';
import { openRegistry } from './registry.ts';
import { defaultRules } from './rules/default-rules.ts';
import { rulesIn } from './rules/rules-repository.ts';
import { seldom } from './seldom.ts';
import { startThreads } from './start-threads.ts';
import { copyOrders } from './store/copy/copy-orders.ts';
import { thresholdsIn } from './thresholds/thresholds.ts';
import { type IntakeTroubles, vitalSigns } from './vital-signs.ts';

const SWEEP_EVERY_MS = 3_600_000;
/** What is tried again every second is told no more often than this while it fails. */
const TOLD_EVERY_MS = 30_000;

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
  const isTimeToTell = seldom(TOLD_EVERY_MS, nowMs);
  const errors = lastErrors(nowMs);
  const lock = lockDataDirectory(config.data);
  const tls = readTls(config.tls);
  const lent = mailDefaults(config.mail);
  checkPlace(config.data, config.ledger);
  const hold = await holdLedger(config.ledger, 'collector', options.onFatal);
  const { warnings } = await prepareLedger(config.ledger, config.data, nowMs());
  for (const warning of warnings) log.warn({ warning }, 'the ledger is in danger by a setting of its server');
  notePlace(config.data, config.ledger);
  const sql = openLedger(config.ledger, config.data, hold.number, options.onFatal);
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
  const pagesAddress = await openPagesAddress(sql, config.pagesUrl, nowMs);
  const organisations = await knownOrganisations(registry.organisations);
  const meanings = ruleMeanings();
  const places = openPlaces(registry.groups, meanings);

  const hub = new LiveHub();
  registry.sessions.onChange((person) => hub.disconnect(person));
  registry.walls.onChange((wall) => hub.disconnect(wall));
  const fleet = await FleetDesk.open({
    ...registry,
    nowMs,
    tell: (state, changes) => hub.sendFleet(state, changes),
    onFault: logFault,
  });
  const touched = new TouchedGatherer(
    (indexes) => {
      fleet.heard(indexes);
      hub.sendValues(indexes);
    },
    () => performance.now(),
  );
  const ready = Promise.withResolvers<void>();
  /** Ends the start, as long as it lasts, with what ended a thread. */
  const dead = Promise.withResolvers<never>();
  dead.promise.catch(() => {});
  let isStarting = true;
  const threads = startThreads({
    config,
    ledgerHolder: hold.number,
    recordsFrom: await registry.records.position(),
    onDeath: (thread, error) => {
      if (isStarting) dead.reject(error);
      else options.onFatal(new Error(`the ${thread} thread has ended: ${error.message}`, { cause: error }));
    },
  });
  /** Takes events of judging, and of what people do with alerts. Before telling is open the ledger keeps them for it. */
  let take: (events: readonly AlertEvent[]) => void = (events) => hub.sendEvents(events);
  const troubles: IntakeTroubles = { judgingError: null };
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
  const limits = {
    series: config.limits.querySeries,
    points: config.limits.queryPoints,
    timeoutMs: config.limits.queryTime,
  };
  const judging = openJudging({
    sql,
    registry,
    rules,
    thresholds,
    alerts,
    intake,
    store: threads.store,
    limits,
    nowMs,
    learnRules: (all) => meanings.learn(all),
    onFault: logFault,
    onLeftOut: (count, names) =>
      log.warn({ count, names }, 'more series are to be compared with past weeks than there is room for'),
  });
  await Promise.race([ready.promise, dead.promise]);
  await judging.putRules();
  threads.startStore();
  // Its first answer says that it is open; a thread that ends has its reason told elsewhere.
  await Promise.race([threads.store.stats().catch(() => dead.promise), dead.promise]);
  isStarting = false;

  const textSamples = new TextSamples({
    push: (...wanted) => intake.push(...wanted),
    organisationOf: (target) => registry.targets.get(target)?.organisation,
    nowMs,
  });
  registry.texts.onTaken((counts) => void textSamples.send(counts).catch(onFault('inventory changes')));
  // Without it what an agent measures of a target that it was given just now would be refused.
  registry.senders.onTargets((identity) => intake.allow(identity));
  const polling = await openPolling({
    registry,
    lines: agents,
    targetsPerOrganisation: config.limits.targetsPerOrganisation,
    nowMs,
    onFault: logFault,
  });
  const collectorTarget = await ownTarget(registry.targets);
  const causes = await openCauses({
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
    onFault: logFault,
  });
  const telling = await openTelling({
    sql,
    seal,
    registry,
    channels,
    rules,
    organisations,
    places,
    causes,
    targetName: nameOf,
    pagesUrl: () => pagesAddress.url,
    nowMs,
    onFault: logFault,
  });
  causes.onDecided(() => telling.teller.reconsider());
  causes.onEvents(spread);
  take = (events) => {
    causes.take(events);
    spread(events);
  };
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
    seriesPerTarget: config.limits.seriesPerAgent,
    onPushRefused: ({ key, organisation }, refusal) => {
      log.warn({ key, ...refusal }, 'refused what was pushed with a key');
      const deed = { action: 'key.refused', object: `key:${key}`, organisation, after: refusal };
      registry.refusals({ who: `key:${key}`, address: '' }, deed).catch(onFault('audit'));
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
    zoneOf: organisations.zoneOf,
    samples: new JobSamples((...wanted) => intake.push(...wanted)),
    nowMs,
    onFault: logFault,
  });
  registry.organisations.onChange(({ id }) => jobDesk.organisationChanged(id));

  const backups = await openBackupDesk({
    sql,
    audit: registry.audit,
    settings: config.backup,
    job: {
      dataDir: config.data,
      ledger: config.ledger,
      store: config.store.kind,
      ward: options.version,
    },
    intake: intake.calls,
    store: threads.store,
    collector: collectorTarget,
    nowMs,
    onFault: logFault,
  });
  const starts = await countStart(sql, nowMs());
  const signs = vitalSigns({
    intake,
    troubles,
    store: threads.store,
    agents,
    polling,
    judging,
    causes,
    teller: telling.teller,
    drills: telling.drills,
    backups,
    hub,
    target: collectorTarget,
    starts,
    deadMansSwitch: config.deadMansSwitch,
    storeAddress: config.store,
    journalLimitBytes: config.journal.size,
    nowMs,
    onFault: logFault,
    onStore(problem) {
      if (problem === null) log.warn('the store takes data again');
      else
        log.warn({ problem }, 'the store takes nothing: data wait in the journal, judging and telling go on');
    },
  });

  const system = new SystemDesk({
    figures: () => signs.figures(),
    errors,
    dataDir: config.data,
    ledger: config.ledger.kind,
    journalLimitBytes: config.journal.size,
    version: options.version,
    target: collectorTarget,
    starts,
    nowMs,
    onFault: logFault,
  });

  const { silences, routing, drills, drillAnswers } = telling;
  const { query, latest, series } = threads.store;
  const { app } = await buildApp({
    parts: {
      registry,
      fleet,
      backups,
      store: {
        query,
        latest,
        series,
        queryBytes: async (wanted, within) => new Uint8Array(await threads.store.queryBytes(wanted, within)),
      },
      system: {
        storeState: () => signs.storeState(),
        losses: () => intake.calls.losses(),
        health: () => system.health(),
      },
      alerts,
      silences,
      alertsWorkedOn: take,
      rules,
      thresholds,
      shippedRules: defaultRules,
      rulesChanged: () => judging.rulesChanged(),
      channels,
      routing,
      drills,
      drillAnswers,
      pagesAddress,
      intake: {
        status: (agent) => agents.status(agent),
        check: (...wanted) => agents.check(...wanted),
      },
      polling,
      jobDesk,
      newest: (metric, targets) => hub.newest(metric, targets),
      sending: () => hub.sending(),
      targetDeleted: (target) => intake.targetDeleted(target),
      limits,
      kept: { rawMs: config.retention.raw, minuteMs: config.retention.minute },
      nowMs,
    },
    health: {
      readiness: () => signs.readiness(),
      stats: [async () => toStats(await signs.figures(), nowMs()), () => pushStats(agentServices.pushed())],
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
  const door = await openLocalDoor(config.data, { ...copyOrders(threads.store), ...backups.orders });

  fleet.start();
  causes.start();
  telling.start();
  jobDesk.start();
  signs.start();
  system.start();
  backups.start();
  const sweep = setInterval(() => {
    registry.sessions.sweep().catch(onFault('sessions'));
    registry.enrolment.sweep().catch(onFault('enrolment'));
  }, SWEEP_EVERY_MS);

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
    clearInterval(sweep);
    await door.close();
    await backups.close();
    system.close();
    await signs.close();
    touched.close();
    await fleet.close();
    hub.close();
    live.close();
    agentSockets.close();
    agentServices.close();
    await polling.close();
    await app.close();
    await jobDesk.close();
    await causes.close();
    await telling.close();
    await judging.close();
    await intake.calls.close();
    await recordsFeed.close();
    await threads.store.close();
    await threads.end();
    await sql.close();
    await hold.close();
    lock.release();
  }

  /** To live pages and to people. */
  function spread(events: readonly AlertEvent[]): void {
    hub.sendEvents(events);
    telling.teller.wake();
  }

  function takeNews(news: IntakeNews): void {
    switch (news.news) {
      case 'ready':
        ready.resolve();
        return;
      case 'schema':
        hub.addSchema(news.index, news.schema, news.latest);
        fleet.addSchema(news.index, news.schema, news.latest);
        return;
      case 'records':
        recordsFeed.accept(news.records);
        return;
      case 'events':
        take(news.events);
        return;
      case 'backlog':
        judging.takeBacklog(news.spans, news.position);
        return;
      case 'loss':
        log.error(news, 'entries of the journal are lost');
        return;
      case 'other_store':
        log.warn(
          news,
          'the store is another one than before: it gets what the journal still holds; npm run store -- copy brings the history',
        );
        return;
      case 'replaced':
        log.error(news, 'the journal was replaced, the store is fed anew from its oldest entry');
        return;
      case 'trouble':
        troubles.judgingError = news.error;
        if (isTimeToTell(`${news.what} ${news.error}`)) log.error(news, 'the intake thread has a problem');
    }
  }

  /** Of a target, of a group, or of the organisation whose targets are meant all together. */
  function nameOf(id: string): string {
    const whole = organisationOfEveryTarget(id);
    return (
      registry.targets.get(id)?.name ??
      registry.groups.get(FULL_SCOPE, id)?.name ??
      (whole === undefined ? undefined : organisations.nameOf(whole)) ??
      id
    );
  }

  function onFault(what: string): (error: Error) => void {
    return (error) => logFault(what, error);
  }

  function logFault(what: string, error: Error): void {
    errors.note(what, error);
    if (error.name !== 'LedgerBusyError') log.error({ err: error }, what);
    else if (isTimeToTell(what))
      log.warn({ why: error.message }, `${what}: the ledger is away, and asked again`);
  }
}

function addressOf(server: Server, isSecure: boolean): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anywhere = address === '0.0.0.0' || address === '::';
  const host = anywhere ? '127.0.0.1' : family === 'IPv6' ? `[${address}]` : address;
  return `${isSecure ? 'https' : 'http'}://${host}:${port}`;
}
