import { cellReader } from '../profile/engine/cell-reader.ts';
import type { Cell } from '../profile/profile.ts';
import type { ResolvedProfile } from '../profile/profile-set.ts';
import { plainText, textOf } from '../profile/template.ts';
import type { Oid, SnmpSession, SnmpValue, WalkedColumn } from './snmp-session.ts';

export type Identity = Record<'model' | 'serial' | 'version' | 'name' | 'location' | 'chassis', string>;
type Field = keyof Identity;

const FIELDS: readonly Field[] = ['model', 'serial', 'version', 'name', 'location', 'chassis'];

/** Rows of a column that are looked at for the first text. */
const MOST_ROWS = 50;

/** What devices write where they have nothing to say. */
const NO_ANSWER =
  /^(n\/?a|none|null|nil|unknown|uninitialized|undefined|unspecified|not (specified|available|applicable|set)|default string|to be filled by o\.?e\.?m\.?|[-?.]+|[0:]+)$/i;

/** A device that says nothing of itself. */
export const NOBODY: Identity = { model: '', serial: '', version: '', name: '', location: '', chassis: '' };

/** Who the device is, as far as it says; what it does not say is empty. */
export async function readIdentity(
  profile: ResolvedProfile,
  session: SnmpSession,
  signal: AbortSignal,
): Promise<Identity> {
  const columns = (oids: readonly Oid[]) => session.walk(oids, { maxRows: MOST_ROWS }, signal);
  return readFields(profile, session, signal, columns);
}

/** The same by one small request: what stands in columns is left out. */
export async function readInstances(
  profile: ResolvedProfile,
  session: Pick<SnmpSession, 'get'>,
  signal: AbortSignal,
): Promise<Identity> {
  return readFields(profile, session, signal, async () => []);
}

async function readFields(
  profile: ResolvedProfile,
  session: Pick<SnmpSession, 'get'>,
  signal: AbortSignal,
  columns: (oids: readonly Oid[]) => Promise<WalkedColumn[]>,
): Promise<Identity> {
  const cells = FIELDS.flatMap((field) => (profile.identity[field] ?? []).map((cell) => ({ field, cell })));
  const places = [...new Set(cells.flatMap(({ cell }) => placesOf(cell)))];
  const values = places.length === 0 ? [] : await session.get(places, signal);
  const byPlace = new Map(places.map((oid, i) => [oid, values[i]]));
  const identity: Identity = { ...NOBODY };
  for (const { field, cell } of cells)
    if (identity[field] === '') identity[field] = await firstText(cell, byPlace, columns);
  return identity;
}

/** Of an exact instance its text, of a column the first that is not empty. */
async function firstText(
  cell: Cell,
  byPlace: ReadonlyMap<Oid, SnmpValue | undefined>,
  columns: (oids: readonly Oid[]) => Promise<WalkedColumn[]>,
): Promise<string> {
  const reader = cellReader({ ...cell, as: cell.as === 'number' ? 'text' : cell.as });
  const firstOf = (values: readonly (SnmpValue | undefined)[]) =>
    values
      .map((value) => plainText(textOf(reader.read(value, undefined))))
      .find((text) => text !== '' && !NO_ANSWER.test(text));
  const told = firstOf(placesOf(cell).map((oid) => byPlace.get(oid)));
  if (told !== undefined) return told;

  const asColumns = placesOf(cell).filter((oid) => byPlace.get(oid) === undefined && !oid.endsWith('.0'));
  if (asColumns.length === 0) return '';
  return firstOf((await columns(asColumns)).flatMap(({ values }) => values)) ?? '';
}

function placesOf({ oid, one_of: places }: Cell): readonly Oid[] {
  return places ?? (oid === undefined ? [] : [oid]);
}
