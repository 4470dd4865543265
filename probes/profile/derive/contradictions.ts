import type { KnownReadings } from './known-readings.ts';

/** A change of state may stand between two values of one collection; what still contradicts itself after this many does. */
export const COLLECTIONS_TO_BELIEVE = 3;

/** Part of a phrase with which makes name an alarm that means "no mains". */
const ON_BATTERY_ALARM = /on battery|utility fail|mains fail|input power (fail|lost|outage)|power outage/i;
const ON_BYPASS_ALARM = /on bypass/i;

/** Charge above which "depleted" is wrong, below which "normal" is, and above which some time must be left. */
const FULL_PERCENT = 95;
const EMPTY_PERCENT = 2;
const SOME_PERCENT = 50;
/** Load that an output which is off cannot have. */
const LOADED_PERCENT = 5;

/**
 * What a UPS tells that cannot be true together, one sentence each. Only what is sure: a card that does not know a
 * value and says 0 is believed where that 0 could be true.
 */
export function contradictionsOf(readings: KnownReadings): string[] {
  const source = readings.word('ups.output_source');
  const status = readings.word('ups.battery_status');
  const charge = readings.number('ups.charge_percent');
  const seconds = readings.number('ups.seconds_on_battery');
  const alarms = readings.all('device.alarm').map(({ column }) => column.labels.alarm ?? '');
  const found: string[] = [];

  const onBattery = alarms.find((alarm) => ON_BATTERY_ALARM.test(alarm));
  if (source === 'normal' && onBattery !== undefined)
    found.push(`the output is normal while the alarm "${onBattery}" stands`);
  const onBypass = alarms.find((alarm) => ON_BYPASS_ALARM.test(alarm));
  if (source === 'normal' && onBypass !== undefined)
    found.push(`the output is normal while the alarm "${onBypass}" stands`);
  if (source === 'normal' && seconds !== undefined && seconds > 0)
    found.push(`the output is normal and it is said to run on battery for ${seconds} s: left from an outage`);
  if (status === 'depleted' && charge !== undefined && charge >= FULL_PERCENT)
    found.push(`the battery is depleted with a charge of ${charge} %`);
  if (status === 'normal' && charge !== undefined && charge <= EMPTY_PERCENT)
    found.push(`the battery is normal with a charge of ${charge} %`);
  const load = Math.max(...readings.numbers('ups.load_percent'));
  if (source === 'off' && load >= LOADED_PERCENT)
    found.push(`there is no output, and it carries a load of ${load} %`);
  return found;
}

/**
 * True when the time left is no estimate: on mains, with a battery that is well, cards that make none say 0. That is
 * no contradiction, they do so all their life; the 0 only must not be taken for the truth.
 */
export function isNoEstimate(
  source: string | undefined,
  status: string | undefined,
  charge: number | undefined,
  runtime: number | undefined,
): boolean {
  const isOnMains = source === 'normal' || source === 'boost' || source === 'reduce';
  return runtime === 0 && isOnMains && status === 'normal' && charge !== undefined && charge >= SOME_PERCENT;
}
