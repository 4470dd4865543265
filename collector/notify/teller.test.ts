import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeAlert, makeEvent } from '#collector/alerts/episode.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { sealWith } from '#collector/people/seal.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { Rule } from '#protocol/rule.ts';
import { ChannelInput } from './channel-config.ts';
import { type ChannelsRepository, channelsIn } from './channels-repository.ts';
import { Teller, type TellerOptions } from './teller.ts';
import { type TellingLedger, tellingLedger } from './telling-ledger.ts';

const T0 = 1_700_000_000_000;

interface Received {
  path: string;
  call: string;
  attempt: number;
  events: AlertEvent[];
  language: string;
  targetNames: Record<string, string>;
  evidence: Record<string, string[]>;
}

let nowMs: number;
let ledger: TemporaryLedger;
let channels: ChannelsRepository;
let record: TellingLedger;
let server: Server;
let received: Received[];
let answer: (path: string, response: ServerResponse) => void;
let faults: string[];
let tellers: Teller[];

beforeEach(async () => {
  nowMs = T0;
  ledger = await temporaryLedger();
  channels = channelsIn(ledger.sql, sealWith(Buffer.alloc(32, 1)), () => nowMs);
  record = tellingLedger(ledger.sql);
  received = [];
  faults = [];
  tellers = [];
  answer = (_path, response) => response.writeHead(200).end('thanks');
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = String(request.url).slice(1);
    received.push({ path, ...JSON.parse(Buffer.concat(chunks).toString()) });
    answer(path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const teller of tellers) await teller.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await ledger.remove();
  expect(faults).toEqual([]);
});

function teller(more: Partial<TellerOptions> = {}): Teller {
  const made = new Teller({
    sql: ledger.sql,
    channels,
    rules: rulesIn(ledger.sql, () => nowMs),
    organisation: (id) => ({ language: id === 'main' ? 'zh-CN' : 'en', zone: 'Asia/Shanghai' }),
    targetName: (id) => `name of ${id}`,
    pagesUrl: '',
    nowMs: () => nowMs,
    random: () => 0.5,
    onFault: (what, error) => faults.push(`${what}: ${error.message}`),
    ...more,
  });
  tellers.push(made);
  return made;
}

/** A webhook channel at our server, under its own name as path. */
async function channel(name: string, more: Partial<ChannelInput> = {}): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const config = { url: `http://127.0.0.1:${port}/${name}`, secret: 'sixteen letters!', timeoutMs: 2_000 };
  await channels.put(ChannelInput.parse({ name, kind: 'webhook', config, ...more }), 'alice');
}

const rule = Rule.parse({
  id: 'space',
  name: { 'zh-CN': '空间', en: 'space' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'disk.used_percent' },
  severity: 'warning',
  condition: { kind: 'above', threshold: 80 },
});

function firing(target: string, organisation = 'main', ruleId = 'space'): Alert {
  const series = { metric: 'disk.used_percent', labels: {}, unit: '%' };
  const subject = { rule: { ...rule, id: ruleId }, revision: 1, organisation, target, series };
  return { ...makeAlert(subject, T0, 90), state: 'firing', firedAtMs: T0 };
}

function resolved(alert: Alert): Alert {
  return { ...alert, state: 'resolved', resolvedAtMs: T0 + 1, resolution: 'recovered' };
}

/** Puts events into the history; half a second later they may be told. */
async function happens(...all: Alert[]): Promise<void> {
  await alertsIn(ledger.sql).addLate(all.map((alert) => makeEvent(alert, T0, 1)));
}

async function run(who: Teller): Promise<void> {
  await who.run();
  nowMs += 600;
  await who.run();
}

function told(): string[] {
  return received.map(({ path, events }) => {
    const what = events.map((event) => `${event.kind} ${event.alert.target}`);
    return `${path}: ${what.join(', ')}`;
  });
}

