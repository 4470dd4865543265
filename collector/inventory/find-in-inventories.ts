import type { Sql } from '#collector/ledger/sql.ts';

/** A word of an inventory in which a text was found. */
export interface FoundInInventory {
  target: string;
  /** Name of the field that holds it, such as `serial`. */
  field: string;
  value: string;
}

/** Inventories that are looked through for one question; a text that more have is no name of one thing. */
const MOST_ROWS = 200;
/** A text that is found in so long a value is no name either. */
const MOST_LETTERS = 200;
/** Inventories are no deeper; what is, is not looked at. */
const DEPTH = 8;

/** Looks through all inventories for a serial number, a hardware address, a version: one word of each target. */
export async function findInInventories(sql: Sql, text: string): Promise<FoundInInventory[]> {
  const wanted = text.toLowerCase();
  // What JSON escapes cannot be found by its own letters, and is in no serial number.
  const pattern = `%${wanted.replace(/[\\%_]/g, (mark) => `\\${mark}`)}%`;
  const rows = await sql.all<{ target: string; data: string }>(
    `SELECT target, data FROM records WHERE kind = 'inventory' AND LOWER(data) LIKE ? ESCAPE '\\'
     ORDER BY target LIMIT ?`,
    pattern,
    MOST_ROWS,
  );
  const found = new Map<string, FoundInInventory>();
  for (const { target, data } of rows) {
    if (found.has(target)) continue;
    const word = findWord(JSON.parse(data), wanted, '', DEPTH);
    if (word) found.set(target, { target, ...word });
  }
  return [...found.values()];
}

function findWord(
  data: unknown,
  wanted: string,
  field: string,
  depth: number,
): { field: string; value: string } | undefined {
  if (typeof data === 'string') {
    return data.length <= MOST_LETTERS && data.toLowerCase().includes(wanted)
      ? { field, value: data }
      : undefined;
  }
  if (depth === 0 || typeof data !== 'object' || data === null) return undefined;
  for (const [name, inner] of Object.entries(data)) {
    const word = findWord(inner, wanted, Array.isArray(data) ? field : name, depth - 1);
    if (word) return word;
  }
  return undefined;
}
