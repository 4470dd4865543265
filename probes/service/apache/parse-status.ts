/** What `?auto` of mod_status tells: its lines by their names, and how many workers do what. */
export interface ApacheStatus {
  fields: ReadonlyMap<string, string>;
  /** Letters of the scoreboard with their counts: `_` waits, `W` sends, `R` reads, `K` keeps alive, `.` is no worker. */
  scoreboard: ReadonlyMap<string, number>;
  /** Places of the scoreboard. */
  slots: number;
}

/** Undefined for a page that is something else. */
export function parseApacheStatus(text: string): ApacheStatus | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2).trim());
  }
  const board = fields.get('Scoreboard');
  if (!fields.has('BusyWorkers') || board === undefined) return undefined;
  const scoreboard = new Map<string, number>();
  for (const letter of board) scoreboard.set(letter, (scoreboard.get(letter) ?? 0) + 1);
  return { fields, scoreboard, slots: board.length };
}
