import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '#channels/test-receiver.ts';
import { Drills } from '#collector/contacts/drills.ts';
import { Paces } from '#collector/notify/paces.ts';
import { sealWith } from '#collector/people/seal.ts';
import { ADMIN_PASSWORD, type TestWorld, testWorld } from './test-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten o’clock in Shanghai on the day of the plan, a working day. */
const PLANNED = Date.parse('2026-03-10T10:00+08:00');

let receiver: Receiver;
let world: TestWorld;
beforeAll(async () => {
  receiver = await startReceiver(() => ({ body: { ok: true } }));
});
afterAll(() => receiver.close());
beforeEach(async () => {
  receiver.reset();
  world = await testWorld();
  await make();
});
afterEach(() => world.close());

const ask = (method: string, url: string, body?: unknown) =>
  world.ask(world.admin, method, `/api/v1/${url}`, body);
const put = (url: string, body: object) => ask('PUT', url, { organisation: 'default', ...body });

/** A robot of a chat, a gateway of short messages, and two people with telephones. */
async function make(): Promise<void> {
  const robot = { url: `${receiver.origin}/robot`, secret: 'sixteen-characters' };
  expect((await put('channels/robot', { kind: 'webhook', config: robot })).status).toBe(200);
  const gateway = { url: `${receiver.origin}/sms`, body: '{"to":"{phone}","text":"{text}"}' };
  expect((await put('channels/sms', { kind: 'sms', config: gateway })).status).toBe(200);
  const person = { language: 'zh-CN', channels: ['sms'] };
  await put('contacts/zhang', { ...person, name: '张工', phone: '13800138042', person: 'admin' });
  await put('contacts/li', { ...person, name: 'Li', phone: '13900139043', language: 'en' });
}

/** Sessions do not last as long as drills do. */
async function goTo(nowMs: number): Promise<void> {
  world.clock.nowMs = nowMs;
  const signIn = { name: 'admin', password: ADMIN_PASSWORD };
  world.admin = (await world.ask(undefined, 'POST', '/api/v1/session', signIn)).body.token;
}

/** As if the collector had been started once more. */
function anotherRunner(paces?: Paces): Drills {
  const { contactBook: book, audit, calendars } = world.registry;
  return new Drills({
    sql: world.ledger.sql,
    audit,
    book,
    channels: world.parts.channels,
    findContact: (id) => {
      const contact = book.contacts.get(id)?.entry;
      return contact && { to: contact, language: contact.language };
    },
    tone: () => ({ language: 'zh-CN', zone: 'Asia/Shanghai' }),
    calendarOf: (id) => calendars.of(id),
    isThere: () => true,
    tokenKey: sealWith(Buffer.alloc(32, 7)).derive('drill'),
    pagesUrl: () => 'https://ward.example',
    ...(paces && { paces }),
    nowMs: () => world.clock.nowMs,
    onFault: (what, error) => void world.faults.push(`${what}: ${error.message}`),
  });
}

async function begin(): Promise<string> {
  const { status, body } = await ask('POST', 'drills', { organisation: 'default' });
  expect(status).toBe(201);
  await world.drills.run();
  return body.id;
}

