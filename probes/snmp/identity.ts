import { cellReader } from '../profile/engine/cell-reader.ts';
import type { Cell } from '../profile/profile.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import { textOf } from '../profile/template.ts';
import type { Oid, SnmpSession, SnmpValue } from './snmp-session.ts';

export type Identity = Record<'model' | 'serial' | 'version' | 'name' | 'location', string>;
type Field = keyof Identity;

const FIELDS: readonly Field[] = ['model', 'serial', 'version', 'name', 'location'];

/** Rows of a column that are looked at for the first text. */
const MOST_ROWS = 50;

/** Who the device is, as far as it says; what it does not say is empty. */
export async function readIdentity(
  profile: ResolvedProfile,
  session: SnmpSession,
  signal: AbortSignal,
): Promise<Identity> {
  const cells = FIELDS.flatMap((field) => (profile.identity[field] ?? []).map((cell) => ({ field, cell })));
  const places = [...new Set(cells.flatMap(({ cell }) => placesOf(cell)))];
  const values = places.length === 0 ? [] : await session.get(places, signal);
  const byPlace = new Map(places.map((oid, i) => [oid, values[i]]));

  const identity: Identity = { model: '', serial: '', version: '', name: '', location: '' };
  for (const { field, cell } of cells) {
    if (identity[field] === '') identity[field] = await firstText(cell, byPlace, session, signal);
  }
  return identity;
}

/** Of an exact instance its text, of a column the first that is not empty. */
async function firstText(
  cell: Cell,
  byPlace: ReadonlyMap<Oid, SnmpValue | undefined>,
  session: SnmpSession,
  signal: AbortSignal,
): Promise<string> {
  const reader = cellReader({ ...cell, as: cell.as === 'number' ? 'text' : cell.as });
  const texts = (values: readonly (SnmpValue | undefined)[]) =>
    values.map((value) => textOf(reader.read(value, undefined)).slice(0, 200)).find((text) => text !== '');
  const told = texts(placesOf(cell).map((oid) => byPlace.get(oid)));
  if (told !== undefined) return told;

  const columns = placesOf(cell).filter((oid) => byPlace.get(oid) === undefined && !oid.endsWith('.0'));
  if (columns.length === 0) return '';
  const walked = await session.walk(columns, { maxRows: MOST_ROWS }, signal);
  return texts(walked.flatMap(({ values }) => values)) ?? '';
}

function placesOf({ oid, one_of: places }: Cell): readonly Oid[] {
  return places ?? (oid === undefined ? [] : [oid]);
}
