/*
 * All that decides who is told of an alert, and tells them:
 *
 *   events (ledger) ─► causes ─► silences ─► hours ─► routes, contacts ─► calls ─► channels
 *                                                               drills ────┘
 */
import type { Places } from './alerts/places.ts';
import type { Registry } from './api/parts.ts';
import { causeStage } from './causes/cause-stage.ts';
import type { Causes } from './causes/causes.ts';
import { type DrillAnswers, drillAnswers } from './contacts/drill-answers.ts';
import { Drills } from './contacts/drills.ts';
import { type ContactRouting, makeRouting } from './contacts/make-routing.ts';
import type { Sql } from './ledger/sql.ts';
import type { ChannelsRepository } from './notify/channels-repository.ts';
import { Paces } from './notify/paces.ts';
import { Teller, type TellerOptions } from './notify/teller.ts';
import type { KnownOrganisations } from './people/known-organisations.ts';
import type { Seal } from './people/seal.ts';
import { silenceStage } from './silences/holding.ts';
import { Silences } from './silences/silences.ts';

export interface TellingOptions extends Pick<TellerOptions, 'rules' | 'targetName' | 'onFault'> {
  sql: Sql;
  seal: Seal;
  registry: Registry;
  channels: ChannelsRepository;
  organisations: KnownOrganisations;
  places: Places;
  causes: Pick<Causes, 'verdict' | 'consequences' | 'hanging' | 'tookDown'>;
  /** Where links in messages lead; empty: there are none. */
  pagesUrl(): string;
  nowMs(): number;
}

/** Telling, put together. */
export interface Telling {
  silences: Silences;
  routing: ContactRouting;
  drills: Drills;
  drillAnswers: DrillAnswers;
  teller: Teller;
  /** Calls nobody before it. */
  start(): void;
  close(): Promise<void>;
}

/** Reads what telling goes by, and hears of every change of it. */
export async function openTelling(options: TellingOptions): Promise<Telling> {
  const { sql, seal, registry, channels, organisations, places, causes, pagesUrl, nowMs, onFault } = options;
  const { audit, calendars, contactBook, groups } = registry;
  const calendarOf = (organisation: string) => calendars.of(organisation);

  const silences = await Silences.open(
    {
      sql,
      audit,
      clockOf: (id) => ({ zone: organisations.zoneOf(id), calendar: calendarOf(id) }),
      placeOf: (alert) => places.of(alert),
    },
    nowMs(),
  );
  groups.onUsesAsked(async (group) => silences.usesOfGroup(group, nowMs()));
  const routing = makeRouting({
    book: contactBook,
    place: (alert) => places.of(alert),
    zoneOf: organisations.zoneOf,
    calendarOf,
  });
  const paces = new Paces();
  const teller = new Teller({
    paces,
    sql,
    channels,
    rules: options.rules,
    organisation: organisations.toneOf,
    targetName: options.targetName,
    pagesUrl,
    suppress: causeStage(causes),
    silence: silenceStage(silences),
    schedule: routing.schedule,
    routes: routing.routes,
    contact: routing.findContact,
    causes,
    nowMs,
    onFault,
  });

  silences.onChange(() => teller.reconsider());
  contactBook.onChange(() => teller.reconsider());
  calendars.onChange(() => {
    silences.clockChanged();
    teller.reconsider();
  });
  registry.organisations.onChange(() => {
    silences.clockChanged();
    teller.reconsider();
  });

  const drilling = {
    sql,
    audit,
    book: contactBook,
    findContact: routing.findContact,
    tone: organisations.toneOf,
    nowMs,
  };
  const drills = new Drills({
    paces,
    ...drilling,
    channels,
    calendarOf,
    isThere: async (id) => (await registry.organisations.get(id)) !== undefined,
    tokenKey: seal.derive('drill'),
    pagesUrl,
    onFault,
  });

  return {
    silences,
    routing,
    drills,
    drillAnswers: drillAnswers(drilling),
    teller,
    start() {
      teller.start();
      drills.start();
    },
    async close() {
      await drills.close();
      await teller.close();
    },
  };
}
