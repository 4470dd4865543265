import { Catalog } from '../embedded/catalog.ts';
import { flavourOf } from './flavours.ts';
import { InfluxDoor } from './influx-door.ts';
import { type InfluxOptions, TIMEOUT_MS } from './influx-writer.ts';
import { FIELD, MEASUREMENT, markerId } from './marker.ts';

/** Before all points are asked for: an InfluxDB 3 Core answers no question over more than some three days. */
const RECENT_MS = 2 * 24 * 3_600_000;

/** The tag of our points in a catalog that nobody has open. */
export function markIn(catalogFile: string): string {
  const catalog = new Catalog(catalogFile);
  try {
    return markerId(catalog);
  } finally {
    catalog.abandon();
  }
}

/** Which of these Wards have left points in the database; undefined for one that is new to all of them. */
export async function recogniseInflux(
  { address, retention, timeoutMs = TIMEOUT_MS, nowMs = Date.now }: InfluxOptions,
  marks: readonly string[],
): Promise<string | undefined> {
  const flavour = flavourOf(address);
  const door = new InfluxDoor(flavour, { url: address.url, timeoutMs, compress: false });
  const since = Math.round((nowMs() - RECENT_MS) * 1000);
  try {
    await flavour.prepare(door, retention);
    for (const when of [` AND time >= ${since}u`, '']) {
      for (const mark of marks) {
        const found = await door.query(
          `SELECT last("${FIELD}") FROM "${MEASUREMENT}" WHERE "ward" = '${mark}'${when}`,
        );
        if (found.length > 0) return mark;
      }
    }
    return undefined;
  } finally {
    door.close();
  }
}