const report = async (id: string) => (await ask('GET', `drills/${id}`)).body;
const page = (method: 'GET' | 'POST', url: string) =>
  world.app.inject({
    method,
    url: new URL(url).pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

/** The link that a telephone got. */
function linkTo(phone: string): string {
  const sent = receiver.received.findLast(({ json }) => json?.to === phone);
  return /https:\/\/ward\.example\/d\/\S+/.exec(sent?.json.text)?.[0] ?? 'none';
}

describe('a drill', () => {
  test('calls every channel and every contact, and says that it is one', async () => {
    const id = await begin();

    const robot = receiver.received.find(({ path }) => path === '/robot');
    // A robot answers nothing: it is told so, and has no link that may be over when somebody taps it.
    expect(robot?.json).toMatchObject({ events: [], drill: { answerUrl: '' } });
    expect(robot?.json.text[0]).toContain('无需操作');
    const texts = receiver.received.filter(({ path }) => path === '/sms').map(({ json }) => json.text);
    expect(texts.sort()).toEqual([expect.stringMatching(/drill/), expect.stringMatching(/演练/)]);
    expect(await report(id)).toMatchObject({
      begunBy: 'admin',
      endedAtMs: null,
      untilMs: world.clock.nowMs + DAY_MS,
      calls: [
        { channel: 'robot', contact: '', state: 'delivered', attempts: 1, answeredAtMs: null },
        { channel: 'sms', contact: 'li', name: 'Li', state: 'delivered', answeredAtMs: null },
        { channel: 'sms', contact: 'zhang', name: '张工', state: 'delivered', answeredAtMs: null },
      ],
      unanswered: ['li', 'zhang'],
      undelivered: [],
    });
  });

  test('is answered by the button, not by opening the link', async () => {
    const id = await begin();
    const link = linkTo('13900139043');

    const opened = await page('GET', link);

    expect(opened.statusCode).toBe(200);
    expect(opened.headers['content-type']).toContain('text/html');
    expect(opened.body).toContain('<button>It reached me</button>');
    expect((await report(id)).unanswered).toEqual(['li', 'zhang']);

    world.clock.nowMs += HOUR_MS;
    const answered = await page('POST', link);

    expect(answered.body).toContain('Confirmed');
    expect(await report(id)).toMatchObject({ unanswered: ['zhang'] });
    world.clock.nowMs += HOUR_MS;
    expect((await page('POST', link)).body).toContain('confirmed before');
    const call = (await report(id)).calls.find((each: { contact: string }) => each.contact === 'li');
    expect(call.answeredAtMs).toBe(world.clock.nowMs - HOUR_MS);
  });

  test('is answered by the person of a contact who is signed in, and by nobody for others', async () => {
    const id = await begin();
    const stranger = await world.person('stranger', [{ organisation: 'default', role: 'operator' }]);

    expect((await ask('GET', 'drills/mine')).body.drills).toMatchObject([{ id }]);
    expect((await world.ask(stranger, 'GET', '/api/v1/drills/mine')).body.drills).toEqual([]);
    expect((await world.ask(stranger, 'POST', `/api/v1/drills/${id}/answer`)).status).toBe(404);
    expect((await ask('POST', `drills/${id}/answer`)).status).toBe(204);

    expect((await ask('GET', 'drills/mine')).body.drills).toEqual([]);
    expect((await report(id)).calls[2]).toMatchObject({ contact: 'zhang', answeredBy: 'admin' });
  });

  test('ends after a day: who did not answer is counted, and the link is dead', async () => {
    const id = await begin();
    await page('POST', linkTo('13800138042'));
    expect(await world.drills.figures()).toEqual([]);

    await goTo(world.clock.nowMs + DAY_MS);
    const late = await page('POST', linkTo('13900139043'));
    await world.drills.run();

    expect(late.statusCode).toBe(410);
    expect(await report(id)).toMatchObject({ endedAtMs: world.clock.nowMs, unanswered: ['li'] });
    expect(await world.drills.figures()).toEqual([{ organisation: 'default', unanswered: 1 }]);
    expect((await ask('GET', 'audit')).body.entries[0]).toMatchObject({
      action: 'drill.end',
      who: 'collector',
      after: { calls: 3, unanswered: ['li'], undelivered: [] },
    });
  });

  test('is over as soon as every call is answered, and makes room for another', async () => {
    const id = await begin();
    await page('POST', linkTo('13800138042'));
    await world.drills.run();
    expect((await report(id)).endedAtMs).toBeNull();

    await page('POST', linkTo('13900139043'));
    await world.drills.run();

    expect(await report(id)).toMatchObject({ endedAtMs: world.clock.nowMs, unanswered: [], undelivered: [] });
    await begin();
  });

  test('tries again what failed, under the same link, and says what never arrived', async () => {
    let failures = 1;
    receiver.answer = ({ path }) => {
      if (path === '/robot') return { status: 404 };
      return failures-- > 0 ? { status: 503 } : { body: {} };
    };
    const id = await begin();
    const [first] = receiver.received.filter(({ path }) => path === '/sms');
    world.clock.nowMs += 60_000;
    await world.drills.run();

    const calls = (await report(id)).calls;
    expect(calls).toMatchObject([
      {
        channel: 'robot',
        state: 'failed',
        code: 'refused',
        attempts: 1,
        answer: expect.stringContaining('404'),
      },
      { channel: 'sms', state: 'delivered' },
      { channel: 'sms', state: 'delivered' },
    ]);
    expect(calls.map(({ attempts }: { attempts: number }) => attempts).sort()).toEqual([1, 1, 2]);
    expect((await report(id)).undelivered).toEqual(['robot']);
    expect(first?.json.text).toContain(linkTo(first?.json.to));
  });

  test('goes on after a restart in the middle of a call, under the same links', async () => {
    const answer = receiver.answer;
    receiver.answer = ({ path }) => (path === '/robot' ? { body: {} } : undefined);
    const { body } = await ask('POST', 'drills', { organisation: 'default' });
    const before = anotherRunner();
    const running = before.run();
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(2);
    await before.close();
    await running;
    const [cut] = receiver.received.filter(({ path }) => path === '/sms');

    receiver.answer = answer;
    await world.drills.run();

    expect((await report(body.id)).calls).toMatchObject([
      { channel: 'robot', state: 'delivered', attempts: 1 },
      { channel: 'sms', state: 'delivered', attempts: 2 },
      { channel: 'sms', state: 'delivered', attempts: 1 },
    ]);
    expect(cut?.json.text).toContain(linkTo(cut?.json.to));
  });

  test('and alerts together stay below the pace of a channel', async () => {
    const gateway = { url: `${receiver.origin}/sms`, body: '{"to":"{phone}","text":"{text}"}' };
    await put('channels/sms', { kind: 'sms', config: gateway, callsPerMinute: 4 });
    const paces = new Paces();
    const runner = anotherRunner(paces);
    const texts = () => receiver.received.filter(({ path }) => path === '/sms').length;
    // Alerts have just taken all that there was.
    const limit = paces.begin('sms', 4, world.clock.nowMs);
    while (limit.take(world.clock.nowMs));
    await ask('POST', 'drills', { organisation: 'default' });

    await runner.run();
    expect(texts()).toBe(0);
    world.clock.nowMs += 60_000;
    await runner.run();
    expect(texts()).toBe(2);
    expect([1, 2, 3].map(() => limit.take(world.clock.nowMs))).toEqual([true, true, false]);
    await runner.close();
  });

  test('lets a channel rest for alerts too when it said that there was too much', async () => {
    const paces = new Paces();
    receiver.answer = ({ path }) =>
      path === '/sms' ? { status: 429, headers: { 'retry-after': '120' } } : { body: {} };
    const runner = anotherRunner(paces);
    await ask('POST', 'drills', { organisation: 'default' });

    await runner.run();

    expect(receiver.received.filter(({ path }) => path === '/sms')).toHaveLength(1);
    const limit = paces.of('sms', 30, world.clock.nowMs);
    expect(limit.isOpen(world.clock.nowMs + 119_000)).toBe(false);
    expect(limit.isOpen(world.clock.nowMs + 121_000)).toBe(true);
    expect(paces.of('robot', 30, world.clock.nowMs).isOpen(world.clock.nowMs)).toBe(true);
    await runner.close();
  });

  test('says who can be reached by no channel', async () => {
    await put('contacts/wang', { name: 'Wang', language: 'en' });

    const { calls, unanswered } = await report(await begin());

    expect(calls).toContainEqual(
      expect.objectContaining({
        contact: 'wang',
        channel: '',
        state: 'failed',
        code: 'no_channel',
        attempts: 0,
      }),
    );
    expect(unanswered).toContain('wang');
  });

  test('is one at a time, and only where there is somebody to call', async () => {
    await begin();
    const { id } = (await ask('POST', 'organisations', { name: 'Empty' })).body;

    expect(await ask('POST', 'drills', { organisation: 'default' })).toMatchObject({
      status: 409,
      body: { code: 'drill_running' },
    });
    expect(await ask('POST', 'drills', { organisation: id })).toMatchObject({
      status: 409,
      body: { code: 'drill_without_calls' },
    });
    expect((await ask('POST', 'drills', { organisation: 'gone' })).status).toBe(400);
  });
});

describe('tokens', () => {
  test('stand nowhere in the ledger', async () => {
    await begin();

    const token = linkTo('13800138042').split('/').at(-1) as string;
    const kept = JSON.stringify([
      await world.ledger.sql.all('SELECT * FROM drill_calls'),
      await world.ledger.sql.all('SELECT * FROM audit'),
    ]);
    expect(token).toMatch(/^wd_[\w-]{22}$/);
    expect(kept).not.toContain(token);
  });

  test('are not guessed: whoever tries wrong ones has to wait', async () => {
    const answers = [];
    for (let index = 0; index < 25; index++)
      answers.push((await page('POST', `https://ward.example/d/wd_${index}`)).statusCode);

    expect(answers.slice(0, 20)).toEqual(Array(20).fill(404));
    expect(answers.at(-1)).toBe(429);
  });
});

describe('the plan', () => {
  const drills = async () => (await ask('GET', 'drills')).body.drills;

  test('begins a drill each month by itself, once', async () => {
    await goTo(PLANNED - DAY_MS);
    await put('contacts/li', { name: 'Li', language: 'en', phone: '13900139043', channels: ['sms'] });
    await world.drills.run();
    expect(await drills()).toEqual([]);

    for (let hour = 0; hour < 48; hour++) {
      world.clock.nowMs = PLANNED + hour * HOUR_MS;
      await world.drills.run();
    }
    await goTo(world.clock.nowMs);

    expect(await drills()).toMatchObject([{ begunBy: '', begunAtMs: PLANNED, endedAtMs: PLANNED + DAY_MS }]);
  });

  test('is not set off by the first contact on the day itself', async () => {
    await goTo(PLANNED + HOUR_MS);
    for (const id of ['zhang', 'li'])
      await put(`contacts/${id}`, { name: id, language: 'en', phone: '13900139043', channels: ['sms'] });

    await world.drills.run();

    expect(await drills()).toEqual([]);
  });

  test('can be another one, or none', async () => {
    await goTo(PLANNED - DAY_MS);
    await put('contacts/li', { name: 'Li', language: 'en', phone: '13900139043', channels: ['sms'] });
    const before = await ask('GET', 'drill-plans/default');
    const after = await ask('PUT', 'drill-plans/default', { day: 12, at: '15:30' });

    expect(before.body).toMatchObject({ plan: { enabled: true, day: 10, at: '10:00' }, nextAtMs: PLANNED });
    expect(after.body.nextAtMs).toBe(Date.parse('2026-03-12T15:30+08:00'));
    await goTo(PLANNED);
    await world.drills.run();
    expect(await drills()).toEqual([]);
    const off = await ask('PUT', 'drill-plans/default', { enabled: false });
    expect(off.body.nextAtMs).toBeNull();
    await goTo(Date.parse('2026-03-12T15:30+08:00'));
    await world.drills.run();
    expect(await drills()).toEqual([]);
  });
});
