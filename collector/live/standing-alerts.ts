import type { AlertsRepository } from '#collector/alerts/alerts-repository.ts';
import type { Point } from '#collector/alerts/scan.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { breathe } from '#collector/threads/breathe.ts';
import type { Alert } from '#protocol/alert.ts';
import type { StandingAlerts } from './alert-snapshots.ts';
import type { Viewer } from './viewer.ts';

/** A page that gets more can show nobody more. */
export const MOST_STANDING = 5_000;
/** Read in one go: a few milliseconds. */
const PAGE = 250;

/** The newest alerts that are pending or firing, as far as the viewer sees them; gives the thread free in between. */
export async function standingAlerts(
  alerts: Pick<AlertsRepository, 'list'>,
  viewer: Pick<Viewer, 'seesOrganisation'>,
): Promise<StandingAlerts> {
  const found: Alert[] = [];
  let after: Point | null = null;
  do {
    const page = await alerts.list(FULL_SCOPE, { states: ['pending', 'firing'] }, after, PAGE);
    for (const alert of page.alerts) if (viewer.seesOrganisation(alert.organisation)) found.push(alert);
    if (found.length > MOST_STANDING)
      return { alerts: found.slice(0, MOST_STANDING), truncatedAt: MOST_STANDING };
    after = page.next;
    await breathe();
  } while (after !== null);
  return { alerts: found, truncatedAt: null };
}
