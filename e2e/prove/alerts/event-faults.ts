import type { AlertRow, Recorded } from './check-stream.ts';

/** What the history of alerts says that the contract does not allow. */
export function eventFaults(events: readonly Recorded[], alerts: readonly AlertRow[]): string[] {
  const open = new Map<string, Recorded>();
  const ended = new Set<string>();
  const flapping = new Set<string>();
  const faults: string[] = [];
  for (const event of events) {
    const { kind, from, position, alert } = event;
    const before = open.get(alert.id);
    const where = `${kind} of ${alert.rule} at position ${position}`;
    if (ended.has(alert.id)) faults.push(`${where} after its resolution`);
    if (kind === 'fired' ? before !== undefined : before === undefined) faults.push(`${where} out of order`);
    if (before && position < before.position) faults.push(`${where} ran backwards`);
    if (kind === 'severity_changed' && (from !== before?.alert.severity || from === alert.severity)) {
      faults.push(`${where} from ${from}, which was ${before?.alert.severity}`);
    }
    if (kind !== 'severity_changed' && before && before.alert.severity !== alert.severity) {
      faults.push(`${where} says another severity`);
    }
    if (kind === 'flapping' && flapping.has(alert.id)) faults.push(`${where} twice`);
    if (kind === 'flapping') flapping.add(alert.id);
    if (kind === 'resolved') {
      open.delete(alert.id);
      ended.add(alert.id);
    } else open.set(alert.id, event);
  }
  return [...faults, ...standingFaults(open, alerts)];
}

/** What stands in the history is what the ledger shows as firing, as grave and as flapping. */
function standingFaults(open: ReadonlyMap<string, Recorded>, alerts: readonly AlertRow[]): string[] {
  const firing = alerts.filter(({ state }) => state === 'firing');
  if (firing.length !== open.size)
    return [`${firing.length} alerts fire, ${open.size} firings have no resolution`];
  return firing.flatMap(({ id, severity, flapping }) => {
    const event = open.get(id);
    if (!event) return [`${id} fires without a firing`];
    const { alert } = event;
    if (alert.severity !== severity)
      return [`${alert.rule} is ${severity}, and was told as ${alert.severity}`];
    return alert.flapping === (flapping === 1) ? [] : [`${alert.rule} flaps without a word`];
  });
}
