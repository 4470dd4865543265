import { afterEach, beforeEach, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import type { Teller } from '#collector/notify/teller.ts';
import { firing, resolved, type TellingWorld, tellingWorld } from '#collector/notify/test-telling-world.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { chinaCalendar } from '#judging/schedule/working-days.ts';
import { Contact, Route, Team } from '#protocol/contact.ts';
import { type ContactBook, openContactBook } from './contact-book.ts';
import { makeRouting } from './make-routing.ts';

const MINUTE_MS = 60_000;
const boss = { who: 'boss', address: '' };
/** It is a Wednesday morning, 06:13 in Shanghai. */
const office = [{ days: ['working'], from: '08:30', to: '17:30' }];

let world: TellingWorld;
let book: ContactBook;
let teller: Teller;
beforeEach(async () => {
  world = await tellingWorld();
  const nowMs = () => world.clock.nowMs;
  const { sql } = world.ledger;
  book = await openContactBook({ sql, audit: new Audit(sql, Buffer.alloc(32, 1), nowMs), nowMs });
  const { routes, schedule, findContact } = makeRouting({
    book,
    place: () => ({ groups: [], meaning: undefined }),
    zoneOf: () => 'Asia/Shanghai',
    calendarOf: () => chinaCalendar(),
  });
  teller = world.teller({ routes, schedule, contact: findContact });
  book.onChange(() => teller.reconsider());
  await world.channel('default', { isDefault: true });
  await world.channel('sms', { kind: 'sms', config: await smsAt('sms') });
  await contact('zhang', { hours: office });
  await book.teams.put(
    boss,
    Team.parse({ id: 'network', organisation: 'main', name: 'n', contacts: ['zhang'] }),
  );
  await book.routes.put(
    boss,
    Route.parse({ id: 'all', organisation: 'main', name: 'all', match: {}, hours: [], teams: ['network'] }),
  );
});
afterEach(async () => {
  await world.close();
  expect(world.faults).toEqual([]);
});

/** A gateway at the same server, which hears who is told and what. */
async function smsAt(path: string): Promise<Record<string, unknown>> {
  const [known] = await world.channels.list(FULL_SCOPE);
  const url = String(known?.config.url).replace(/\/\w+$/, `/${path}`);
  return { url, body: '{"phone":"{phone}","text":"{text}","events":[]}' };
}

async function contact(id: string, more: object): Promise<void> {
  const phone = '13800138042';
  const given = { id, organisation: 'main', name: id, language: 'en', phone, channels: ['sms'], ...more };
  await book.contacts.put(boss, Contact.parse({ hours: [], ...given }));
}

const heard = () => world.received.map(({ path }) => path);

test('what begins off hours is told when they begin, and its end to the same person', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  await world.run(teller);
  expect(heard()).toEqual([]);

  await world.goBy(teller, 3 * 60 * MINUTE_MS, 5 * MINUTE_MS);
  expect(heard()).toEqual(['sms']);
  await world.happens(resolved(alert));
  await world.run(teller);

  expect(heard()).toEqual(['sms', 'sms']);
  const outcomes = await world.outcomes(alert);
  expect(outcomes).toContain('fired sms zhang delivered');
  expect(outcomes).toContain('resolved sms zhang delivered');
});

test('what is over before the hours begin is told to nobody, and the record says why', async () => {
  const alert = firing('web1');
  await world.happens(alert);
  await world.run(teller);
  await world.happens(resolved(alert));

  await world.goBy(teller, 3 * 60 * MINUTE_MS, 10 * MINUTE_MS);

  expect(heard()).toEqual([]);
  expect((await world.outcomes(alert)).join()).toContain('off_hours');
});

test('what is critical is told at any hour, and other organisations as ever', async () => {
  await world.happens({ ...firing('web1'), severity: 'critical' }, firing('web2', 'other'));

  await world.run(teller);

  expect(heard().sort()).toEqual(['default', 'sms']);
});

test('who changes the hours lets go what was held back', async () => {
  await world.happens(firing('web1'));
  await world.run(teller);
  expect(heard()).toEqual([]);

  await contact('zhang', { hours: [] });
  await world.run(teller);

  expect(heard()).toEqual(['sms']);
});
