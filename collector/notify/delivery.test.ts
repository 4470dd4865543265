import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeEvent } from '#collector/alerts/episode.ts';
import type { Routes } from './plan.ts';
import { firing, resolved, T0, type TellingWorld, tellingWorld } from './test-telling-world.ts';

let world: TellingWorld;
beforeEach(async () => {
  world = await tellingWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

const fails = (status: number) => (_path: string, response: ServerResponse) =>
  void response.writeHead(status).end();
const takes = fails(200);

describe('a server that', () => {
  test('says 429 with a time is left alone until then, and what came meanwhile follows in order', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = (_path, response) => response.writeHead(429, { 'retry-after': '90' }).end();
    await world.happens(firing('web1'));
    const one = world.teller();
    await world.run(one);
    await world.happens(firing('web2'));
    world.answer = takes;

    await world.goBy(one, 85_000, 5_000);
    expect(world.received).toHaveLength(1);
    await world.goBy(one, 10_000, 1_000);

    expect(world.told()).toEqual(['ops: fired web1', 'ops: fired web1', 'ops: fired web2']);
    expect(one.stats).toMatchObject({ throttled: 1, delivered: 2 });
  });

  test.each([
    ['never answers', (_response: ServerResponse) => {}],
    ['hangs up', (response: ServerResponse) => void response.destroy()],
    ['fails', (response: ServerResponse) => void response.writeHead(502).end()],
  ])('%s is told again and gets it once it can', async (_what, misbehave) => {
    await world.channel('ops', { isDefault: true, config: { ...(await configOf('ops')), timeoutMs: 100 } });
    world.answer = (_path, response) => misbehave(response);
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await world.run(one);
    world.answer = takes;

    await world.goBy(one, 10_000, 1_000);

    expect(world.received.map(({ attempt }) => attempt)).toEqual([0, 1]);
    expect(new Set(world.received.map(({ call }) => call)).size).toBe(1);
    expect(await world.outcomes(alert)).toEqual(['fired ops delivered']);
  });

  test('was down for an hour gets everything in the order in which it happened', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = fails(503);
    const one = world.teller();
    for (let index = 0; index < 6; index++) {
      await world.happens(firing(`web${index}`));
      await world.goBy(one, 600_000, 20_000);
    }
    world.received.length = 0;
    world.answer = takes;

    await world.goBy(one, 600_000, 5_000);

    const targets = world.received.flatMap(({ events }) => events.map(({ alert }) => alert.target));
    expect(targets).toEqual(['web0', 'web1', 'web2', 'web3', 'web4', 'web5']);
  });

  test('will not take one message still gets the others', async () => {
    await world.channel('ops', { isDefault: true });
    world.answer = (_path, response) => {
      const isPoison = world.received.at(-1)?.events.some(({ alert }) => alert.target === 'poison');
      response.writeHead(isPoison ? 500 : 200).end();
    };
    const one = world.teller();
    await world.happens(firing('poison'));
    await world.run(one);
    await world.happens(firing('web1'));
    await world.goBy(one, 120_000, 2_000);
    await world.happens(firing('web2'));
    await world.goBy(one, 60_000, 2_000);

    expect(await world.outcomes(firing('web1'))).toEqual(['fired ops delivered']);
    expect(await world.outcomes(firing('web2'))).toEqual(['fired ops delivered']);
    expect(await world.outcomes(firing('poison'))).toEqual(['fired ops waiting']);
    // It is not tried before each of the others.
    const order = world.received.map(({ events }) => events[0].alert.target);
    expect(order.filter((target) => target === 'poison').length).toBeLessThanOrEqual(6);
  });
});

