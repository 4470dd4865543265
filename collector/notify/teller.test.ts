import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertsIn } from '#collector/alerts/alerts-repository.ts';
import { makeEvent } from '#collector/alerts/episode.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { rulesIn } from '#collector/rules/rules-repository.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { firing, resolved, rule, T0, type TellingWorld, tellingWorld } from './test-telling-world.ts';

let world: TellingWorld;
beforeEach(async () => {
  world = await tellingWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

describe('who is told', () => {
  test('what belongs together comes in one call, in words and names of the organisation', async () => {
    await world.channel('ops', { isDefault: true });
    await world.happens(firing('web1'), firing('web2'));
    const one = world.teller();

    await world.run(one);
    await world.run(one);

    expect(world.told()).toEqual(['ops: fired web1, fired web2']);
    expect(world.received[0]).toMatchObject({
      language: 'zh-CN',
      attempt: 0,
      targetNames: { web1: 'name of web1' },
    });
    expect(one.stats).toMatchObject({ eventsPlanned: 2, attempts: 1, delivered: 1, failed: 0 });
  });

  test('the first lines of what was seen when it fired come with it', async () => {
    await world.channel('ops', { isDefault: true });
    const seen = (position: number, timeMs: number, lines: string[]) =>
      evidenceIn(world.ledger.sql).take('web1', timeMs, position, {
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
    await world.happens(alert, other);
    await world.run(world.teller());

    expect(world.received[0]?.evidence).toEqual({ [alert.id]: ['one', 'x'.repeat(300), '3', '4', '5'] });
  });

  test('every call has an id of its own, whatever else an organisation has', async () => {
    await world.channel('ops', { isDefault: true });
    const organisation = { id: 'main', language: 'en' as const, zone: 'Asia/Shanghai' };
    const one = world.teller({ organisation: () => organisation });
    await world.happens(firing('web1'));
    await world.run(one);
    await world.happens(firing('web2'));
    await world.run(one);

    const made = await world.calls.last(10);

    expect(new Set(world.received.map(({ call }) => call))).toEqual(new Set(made.map(({ id }) => id)));
    expect(made).toHaveLength(2);
  });

  test('of what is for information only: those that the rule names, and no default channel', async () => {
    const info = (target: string, ruleId: string): Alert => ({
      ...firing(target, 'main', ruleId),
      severity: 'info',
    });
    await rulesIn(world.ledger.sql, () => world.clock.nowMs).put(
      { ...rule, id: 'named', tell: ['night'] },
      'alice',
    );
    await rulesIn(world.ledger.sql, () => world.clock.nowMs).put(
      { ...rule, id: 'lost', tell: ['no-such-channel'] },
      'alice',
    );
    await world.channel('night');
    await world.channel('ops', { isDefault: true });
    const alerts = [info('web1', 'named'), info('web2', 'space'), info('web3', 'lost')];
    await world.happens(...alerts);

    await world.run(world.teller());
    await world.happens(...alerts.map(resolved));
    world.clock.nowMs += 600;
    await world.run(world.teller());

    expect(world.told()).toEqual(['night: fired web1', 'night: resolved web1']);
    expect(await world.outcomes(alerts[1])).toEqual([
      'fired not_told info_unnamed',
      'resolved not_told firing_not_told',
    ]);
    expect(await world.outcomes(alerts[2])).toContain('fired no-such-channel not_told channel_gone');
  });

  test('those that the rule names, otherwise the default channels of the organisation', async () => {
    await rulesIn(world.ledger.sql, () => world.clock.nowMs).put(
      { ...rule, id: 'named', tell: ['night'] },
      'alice',
    );
    await rulesIn(world.ledger.sql, () => world.clock.nowMs).put(
      { ...rule, id: 'lost', tell: ['no-such-channel'] },
      'alice',
    );
    await world.channel('night');
    await world.channel('ops', { isDefault: true });
    await world.channel('others', { isDefault: true, organisation: 'other' });
    await world.channel('off', { isDefault: true, enabled: false });
    await world.happens(
      firing('web1', 'main', 'named'),
      firing('web2'),
      firing('web3', 'other'),
      firing('web4', 'main', 'lost'),
    );

    await world.run(world.teller());
    world.clock.nowMs += 600;
    await world.run(world.teller());

    expect(world.told().sort()).toEqual([
      'night: fired web1',
      'ops: fired web2, fired web4',
      'ops: fired web3',
      'others: fired web3',
    ]);
  });

  test('of a resolution exactly those who were told of the firing', async () => {
    await world.channel('ops', { isDefault: true });
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await world.run(one);
    await world.channel('new', { isDefault: true });

    await world.happens(resolved(alert), resolved(firing('web2')));
    await world.run(one);

    expect(world.told().sort()).toEqual([
      'new: resolved web2',
      'ops: fired web1',
      'ops: resolved web1, resolved web2',
    ]);
  });

  test('nobody of history, of acknowledgements, and of what a stage holds back; each with its reason', async () => {
    await world.channel('ops', { isDefault: true });
    const [late, silenced, known] = [firing('web1'), firing('web2'), firing('web3')];
    await alertsIn(world.ledger.sql).addLate([makeEvent(late, T0, 0, true)]);
    await world.happens(silenced, resolved(silenced), known);
    await alertsIn(world.ledger.sql).work(
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

    await world.run(world.teller({ silence }));

    expect(world.told()).toEqual(['ops: fired web3']);
    expect(await world.outcomes(late)).toEqual(['fired not_told late']);
    expect(await world.outcomes(silenced)).toEqual([
      'fired not_told maintenance',
      'resolved not_told maintenance',
    ]);
    expect(await world.outcomes(known)).toEqual(['fired ops delivered', 'acknowledged not_told not_a_call']);
  });

  test('is on record even when there is nobody', async () => {
    const alert = firing('web1');
    await world.happens(alert);

    await world.run(world.teller());

    expect(await world.outcomes(alert)).toEqual(['fired not_told no_channel']);
  });
});

describe('a channel that fails', () => {
  test('is tried again with growing pauses, and what came meanwhile follows in one call', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = (_path, response) => response.writeHead(503).end();
    await world.happens(firing('web1'));
    const one = world.teller();
    await world.run(one);
    await world.happens(firing('web2'));
    world.clock.nowMs += 4_000;
    await one.run();
    expect(world.received).toHaveLength(1);

    world.clock.nowMs += 1_500;
    world.answer = (_path, response) => response.writeHead(200).end();
    await world.run(one);

    expect(world.told()).toEqual(['ops: fired web1', 'ops: fired web1', 'ops: fired web2']);
    expect(world.received.map((call) => call.attempt)).toEqual([0, 1, 0]);
    expect(world.received[0].call).toBe(world.received[1].call);
    expect(one.stats).toMatchObject({ attempts: 3, retries: 1, delivered: 2 });
  });

  test('for good hands over to its fallback at once, and the record says so', async () => {
    await world.channel('ops', { isDefault: true, fallback: 'night' });
    await world.channel('night');
    world.answer = (path, response) => response.writeHead(path === 'ops' ? 404 : 200).end();
    await world.happens(firing('web1'));
    const one = world.teller();

    await world.run(one);
    await world.run(one);

    expect(world.told()).toEqual(['ops: fired web1', 'night: fired web1']);
    const [event] = await alertsIn(world.ledger.sql).eventsAfter(0, 1);
    expect(await world.record.tellingsOf(event.event.id)).toMatchObject([
      { channel: 'ops', state: 'failed', code: 'refused', receipt: { answer: '404', attempts: 1 } },
      { channel: 'night', state: 'delivered', code: '', insteadOf: 'ops', receipt: { answer: '200' } },
    ]);
    expect(one.stats).toMatchObject({ failed: 1, fellBack: 1 });
  });

  test('never hands over to a channel that was made for another organisation since', async () => {
    await world.channel('ops', { isDefault: true, organisation: 'main', fallback: 'night' });
    await world.channel('night', { organisation: 'other' });
    world.answer = (path, response) => response.writeHead(path === 'ops' ? 404 : 200).end();
    await world.happens(firing('web1'));
    const one = world.teller();

    await world.run(one);
    await world.run(one);

    expect(world.told()).toEqual(['ops: fired web1']);
    expect(one.stats).toMatchObject({ failed: 1, fellBack: 0 });
  });

  test('without a fallback is tried for a day, and does not hold up others for longer than three attempts', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = (_path, response) =>
      response.writeHead(world.received.at(-1)?.events[0].alert.target === 'web1' ? 500 : 200).end();
    await world.happens(firing('web1'));
    const one = world.teller();
    await world.run(one);
    await world.happens(firing('web2'));

    for (let minute = 0; minute < 3; minute++) {
      world.clock.nowMs += 60_000;
      await one.run();
    }
    expect(world.told()).toContain('ops: fired web2');

    for (let hour = 0; hour < 26; hour++) {
      world.clock.nowMs += 3_600_000;
      await one.run();
    }
    const calls = await world.calls.last(10);
    expect(calls.map((call) => call.state).sort()).toEqual(['delivered', 'failed']);
    expect(one.stats.failed).toBe(1);
  });

  test('that is removed ends what waits for it', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = (_path, response) => response.writeHead(500).end();
    await world.happens(firing('web1'));
    const one = world.teller();
    await world.run(one);
    await world.channels.remove('ops');

    await world.run(one);

    expect(await world.outcomes(firing('web1'))).toEqual(['fired ops failed channel_gone']);
  });

  test.each(['removed', 'disabled'] as const)(
    'that is %s lets its fallback be told of what waits for it',
    async (how) => {
      await world.channel('ops', { isDefault: true, fallback: 'night', callsPerMinute: 1 });
      await world.channel('night');
      world.answer = (path, response) => void response.writeHead(path === 'ops' ? 500 : 200).end();
      // One was tried, the other waits for its turn.
      await world.happens(firing('web1'));
      const one = world.teller();
      await world.run(one);
      await world.happens(firing('web2'));
      await world.run(one);
      expect(world.told()).toEqual(['ops: fired web1']);

      if (how === 'removed') await world.channels.remove('ops');
      else await world.channel('ops', { isDefault: true, fallback: 'night', enabled: false });
      await world.goBy(one, 5_000, 600);

      expect(world.told().sort()).toEqual(['night: fired web1, fired web2', 'ops: fired web1']);
      for (const target of ['web1', 'web2']) {
        expect(await world.outcomes(firing(target))).toEqual([
          'fired ops failed channel_gone',
          'fired night delivered',
        ]);
      }
      // Whoever heard of it on either way hears of its end.
      await world.happens(resolved(firing('web1')));
      await world.goBy(one, 5_000, 600);
      expect(world.told().at(-1)).toBe('night: resolved web1');
    },
  );

  test('does not keep another one waiting', async () => {
    await world.channel('slow', { isDefault: true });
    await world.channel('fast', { isDefault: true });
    const { promise: slowAsked, resolve: holdSlow } = Promise.withResolvers<ServerResponse>();
    const { promise: fastDone, resolve: fastAnswered } = Promise.withResolvers<void>();
    world.answer = (path, response) => {
      if (path === 'slow') return holdSlow(response);
      response.writeHead(200).end();
      fastAnswered();
    };
    await world.happens(firing('web1'));
    const one = world.teller();
    await one.run();
    world.clock.nowMs += 600;
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
    await world.channel('ops', { isDefault: true, callsPerMinute: 6 });
    const one = world.teller();
    for (let second = 0; second < 60; second++) {
      await world.happens(...Array.from({ length: 5 }, (_, index) => firing(`web${second * 5 + index}`)));
      world.clock.nowMs += 1_000;
      await one.run();
    }
    world.clock.nowMs += 60_000;
    await one.run();
    world.clock.nowMs += 60_000;
    await one.run();

    expect(world.received.length).toBeLessThanOrEqual(5 + 6 + 12);
    const told = world.received.map(({ events, more }) => more?.events ?? events.length);
    expect(told.reduce((sum, events) => sum + events)).toBe(300);
  });
});

describe('a crash', () => {
  test('while sending loses nothing, repeats that call only, marks and counts it', async () => {
    await world.channel('ops', { isDefault: true });
    await world.happens(firing('web1'));
    const first = world.teller();
    await first.run();
    world.clock.nowMs += 600;
    // The crash: the call arrives, and nobody is left to note the answer.
    const sent = new Promise<void>((resolve) => {
      world.answer = () => resolve();
    });
    void first.run();
    await sent;
    const [call] = await world.calls.last(1);
    expect(call.state).toBe('sending');

    world.answer = (_path, response) => response.writeHead(200).end();
    const second = world.teller();
    await world.run(second);

    expect(world.told()).toEqual(['ops: fired web1', 'ops: fired web1']);
    expect(world.received.map(({ call: id, attempt }) => [id, attempt])).toEqual([
      [call.id, 0],
      [call.id, 1],
    ]);
    expect(second.stats.repeats).toBe(1);
    expect(await world.calls.last(1)).toMatchObject([{ state: 'delivered', attempts: 2, repeats: 1 }]);
  });

  test('between planning and sending loses nothing and repeats nothing', async () => {
    await world.channel('ops', { isDefault: true });
    await world.happens(firing('web1'));
    await world.teller().run();
    world.clock.nowMs += 600;

    await world.run(world.teller());
    await world.run(world.teller());

    expect(world.told()).toEqual(['ops: fired web1']);
  });
});

test('runs by itself once started, and ends when closed', async () => {
  await world.channel('ops', { isDefault: true });
  const started = Date.now();
  const one = world.teller({ nowMs: () => T0 + (Date.now() - started) });
  const called = new Promise<void>((resolve) => {
    world.answer = (_path, response) => {
      response.writeHead(200).end();
      resolve();
    };
  });
  one.start();
  await world.happens(firing('web1'));
  one.wake();

  await called;
  await one.close();
  await one.close();

  expect(world.told()).toEqual(['ops: fired web1']);
});

test('what a channel that cannot be opened was to tell is given up after a day', async () => {
  await world.channel('ops', { isDefault: true });
  const one = world.teller();
  await world.happens(firing('web1'));
  await one.run();
  await world.ledger.sql.run("UPDATE channels SET config = '{}', changed_at_ms = changed_at_ms + 1");
  await one.run();
  expect(await world.outcomes(firing('web1'))).toEqual(['fired ops waiting']);
  expect(world.faults.splice(0)).toHaveLength(1);

  await world.goBy(one, 26 * 3_600_000, 3_600_000);

  expect(await world.outcomes(firing('web1'))).toEqual(['fired ops failed given_up']);
  expect(one.stats.failed).toBe(1);
});

describe('a ledger that fails once, without a crash,', () => {
  /** From the statement on that begins so, until it is well again. */
  const failing = (beginning: string): { sql: Sql; heal(): void } => {
    let fails: boolean | undefined;
    const { sql } = world.ledger;
    return {
      heal: () => {
        fails = false;
      },
      sql: {
        ...sql,
        async run(text, ...values) {
          if (fails === undefined && text.startsWith(beginning)) fails = true;
          if (fails) throw new Error('the ledger is away');
          return sql.run(text, ...values);
        },
      },
    };
  };

  test.each([
    ['while events are gathered', "UPDATE calls SET state = 'waiting', events", [0]],
    ['before the call', "UPDATE calls SET state = 'sending'", [0]],
    ['when it is to record what arrived', 'UPDATE calls SET state = ?', [0, 1]],
  ])('%s holds nothing up: it is told, and a repeat is marked', async (_when, beginning, attempts) => {
    await world.channel('ops', { isDefault: true });
    await world.happens(firing('web1'));
    const { sql, heal } = failing(beginning);
    const one = world.teller({ sql });
    await world.run(one);
    expect(world.faults.splice(0)).toContain('channel ops: the ledger is away');

    heal();
    await world.run(one);

    expect(await world.outcomes(firing('web1'))).toEqual(['fired ops delivered']);
    expect(world.received.map(({ attempt }) => attempt)).toEqual(attempts);
    expect(new Set(world.received.map(({ call }) => call)).size).toBe(1);
    expect(one.stats.repeats).toBe(attempts.length - 1);
  });
});

test('what ended long ago is forgotten', async () => {
  await world.channel('ops', { isDefault: true });
  await world.happens(firing('web1'));
  const one = world.teller();
  await world.run(one);
  expect(await world.calls.last(10)).toHaveLength(1);

  world.clock.nowMs += 500 * 86_400_000;
  await one.run();

  expect(await world.calls.last(10)).toEqual([]);
  expect(await world.ledger.sql.all('SELECT * FROM tellings')).toEqual([]);
  expect(await world.ledger.sql.all('SELECT * FROM holds')).toEqual([]);
});