describe('who is told', () => {
  test('what belongs together comes in one call, in words and names of the organisation', async () => {
    await channel('ops', { isDefault: true });
    await happens(firing('web1'), firing('web2'));
    const one = teller();

    await run(one);
    await run(one);

    expect(told()).toEqual(['ops: fired web1, fired web2']);
    expect(received[0]).toMatchObject({
      language: 'zh-CN',
      attempt: 0,
      targetNames: { web1: 'name of web1' },
    });
    expect(one.stats).toMatchObject({ eventsPlanned: 2, attempts: 1, delivered: 1, failed: 0 });
  });

  test('the first lines of what was seen when it fired come with it', async () => {
    await channel('ops', { isDefault: true });
    const seen = (position: number, timeMs: number, lines: string[]) =>
      evidenceIn(ledger.sql).take('web1', timeMs, position, {
        metric: 'disk.used_percent',
        labels: {},
        title: 'df',
        form: 'lines',
        lines,
        omitted: 0,
      });
    await seen(1, T0 - 60_000, ['a minute before']);
    await seen(2, T0, ['one', 'x'.repeat(500), '3', '4', '5', '6']);
    const [alert, other] = [firing('web1'), firing('web2')];
    await happens(alert, other);
    await run(teller());

    expect(received[0]?.evidence).toEqual({ [alert.id]: ['one', 'x'.repeat(300), '3', '4', '5'] });
  });

  test('every call has an id of its own, whatever else an organisation has', async () => {
    await channel('ops', { isDefault: true });
    const organisation = { id: 'main', language: 'en' as const, zone: 'Asia/Shanghai' };
    const one = teller({ organisation: () => organisation });
    await happens(firing('web1'));
    await run(one);
    await happens(firing('web2'));
    await run(one);

    const made = await record.calls(10);

    expect(new Set(received.map(({ call }) => call))).toEqual(new Set(made.map(({ id }) => id)));
    expect(made).toHaveLength(2);
  });

  test('of what is for information only: those that the rule names, and no default channel', async () => {
    const info = (target: string, ruleId: string): Alert => ({
      ...firing(target, 'main', ruleId),
      severity: 'info',
    });
    await rulesIn(ledger.sql, () => nowMs).put({ ...rule, id: 'named', tell: ['night'] }, 'alice');
    await rulesIn(ledger.sql, () => nowMs).put({ ...rule, id: 'lost', tell: ['no-such-channel'] }, 'alice');
    await channel('night');
    await channel('ops', { isDefault: true });
    const alerts = [info('web1', 'named'), info('web2', 'space'), info('web3', 'lost')];
    await happens(...alerts);

    await run(teller());
    await happens(...alerts.map(resolved));
    nowMs += 600;
    await run(teller());

    expect(told()).toEqual(['night: fired web1', 'night: resolved web1']);
    const [event] = alerts.slice(1).map((alert) => makeEvent(alert, T0, 1));
    expect(await record.channelsToldOf(event?.id ?? '')).toEqual([]);
  });

  test('those that the rule names, otherwise the default channels of the organisation', async () => {
    await rulesIn(ledger.sql, () => nowMs).put({ ...rule, id: 'named', tell: ['night'] }, 'alice');
    await rulesIn(ledger.sql, () => nowMs).put({ ...rule, id: 'lost', tell: ['no-such-channel'] }, 'alice');
    await channel('night');
    await channel('ops', { isDefault: true });
    await channel('others', { isDefault: true, organisation: 'other' });
    await channel('off', { isDefault: true, enabled: false });
    await happens(
      firing('web1', 'main', 'named'),
      firing('web2'),
      firing('web3', 'other'),
      firing('web4', 'main', 'lost'),
    );

    await run(teller());
    nowMs += 600;
    await run(teller());

    expect(told().sort()).toEqual([
      'night: fired web1',
      'ops: fired web2, fired web4',
      'ops: fired web3',
      'others: fired web3',
    ]);
  });

  test('of a resolution exactly those who were told of the firing', async () => {
    await channel('ops', { isDefault: true });
    const alert = firing('web1');
    await happens(alert);
    const one = teller();
    await run(one);
    await channel('new', { isDefault: true });

    await happens(resolved(alert), resolved(firing('web2')));
    await run(one);

    expect(told().sort()).toEqual([
      'new: resolved web2',
      'ops: fired web1',
      'ops: resolved web1, resolved web2',
    ]);
  });

  test('nobody of history, of acknowledgements, and of what a stage holds back; each with its reason', async () => {
    await channel('ops', { isDefault: true });
    const [late, silenced, known] = [firing('web1'), firing('web2'), firing('web3')];
    await alertsIn(ledger.sql).addLate([makeEvent(late, T0, 0, true)]);
    await happens(silenced, resolved(silenced), known);
    await alertsIn(ledger.sql).work(
      FULL_SCOPE,
      known.id,
      { action: 'acknowledge', comment: '' },
      'alice',
      T0,
    );
    const silence = (event: AlertEvent) =>
      event.alert.target === 'web2' && event.kind === 'fired'
        ? ({ held: 'maintenance', untilMs: null, params: {} } as const)
        : undefined;

    await run(teller({ silence }));

    expect(told()).toEqual(['ops: fired web3']);
    const outcomes = await ledger.sql.all('SELECT state, reason FROM tellings ORDER BY number');
    expect(outcomes).toEqual([
      { state: 'late', reason: 'judged afterwards' },
      { state: 'silenced', reason: 'maintenance' },
      { state: 'not_told', reason: 'nobody was told of the firing' },
      { state: 'delivered', reason: '200 thanks' },
      { state: 'not_told', reason: 'acknowledgement' },
    ]);
  });

  test('is on record even when there is nobody', async () => {
    await happens(firing('web1'));

    await run(teller());

    expect(await ledger.sql.all('SELECT state FROM tellings')).toEqual([{ state: 'nobody' }]);
  });
});

