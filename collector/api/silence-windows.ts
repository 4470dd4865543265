import * as z from 'zod';
import { alertMatches } from '#collector/alerts/matches.ts';
import type { Point } from '#collector/alerts/scan.ts';
import { invalid } from '#collector/http/api-error.ts';
import type { App } from '#collector/http/zod-routes.ts';
import { inScope } from '#collector/people/caller.ts';
import { checkTimes, WantedTimes } from '#collector/silences/check-times.ts';
import { windowsBetween } from '#collector/silences/windows.ts';
import { breathe } from '#collector/threads/breathe.ts';
import { timesBetween } from '#judging/schedule/times.ts';
import { Alert } from '#protocol/alert.ts';
import type { AlertMatch } from '#protocol/alert-match.ts';
import { Silence } from '#protocol/silence.ts';
import type { Parts } from './parts.ts';
import { Id } from './shapes.ts';

const DAY_MS = 86_400_000;
/** A calendar shows some months at most. */
const LONGEST_MS = 400 * DAY_MS;
/** The year 9999: what clocks and calendars can show. */
const LATEST_MS = 253_402_300_799_999;
const MOST_WINDOWS = 2_000;
const WINDOWS_AT_ONCE = 10;
const MOST_SILENCES = 1_000;
const PREVIEWED = { alerts: 200, looked: 10_000, page: 500, windows: 20, daysAhead: 400 };

const Window = z.strictObject({ fromMs: z.number(), toMs: z.number() });
const NamedWindow = Window.extend({
  silence: z.string(),
  kind: Silence.shape.kind,
  name: z.string(),
  organisation: z.string(),
});
const Preview = z.strictObject({
  matches: z.int().describe('standing alerts that it means'),
  alerts: z.array(Alert).describe('the newest of them'),
  looked: z.int().describe('standing alerts that were compared'),
  complete: z.boolean().describe('all standing alerts were compared'),
  windows: z.array(Window).describe('the next ones'),
});

/** What a silence would mean, and when all of them hold. */
export function silenceWindowRoutes(
  app: App,
  { registry, silences, alerts, nowMs }: Parts,
  checkNames: (organisation: string, match: AlertMatch) => Promise<void>,
): void {
  app.get(
    '/api/v1/silence-windows',
    {
      config: { permission: 'alerts.read', summary: 'When silences and planned work hold: for a calendar.' },
      schema: {
        querystring: z.strictObject({
          from: z.coerce.number().describe('UTC ms'),
          to: z.coerce.number().describe('UTC ms, at most 400 days later'),
          kind: Silence.shape.kind.optional(),
        }),
        response: {
          200: z.strictObject({
            windows: z.array(NamedWindow),
            complete: z.boolean().describe('false: there are more than are shown'),
          }),
        },
      },
    },
    async (request) => {
      const { from, to, kind } = request.query;
      if (!(from < to && to - from <= LONGEST_MS))
        throw invalid('to', 'later than `from`, by 400 days at most');
      if (from < 0 || to > LATEST_MS)
        throw invalid('to', `found ${to}, allowed up to ${LATEST_MS}, from 0 on`);
      const span = { fromMs: from, toMs: to };
      const found = await silences.between(request.scope, { kind }, span, MOST_SILENCES + 1);
      const windows: z.input<typeof NamedWindow>[] = [];
      for (const silence of found.slice(0, MOST_SILENCES)) {
        const { id, organisation, name } = silence;
        // In slices: where runs follow each other it takes a millisecond to find where one window ends.
        for (let at = span; windows.length <= MOST_WINDOWS; ) {
          const part = windowsBetween(silence, at, silences.clockOf(organisation), WINDOWS_AT_ONCE);
          for (const window of part)
            windows.push({ silence: id, kind: silence.kind, name, organisation, ...window });
          await breathe();
          const last = part.at(-1);
          if (!last || part.length < WINDOWS_AT_ONCE || last.toMs >= span.toMs) break;
          at = { fromMs: last.toMs, toMs: span.toMs };
        }
        if (windows.length > MOST_WINDOWS) break;
      }
      return {
        windows: windows.slice(0, MOST_WINDOWS).sort((one, other) => one.fromMs - other.fromMs),
        complete: found.length <= MOST_SILENCES && windows.length <= MOST_WINDOWS,
      };
    },
  );

  app.post(
    '/api/v1/silences/preview',
    {
      config: {
        permission: 'silences.write',
        summary: 'Which standing alerts a silence would mean now, and when it would hold.',
      },
      schema: {
        body: z.strictObject({
          organisation: Id,
          match: Silence.shape.match,
          times: WantedTimes.optional(),
        }),
        response: { 200: Preview },
      },
    },
    async (request) => {
      const { organisation, match, times } = request.body;
      if (!inScope(request.scope, organisation) || !(await registry.organisations.get(organisation)))
        throw invalid('organisation', `there is no organisation ${organisation} in which you may do this`);
      await checkNames(organisation, match);
      return { ...(await meant(organisation, match)), windows: times ? next(organisation, times) : [] };
    },
  );

  async function meant(
    organisation: string,
    match: AlertMatch,
  ): Promise<Omit<z.output<typeof Preview>, 'windows'>> {
    const scope = { everywhere: false, organisations: [organisation] };
    const found: Alert[] = [];
    let matches = 0;
    let looked = 0;
    let after: Point | null = null;
    do {
      const page = await alerts.list(scope, { states: ['firing', 'pending'] }, after, PREVIEWED.page);
      for (const alert of page.alerts) {
        if (!alertMatches(match, alert, silences.placeOf(alert))) continue;
        if (++matches <= PREVIEWED.alerts) found.push(alert);
      }
      looked += page.alerts.length;
      after = page.next;
      await breathe();
    } while (after !== null && looked < PREVIEWED.looked);
    return { matches, alerts: found, looked, complete: after === null };
  }

  function next(organisation: string, wanted: WantedTimes): z.output<typeof Window>[] {
    const { zone, calendar } = silences.clockOf(organisation);
    const times = checkTimes(wanted, nowMs(), zone);
    const span = { fromMs: nowMs(), toMs: nowMs() + PREVIEWED.daysAhead * DAY_MS };
    return timesBetween(times, span, zone, calendar, PREVIEWED.windows);
  }
}
