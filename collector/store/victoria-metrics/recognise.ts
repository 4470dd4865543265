import { Catalog } from '../embedded/catalog.ts';
import { VictoriaHttp } from './victoria-http.ts';
import type { VictoriaOptions } from './victoria-writer.ts';

const TIMEOUT_MS = 20_000;
/** Of replicas behind one door another one is asked each time, and one may be new and empty. */
const TRIES = 4;

/** The label of the marks of a catalog. */
export function wardOf(catalog: Catalog): string {
  return catalog.number('ward', 0).toString(36);
}

/** The same of one that nobody has open. */
export function markIn(catalogFile: string): string {
  const catalog = new Catalog(catalogFile);
  try {
    return wardOf(catalog);
  } finally {
    catalog.abandon();
  }
}

/** Which of these Wards have left marks in the server; undefined for one that is new to all of them. */
export async function recogniseVictoria(
  { address, timeoutMs = TIMEOUT_MS }: VictoriaOptions,
  marks: readonly string[],
): Promise<string | undefined> {
  const http = new VictoriaHttp(address, { timeoutMs, compress: false });
  try {
    for (const mark of marks) {
      for (let left = TRIES; left > 0; left--) {
        if (await http.hasSeries(`{__name__="ward_store_position",ward="${mark}"}`)) return mark;
      }
    }
    return undefined;
  } finally {
    http.close();
  }
}