describe('a channel that fails', () => {
  test('is tried again with growing pauses, and what came meanwhile follows in one call', async () => {
    await channel('ops', { isDefault: true });
    answer = (_path, response) => response.writeHead(503).end();
    await happens(firing('web1'));
    const one = teller();
    await run(one);
    await happens(firing('web2'));
    nowMs += 4_000;
    await one.run();
    expect(received).toHaveLength(1);

    nowMs += 1_500;
    answer = (_path, response) => response.writeHead(200).end();
    await run(one);

    expect(told()).toEqual(['ops: fired web1', 'ops: fired web1', 'ops: fired web2']);
    expect(received.map((call) => call.attempt)).toEqual([0, 1, 0]);
    expect(received[0].call).toBe(received[1].call);
    expect(one.stats).toMatchObject({ attempts: 3, retries: 1, delivered: 2 });
  });

  test('for good hands over to its fallback at once, and the record says so', async () => {
    await channel('ops', { isDefault: true, fallback: 'night' });
    await channel('night');
    answer = (path, response) => response.writeHead(path === 'ops' ? 404 : 200).end();
    await happens(firing('web1'));
    const one = teller();

    await run(one);
    await run(one);

    expect(told()).toEqual(['ops: fired web1', 'night: fired web1']);
    const [event] = await alertsIn(ledger.sql).eventsAfter(0, 1);
    expect(await record.tellingsOf(event.event.id)).toMatchObject([
      { channel: 'ops', state: 'failed', reason: '404 (given up: trying again does not help)' },
      { channel: 'night', state: 'delivered' },
    ]);
    expect(one.stats).toMatchObject({ failed: 1, fellBack: 1 });
  });

  test('hands over after some attempts, once, even when two are the fallback of each other', async () => {
    await channel('ops', { isDefault: true, fallback: 'night' });
    await channel('night', { fallback: 'ops' });
    answer = (_path, response) => response.writeHead(500).end();
    await happens(firing('web1'));
    const one = teller();

    for (let minute = 0; minute < 20; minute++) {
      nowMs += 60_000;
      await one.run();
    }

    expect(received.filter((call) => call.path === 'ops')).toHaveLength(4);
    expect(received.filter((call) => call.path === 'night')).toHaveLength(4);
    expect((await record.calls(10)).map((call) => call.state)).toEqual(['failed', 'failed']);
  });

  test('without a fallback is tried for a day, and does not hold up others for longer than three attempts', async () => {
    await channel('ops', { isDefault: true });
    answer = (_path, response) =>
      response.writeHead(received.at(-1)?.events[0].alert.target === 'web1' ? 500 : 200).end();
    await happens(firing('web1'));
    const one = teller();
    await run(one);
    await happens(firing('web2'));

    for (let minute = 0; minute < 3; minute++) {
      nowMs += 60_000;
      await one.run();
    }
    expect(told()).toContain('ops: fired web2');

    for (let hour = 0; hour < 26; hour++) {
      nowMs += 3_600_000;
      await one.run();
    }
    const calls = await record.calls(10);
    expect(calls.map((call) => call.state).sort()).toEqual(['delivered', 'failed']);
    expect(one.stats.failed).toBe(1);
  });

  test('that is removed ends what waits for it', async () => {
    await channel('ops', { isDefault: true });
    answer = (_path, response) => response.writeHead(500).end();
    await happens(firing('web1'));
    const one = teller();
    await run(one);
    await channels.remove('ops');

    await run(one);

    expect(await record.calls(10)).toMatchObject([
      { state: 'failed', answer: 'the channel is gone or disabled' },
    ]);
    expect(await ledger.sql.all('SELECT state FROM tellings')).toEqual([{ state: 'failed' }]);
  });

  test('does not keep another one waiting', async () => {
    await channel('slow', { isDefault: true });
    await channel('fast', { isDefault: true });
    const { promise: slowAsked, resolve: holdSlow } = Promise.withResolvers<ServerResponse>();
    const { promise: fastDone, resolve: fastAnswered } = Promise.withResolvers<void>();
    answer = (path, response) => {
      if (path === 'slow') return holdSlow(response);
      response.writeHead(200).end();
      fastAnswered();
    };
    await happens(firing('web1'));
    const one = teller();
    await one.run();
    nowMs += 600;
    const running = one.run();

    const slow = await slowAsked;
    await fastDone;
    slow.writeHead(200).end();
    await running;

    expect(one.stats.delivered).toBe(2);
  });
});

