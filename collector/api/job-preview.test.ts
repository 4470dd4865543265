import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from './test-world.ts';

const at = (text: string) => Date.parse(`2026-${text}+08:00`);

let world: TestWorld;
beforeEach(async () => {
  world = await testWorld();
  // The Wednesday before the holidays of October.
  world.clock.nowMs = at('09-30T12:00:00');
});
afterEach(() => world.close());

const preview = (definition: unknown, more = {}) =>
  world.ask(world.admin, 'POST', '/api/v1/jobs/preview', { definition, ...more });

test('a preview tells the next five deadlines by the working days of the organisation, and makes nothing', async () => {
  const { status, body } = await preview({ schedule: { kind: 'daily', days: 'working', by: '16:00' } });

  expect(status).toBe(200);
  expect(body.zone).toBe('Asia/Shanghai');
  expect(body.windows.map(({ dueMs }: { dueMs: number }) => dueMs)).toEqual([
    at('09-30T16:00:00'),
    at('10-08T16:00:00'),
    at('10-09T16:00:00'),
    // A Saturday on which people work.
    at('10-10T16:00:00'),
    at('10-12T16:00:00'),
  ]);
  expect(body.calendarKnown).toBe(true);
  expect((await world.ask(world.admin, 'GET', '/api/v1/jobs')).body.jobs).toEqual([]);
});

test('a preview says when a year it needs is not known', async () => {
  world.clock.nowMs = Date.parse('2090-01-02T12:00:00+08:00');
  const later = await world.person('later', [{ organisation: '*', role: 'administrator' }]);
  const definition = { schedule: { kind: 'monthly', on: { workingDay: 3 }, by: '16:00' } };

  const { body } = await world.ask(later, 'POST', '/api/v1/jobs/preview', { definition });

  expect(body.calendarKnown).toBe(false);
});

test('a preview has no deadlines where other runs decide about them', async () => {
  expect((await preview({ schedule: { kind: 'every', everyMs: 3_600_000 } })).body.windows).toEqual([]);
});

test.each([
  [{ schedule: { kind: 'cron', expression: '61 * * * *' } }, 'definition.schedule.expression'],
  [{ schedule: { kind: 'after', job: 'nobody' } }, 'definition.schedule.job'],
  [{ schedule: { kind: 'daily', by: '16:00' }, zone: 'Mars/Olympus' }, 'definition.zone'],
])('a preview names the field that is wrong: %j', async (definition, field) => {
  const { status, body } = await preview(definition);

  expect(status).toBe(400);
  expect(body.details.issues[0].field).toBe(field);
});
