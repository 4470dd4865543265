import { routeTo } from '../../state/route.ts';

/** The address of one silence. */
export function silenceRoute(id: string): string {
  return routeTo('alerts', { tab: 'silences', silence: id });
}

/** The list, or the calendar of a month such as `2026-08`. */
export function silencesRoute(parameters: { view?: string; month?: string; layout?: string } = {}): string {
  return routeTo('alerts', { tab: 'silences', ...parameters });
}