describe('a storm', () => {
  test('becomes few calls: so many a minute, each with as many events as fit', async () => {
    await channel('ops', { isDefault: true, callsPerMinute: 6 });
    const one = teller();
    for (let second = 0; second < 60; second++) {
      await happens(...Array.from({ length: 5 }, (_, index) => firing(`web${second * 5 + index}`)));
      nowMs += 1_000;
      await one.run();
    }
    nowMs += 60_000;
    await one.run();
    nowMs += 60_000;
    await one.run();

    expect(received.length).toBeLessThanOrEqual(5 + 6 + 12);
    expect(new Set(received.flatMap((call) => call.events.map((event) => event.id))).size).toBe(300);
    expect(received.flatMap((call) => call.events)).toHaveLength(300);
  });
});

describe('a crash', () => {
  test('while sending loses nothing, repeats that call only, marks and counts it', async () => {
    await channel('ops', { isDefault: true });
    await happens(firing('web1'));
    const first = teller();
    await first.run();
    nowMs += 600;
    // The crash: the call arrives, and nobody is left to note the answer.
    const sent = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    void first.run();
    await sent;
    const [call] = await record.calls(1);
    expect(call.state).toBe('sending');

    answer = (_path, response) => response.writeHead(200).end();
    const second = teller();
    await run(second);

    expect(told()).toEqual(['ops: fired web1', 'ops: fired web1']);
    expect(received.map(({ call: id, attempt }) => [id, attempt])).toEqual([
      [call.id, 0],
      [call.id, 1],
    ]);
    expect(second.stats.repeats).toBe(1);
    expect(await record.calls(1)).toMatchObject([{ state: 'delivered', attempts: 2, repeats: 1 }]);
  });

  test('between planning and sending loses nothing and repeats nothing', async () => {
    await channel('ops', { isDefault: true });
    await happens(firing('web1'));
    await teller().run();
    nowMs += 600;

    await run(teller());
    await run(teller());

    expect(told()).toEqual(['ops: fired web1']);
  });
});

test('runs by itself once started, and ends when closed', async () => {
  await channel('ops', { isDefault: true });
  const started = Date.now();
  const one = teller({ nowMs: () => T0 + (Date.now() - started) });
  const called = new Promise<void>((resolve) => {
    answer = (_path, response) => {
      response.writeHead(200).end();
      resolve();
    };
  });
  one.start();
  await happens(firing('web1'));
  one.wake();

  await called;
  await one.close();
  await one.close();

  expect(told()).toEqual(['ops: fired web1']);
});

test('what ended long ago is forgotten', async () => {
  await channel('ops', { isDefault: true });
  await happens(firing('web1'));
  const one = teller();
  await run(one);
  expect(await record.calls(10)).toHaveLength(1);

  nowMs += 500 * 86_400_000;
  await one.run();

  expect(await record.calls(10)).toEqual([]);
  expect(await ledger.sql.all('SELECT * FROM tellings')).toEqual([]);
});
