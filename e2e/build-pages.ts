import { ensureDashboards } from '#scripts/dashboards.ts';

/** Builds the pages before the first test: two that find them missing would build into the same folder. */
export function setup(): Promise<void> {
  return ensureDashboards((message) => console.log(message));
}
