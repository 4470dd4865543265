import * as z from 'zod';
import { invalid, notFound } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { type ChinaYear, chinaYear, chinaYears } from '#judging/schedule/china.ts';
import { dayText, parseDay } from '#judging/schedule/civil.ts';
import type { Parts } from './parts.ts';
import { IdParams, line } from './shapes.ts';

const Day = z.string().refine((text) => parseDay(text) !== undefined, 'not a day such as 2026-02-14');
const OwnDay = z.strictObject({ day: Day, working: z.boolean(), note: line(200).default('') });
const CalendarShape = z.strictObject({
  years: z.array(
    z.strictObject({
      year: z.number(),
      source: z.string().describe('the notice of the State Council'),
      holidays: z.array(z.string()),
      makeUpDays: z.array(z.string()).describe('weekend days on which people work'),
    }),
  ),
  missing: z
    .array(z.number())
    .describe('this year and the next one, as far as they are not known: weekends count alone'),
  own: z.array(z.strictObject({ day: z.string(), working: z.boolean(), note: z.string() })),
});

/** Working days: the statutory ones, and what an organisation says itself, which wins. */
export function calendarRoutes(app: App, { registry, nowMs }: Parts): void {
  const { calendars, organisations } = registry;

  app.get(
    '/api/v1/organisations/:id/calendar',
    {
      config: { permission: 'organisations.read', summary: 'Working days of an organisation.' },
      schema: { params: IdParams, response: { 200: CalendarShape } },
    },
    async (request) => show(await see(request.scope, request.params.id)),
  );

  app.put(
    '/api/v1/organisations/:id/calendar',
    {
      config: {
        permission: 'organisations.write',
        summary: 'Puts the own days of an organisation in the place of all it has.',
      },
      schema: {
        params: IdParams,
        body: z.strictObject({ own: z.array(OwnDay).max(1_000) }),
        response: { 200: CalendarShape },
      },
    },
    async (request) => {
      const organisation = await see(request.scope, request.params.id);
      const { own } = request.body;
      const twice = own.find(({ day }, index) => own.findIndex((other) => other.day === day) < index);
      if (twice) throw invalid('own', `${twice.day} stands there twice`);
      await calendars.put(request.actor, organisation, own);
      return show(organisation);
    },
  );

  function show(organisation: string): z.input<typeof CalendarShape> {
    const year = new Date(nowMs()).getUTCFullYear();
    return {
      years: chinaYears().map(shownYear),
      missing: [year, year + 1].filter((one) => chinaYear(one) === undefined),
      own: [...calendars.own(organisation)],
    };
  }

  async function see(scope: Scope, id: string): Promise<string> {
    if (!inScope(scope, id) || !(await organisations.get(id))) throw notFound('organisation', id);
    return id;
  }
}

function shownYear({ year, source, holidays, makeUpDays }: ChinaYear) {
  return { year, source, holidays: [...holidays].map(dayText), makeUpDays: [...makeUpDays].map(dayText) };
}