describe('a fallback', () => {
  beforeEach(async () => {
    await world.channel('ops', { isDefault: true, fallback: 'night', fallbackAfterMs: 20_000 });
    await world.channel('night');
  });

  test('is told after the set time, while the first is still tried; what it gets later is on record', async () => {
    world.answer = (path, response) => void response.writeHead(path === 'night' ? 503 : 500).end();
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await world.goBy(one, 19_000, 1_000);
    expect(world.told().filter((line) => line.startsWith('night'))).toEqual([]);
    await world.goBy(one, 3_000, 500);
    expect(world.told()).toContain('night: fired web1');

    world.answer = (path, response) => void response.writeHead(path === 'night' ? 503 : 200).end();
    await world.goBy(one, 60_000, 5_000);

    expect(await world.outcomes(alert)).toEqual(['fired ops delivered', 'fired night waiting']);
    expect(one.stats).toMatchObject({ fellBack: 1, delivered: 1 });
  });

  test('is told while the first still hangs', async () => {
    let hanging: ServerResponse | undefined;
    world.answer = (path, response) => {
      if (path === 'ops') hanging = response;
      else takes(path, response);
    };
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await one.run();
    world.clock.nowMs += 600;
    const first = one.run();
    await expect.poll(() => hanging !== undefined).toBe(true);

    const others: Promise<void>[] = [];
    await expect
      .poll(() => {
        world.clock.nowMs += 5_000;
        others.push(one.run());
        return world.told();
      })
      .toContain('night: fired web1');
    hanging?.writeHead(200).end();
    await Promise.all([first, ...others]);

    expect(await world.outcomes(alert)).toEqual(['fired ops delivered', 'fired night delivered']);
  });

  test('that has told it lets the first rest', async () => {
    world.answer = (path, response) => void response.writeHead(path === 'ops' ? 500 : 200).end();
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await world.goBy(one, 600_000, 5_000);

    expect(await world.outcomes(alert)).toEqual(['fired ops failed told_instead', 'fired night delivered']);
    expect(world.told().filter((line) => line.startsWith('night'))).toHaveLength(1);
  });

  test('has a fallback of its own, and each of them is told once', async () => {
    await world.channel('night', { fallback: 'third', fallbackAfterMs: 10_000 });
    await world.channel('third');
    world.answer = (path, response) => void response.writeHead(path === 'third' ? 200 : 404).end();
    const alert = firing('web1');
    await world.happens(alert);
    const one = world.teller();
    await world.goBy(one, 30_000, 1_000);

    expect(world.told()).toEqual(['ops: fired web1', 'night: fired web1', 'third: fired web1']);
    expect(await world.outcomes(alert)).toEqual([
      'fired ops failed refused',
      'fired night failed refused',
      'fired third delivered',
    ]);
  });

  test('that is disabled is passed over for the one behind it', async () => {
    await world.channel('night', { fallback: 'third', enabled: false });
    await world.channel('third');
    world.answer = (path, response) => void response.writeHead(path === 'ops' ? 404 : 200).end();
    await world.happens(firing('web1'));
    await world.goBy(world.teller(), 10_000, 1_000);

    expect(world.told()).toEqual(['ops: fired web1', 'third: fired web1']);
  });

  test('tells the end to those who were told of the beginning by it', async () => {
    world.answer = (path, response) => void response.writeHead(path === 'ops' ? 404 : 200).end();
    const alert = firing('web1');
    const one = world.teller();
    await world.happens(alert);
    await world.goBy(one, 5_000, 1_000);
    world.answer = takes;
    await world.happens(resolved(alert));
    await world.goBy(one, 5_000, 1_000);

    expect(world.told()).toContain('night: resolved web1');
    expect(world.told().filter((line) => line === 'night: resolved web1')).toHaveLength(1);
  });
});

