/** From which value on a state holds. */
export interface StateFrom {
  from: number;
  state: 'ok' | 'warning' | 'critical';
}

/** The state of a value: of the highest threshold that it reaches; undefined below all of them. */
export function stateAt(value: number, thresholds: readonly StateFrom[]): StateFrom['state'] | undefined {
  let found: StateFrom | undefined;
  for (const each of thresholds) if (value >= each.from && (!found || each.from >= found.from)) found = each;
  return found?.state;
}
