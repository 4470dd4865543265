import * as z from 'zod';
import { DUTY_LIMITS, onDuty } from '#collector/contacts/duty.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { DEFAULT_ZONE } from '#collector/people/organisations.ts';
import type { Parts } from './parts.ts';

const Team = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  name: z.string(),
  now: z.array(z.strictObject({ name: z.string(), untilMs: z.number().nullable() })),
  next: z.strictObject({ name: z.string(), fromMs: z.number() }).nullable(),
});

/** Who is on duty now: names, for everybody who sees the alerts. */
export function dutyRoutes(app: App, { registry, nowMs }: Parts): void {
  const { contactBook: book, organisations, calendars } = registry;

  app.get(
    '/api/v1/duty',
    {
      config: {
        permission: 'alerts.read',
        summary: `Who of each team is within their hours now: the first ${DUTY_LIMITS.teams} teams, by name only.`,
      },
      schema: { response: { 200: z.strictObject({ atMs: z.number(), teams: z.array(Team) }) } },
    },
    async (request) => {
      const zones = new Map((await organisations.list(FULL_SCOPE)).map(({ id, zone }) => [id, zone]));
      const atMs = nowMs();
      const teams = onDuty(
        {
          book,
          zoneOf: (id) => zones.get(id) ?? DEFAULT_ZONE,
          calendarOf: (id) => calendars.of(id),
        },
        request.scope,
        atMs,
      );
      return { atMs, teams };
    },
  );
}