describe('recipients', () => {
  const people = ['anna', 'bo'];
  const contact = (id: string) =>
    people.includes(id)
      ? {
          to: { id, name: `name of ${id}`, email: `${id}@example.org`, phone: '' },
          language: id === 'bo' ? ('en' as const) : ('zh-CN' as const),
        }
      : undefined;
  const routes: Routes = () => ({
    destinations: people.map((recipient) => ({ channel: 'ops', recipient })),
    notTold: [{ channel: '', recipient: 'carl', code: 'off_hours', params: { until: 'tomorrow' } }],
  });

  beforeEach(() => world.channel('ops'));

  test('each get a message of their own, in their language; who is left out is on record with the reason', async () => {
    const alert = firing('web1');
    await world.happens(alert, firing('web2'));
    await world.run(world.teller({ routes, contact }));

    expect(world.received.map(({ to, language, events }) => [to?.name, language, events.length])).toEqual([
      ['name of anna', 'zh-CN', 2],
      ['name of bo', 'en', 2],
    ]);
    expect(await world.record.tellingsOfAlert(alert.id)).toMatchObject([
      {
        channel: 'ops',
        recipient: 'anna',
        state: 'delivered',
        receipt: { attempts: 1, answer: '200 thanks' },
      },
      { channel: 'ops', recipient: 'bo', state: 'delivered' },
      { channel: '', recipient: 'carl', state: 'not_told', code: 'off_hours', params: { until: 'tomorrow' } },
    ]);
  });

  test('do not wait for each other', async () => {
    world.answer = (_path, response) =>
      response.writeHead(world.received.at(-1)?.to?.id === 'anna' ? 500 : 200).end();
    const one = world.teller({ routes, contact });
    await world.happens(firing('web1'));
    await world.run(one);
    await world.happens(firing('web2'));
    await world.run(one);

    const told = world.received.map(({ to, events }) => `${to?.id} ${events[0].alert.target}`);
    expect(told).toEqual(['anna web1', 'bo web1', 'bo web2']);
  });

  test('are told themselves by the fallback where it can reach them, otherwise whom it names', async () => {
    await world.channel('ops', { fallback: 'mail' });
    const config = {
      host: '127.0.0.1',
      port: 1,
      security: 'none',
      from: 'ward@example.org',
      to: ['ops@example.org'],
    };
    await world.channel('mail', { kind: 'email', config });
    world.answer = fails(404);
    const reachable = (id: string) => {
      const known = contact(id);
      return id === 'bo' && known ? { ...known, to: { ...known.to, email: '' } } : known;
    };
    const alert = firing('web1');
    await world.happens(alert);
    await world.run(world.teller({ routes, contact: reachable }));

    expect(await world.outcomes(alert)).toEqual([
      'fired ops anna failed refused',
      'fired ops bo failed refused',
      'fired carl not_told off_hours',
      'fired mail anna waiting',
      'fired mail waiting',
    ]);
  });

  test('who are gone by then are not told; the fallback is', async () => {
    await world.channel('ops', { fallback: 'night' });
    await world.channel('night');
    const alert = firing('web1');
    await world.happens(alert);
    await world.goBy(
      world.teller({ routes, contact: (id) => (id === 'bo' ? undefined : contact(id)) }),
      5_000,
      1_000,
    );

    expect(await world.outcomes(alert)).toEqual([
      'fired ops anna delivered',
      'fired ops bo failed contact_gone',
      'fired carl not_told off_hours',
      'fired night delivered',
    ]);
  });
});

