/** Last changes by the server that made them, UTC ms. */
export type LastChanges = ReadonlyMap<string, number>;

/** Values of contextCSN such as `20240102030405.678901Z#000000#001#000000`; what is none is left out. */
export function lastChanges(values: readonly string[]): LastChanges {
  const found = new Map<string, number>();
  for (const value of values) {
    const [, year, month, day, hour, minute, second, fraction = '0', server = ''] =
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z#[0-9a-f]+#([0-9a-f]+)#/i.exec(value) ?? [];
    if (year === undefined) continue;
    const wholeMs = Date.UTC(
      +year,
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
    found.set(server, wholeMs + Math.floor(Number(`0.${fraction}`) * 1_000));
  }
  return found;
}

/** The newest of all, UTC ms; NaN when there is none. */
export function newest(changes: LastChanges): number {
  return changes.size === 0 ? Number.NaN : Math.max(...changes.values());
}

/** Seconds that a copy is behind, by the server whose changes it lacks most; NaN when they cannot be compared. */
export function lagSeconds(copy: LastChanges, provider: LastChanges): number {
  if (copy.size === 0 || provider.size === 0) return Number.NaN;
  let most = 0;
  for (const [server, ms] of provider) most = Math.max(most, ms - (copy.get(server) ?? newest(copy)));
  return most / 1_000;
}
