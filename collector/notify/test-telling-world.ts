import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Consequences, More, Recipient } from '#channels/channel.ts';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { sealWith } from '#collector/people/seal.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { Rule, type Severity } from '#protocol/rule.ts';
import { type CallLedger, callLedger } from './call-ledger.ts';
import { ChannelInput } from './channel-config.ts';
import { type ChannelsRepository, channelsIn } from './channels-repository.ts';
import { type HoldLedger, holdLedger } from './hold-ledger.ts';
import { Teller, type TellerOptions } from './teller.ts';
import { type TellingRecord, tellingRecord } from './telling-record.ts';

export const T0 = 1_700_000_000_000;

/** What a webhook was posted; what a phone gets has only its call and its text. */
export interface Received {
  path: string;
  call: string;
  text: string | string[];
  attempt: number;
  events: AlertEvent[];
  language: string;
  targetNames: Record<string, string>;
  ruleNames: Record<string, unknown>;
  evidence: Record<string, string[]>;
  /** Alert → what it takes down. */
  consequences: Record<string, Consequences>;
  to: Recipient | null;
  more: More | null;
}

/** Telling over a real ledger to a real HTTP server, at a time of our own. For tests. */
export interface TellingWorld {
  clock: { nowMs: number };
  ledger: TemporaryLedger;
  channels: ChannelsRepository;
  record: TellingRecord;
  calls: CallLedger;
  holds: HoldLedger;
  received: Received[];
  /** What tellers complained of. */
  faults: string[];
  /** How the server answers; the path is the name of the channel. */
  answer: (path: string, response: ServerResponse) => void;
  teller(more?: Partial<TellerOptions>): Teller;
  /** A webhook channel at the server, under its own name as path. */
  channel(name: string, more?: Partial<ChannelInput>): Promise<void>;
  /** A channel for people at the server: short messages to one telephone. */
  phone(name: string, more?: Partial<ChannelInput>): Promise<void>;
  /** How many events each of the calls that arrived was about, by the record. */
  counts(): Promise<[path: string, events: number][]>;
  /** Puts events into the history; half a second later they may be told. */
  happens(...events: (Alert | AlertEvent)[]): Promise<void>;
  /** Runs, and runs again when what was planned may be told. */
  run(who: Teller): Promise<void>;
  /** Runs it as time goes by. */
  goBy(who: Teller, ms: number, stepMs: number): Promise<void>;
  /** What became of each event of an alert: `fired ops delivered`, `resolved not_told silenced`. */
  outcomes(alert: Alert): Promise<string[]>;
  /** `ops: fired web1, resolved web2`. */
  told(): string[];
  close(): Promise<void>;
}

export const rule = Rule.parse({
  id: 'space',
  name: { 'zh-CN': '空间', en: 'space' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'disk.used_percent' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 80 },
});

/** An alert of the rule that has just fired. */
export function firing(target: string, organisation = 'main', ruleId = 'space'): Alert {
  const series = { metric: 'disk.used_percent', labels: {}, unit: '%' };
  const subject = { rule: { ...rule, id: ruleId }, revision: 1, organisation, target, series };
  return { ...makeAlert(subject, T0, 90), state: 'firing', firedAtMs: T0 };
}

export function resolved(alert: Alert): Alert {
  return { ...alert, state: 'resolved', resolvedAtMs: T0 + 1, resolution: 'recovered' };
}

let things = 0;

/** Something else that happened to an alert. */
export function happened(kind: AlertEvent['kind'], alert: Alert, more: Partial<AlertEvent> = {}): AlertEvent {
  return { ...makeEvent(alert, T0, 1), id: `thing-${++things}`, kind, ...more };
}

/** Its severity changed. */
export function changed(alert: Alert, severity: Severity): AlertEvent {
  return happened('severity_changed', { ...alert, severity }, { from: alert.severity });
}

export async function tellingWorld(): Promise<TellingWorld> {
  const ledger = await temporaryLedger();
  const clock = { nowMs: T0 };
  const nowMs = () => clock.nowMs;
  const channels = channelsIn(ledger.sql, sealWith(Buffer.alloc(32, 1)), nowMs);
  const tellers: Teller[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = String(request.url).slice(1);
    world.received.push({ path, events: [], ...JSON.parse(Buffer.concat(chunks).toString()) });
    world.answer(path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const world: TellingWorld = {
    clock,
    ledger,
    channels,
    record: tellingRecord(ledger.sql),
    calls: callLedger(ledger.sql),
    holds: holdLedger(ledger.sql),
    received: [],
    faults: [],
    answer: (_path, response) => response.writeHead(200).end('thanks'),
    teller(more = {}) {
      const made = new Teller({
        sql: ledger.sql,
        channels,
        rules: rulesIn(ledger.sql, nowMs),
        organisation: (id) => ({ language: id === 'main' ? 'zh-CN' : 'en', zone: 'Asia/Shanghai' }),
        targetName: (id) => `name of ${id}`,
        pagesUrl: () => '',
        nowMs,
        random: () => 0.5,
        onFault: (what, error) => void world.faults.push(`${what}: ${error.message}`),
        ...more,
      });
      tellers.push(made);
      return made;
    },
    async channel(name, more = {}) {
      const config = { url: `${addressOf(server)}/${name}`, secret: 'sixteen letters!', timeoutMs: 2_000 };
      await channels.put(ChannelInput.parse({ name, kind: 'webhook', config, ...more }), 'alice');
    },
    async phone(name, more = {}) {
      const config = {
        url: `${addressOf(server)}/${name}`,
        body: '{"call":"{id}","to":"{phone}","text":"{text}"}',
        phones: ['13800000000'],
        timeoutMs: 2_000,
      };
      await channels.put(ChannelInput.parse({ name, kind: 'sms', config, ...more }), 'alice');
    },
    counts: () =>
      Promise.all(
        world.received.map(async ({ path, call }): Promise<[string, number]> => {
          return [path, (await world.calls.get(call))?.events ?? 0];
        }),
      ),
    async happens(...events) {
      const all = events.map((each) => ('kind' in each ? each : makeEvent(each, T0, 1)));
      await alertsIn(ledger.sql).addLate(all);
    },
    async run(who) {
      await who.run();
      clock.nowMs += 600;
      await who.run();
    },
    async goBy(who, ms, stepMs) {
      const endMs = clock.nowMs + ms;
      while (clock.nowMs < endMs) {
        clock.nowMs += stepMs;
        await who.run();
      }
    },
    async outcomes({ id }) {
      const tellings = await world.record.tellingsOfAlert(id);
      return tellings.map(({ kind, channel, recipient, state, code }) =>
        [kind, channel, recipient, state, code].filter((word) => word !== '').join(' '),
      );
    },
    told: () =>
      world.received.map(({ path, events }) => {
        const what = events.map((event) => `${event.kind} ${event.alert.target}`);
        return `${path}: ${what.join(', ')}`;
      }),
    async close() {
      for (const teller of tellers) await teller.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await ledger.remove();
    },
  };
  return world;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