describe('a storm', () => {
  test('is one message to each, with counts and the gravest events', async () => {
    await world.phone('ops', { isDefault: true });
    await world.phone('robot', { isDefault: true });
    const all = Array.from({ length: 300 }, (_, index) =>
      firing(`web${index % 100}`, 'main', `rule${Math.floor(index / 100)}`),
    );
    const graver = { ...firing('core'), severity: 'critical' as const };
    await world.happens(...all.slice(0, 200), graver, resolved(all[0]));
    const one = world.teller();

    await world.run(one);

    expect(world.received).toHaveLength(2);
    for (const { call, text } of world.received) {
      const { events, more } = await world.calls.content(call);
      expect(events).toHaveLength(20);
      expect(events[0].event).toBe(makeEvent(graver, T0, 1).id);
      expect(more).toMatchObject({
        events: 202,
        fired: { info: 0, warning: 200, critical: 1 },
        resolved: 1,
        targetCount: 101,
      });
      expect(more?.rules).toEqual([
        ['rule0', 101],
        ['rule1', 100],
        ['space', 1],
      ]);
      expect(more?.targets).toHaveLength(10);
      expect(text).toContain(`name of ${more?.targets[0][0]}`);
    }
    expect(await world.outcomes(all[199])).toEqual(['fired ops delivered', 'fired robot delivered']);
    expect(one.stats).toMatchObject({ storms: 2, delivered: 2 });
  });

  test('that grows is waited for, yet not for ever', async () => {
    await world.phone('ops', { isDefault: true });
    const one = world.teller();
    for (let step = 0; step < 28; step++) {
      const some = Array.from({ length: 60 }, (_, index) => firing(`web${step}-${index}`));
      await world.happens(...some);
      await one.run();
      world.clock.nowMs += 400;
      await one.run();
    }
    expect(await world.counts()).toEqual([['ops', 1_500]]);
    await world.run(one);

    expect(await world.counts()).toEqual([
      ['ops', 1_500],
      ['ops', 180],
    ]);
    expect(world.clock.nowMs - T0).toBeLessThan(15_000);
  });

  test('that cannot be told goes to the fallback as one message too', async () => {
    await world.phone('ops', { isDefault: true, fallback: 'night' });
    await world.phone('night');
    world.answer = (path, response) => void response.writeHead(path === 'ops' ? 404 : 200).end();
    const all = Array.from({ length: 500 }, (_, index) => firing(`web${index}`));
    await world.happens(...all);
    await world.goBy(world.teller(), 5_000, 600);

    expect(await world.counts()).toEqual([
      ['ops', 500],
      ['night', 500],
    ]);
    expect(await world.outcomes(all[499])).toEqual(['fired ops failed refused', 'fired night delivered']);
  });

  test('comes whole to a program: every event, in order, 500 a call, within a minute', async () => {
    await world.channel('log', { isDefault: true });
    await world.phone('ops', { isDefault: true });
    const all = Array.from({ length: 3_200 }, (_, index) => firing(`web${index}`));
    await world.happens(...all.slice(0, 3_000));
    const one = world.teller();
    await world.goBy(one, 2_000, 250);
    // What comes behind it, comes behind it.
    await world.happens(...all.slice(3_000), resolved(all[0]));
    await world.goBy(one, 30_000, 250);

    const told = world.received.filter(({ path }) => path === 'log').map(({ events }) => events);
    expect(told.every((events) => events.length <= 500)).toBe(true);
    expect(told.flat().map(({ kind, alert }) => `${kind} ${alert.target}`)).toEqual([
      ...all.map(({ target }) => `fired ${target}`),
      'resolved web0',
    ]);
    expect((await world.counts()).filter(([path]) => path === 'ops')).toEqual([
      ['ops', 3_000],
      ['ops', 201],
    ]);
    expect(one.stats.storms).toBe(2);
  });

  test('whose first call a program cannot take goes to its fallback in the same order', async () => {
    await world.channel('log', { isDefault: true, fallback: 'archive' });
    await world.channel('archive');
    world.answer = (path, response) => void response.writeHead(path === 'log' ? 404 : 200).end();
    const all = Array.from({ length: 1_200 }, (_, index) => firing(`web${index}`));
    await world.happens(...all);
    await world.goBy(world.teller(), 10_000, 500);

    const told = world.received.filter(({ path }) => path === 'archive').flatMap(({ events }) => events);
    expect(told.map(({ alert }) => alert.target)).toEqual(all.map(({ target }) => target));
  });
});

async function configOf(name: string): Promise<Record<string, unknown>> {
  await world.channel(name);
  const [channel] = await world.channels.usable(() => {});
  return channel.config;
}
