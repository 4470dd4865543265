import type { Sql } from '#collector/ledger/sql.ts';
import type { Parents, Recognised, Target, TargetFields } from './target.ts';

interface Row extends Omit<Target, 'rackUnit' | 'rackUnits' | 'parents' | 'recognised' | 'createdAtMs'> {
  rack_unit: number;
  rack_units: number;
  parents: string;
  /** JSON, or empty. */
  recognised: string;
  created_at_ms: number;
  deleted_at_ms: number | null;
}

/** Columns that are written as they are; each has the name of its field. */
const TEXT_COLUMNS = [
  'kind',
  'name',
  'host',
  'address',
  'zone',
  'room',
  'rack',
  'owner',
  'contract',
  'vendor',
  'model',
] as const;

const NO_PARENTS: Parents = { network: [], power: [], cooling: [], host: [] };

/** A target of which nothing is said. */
export const BLANK = {
  address: '',
  zone: '',
  room: '',
  rack: '',
  rackUnit: 0,
  rackUnits: 0,
  owner: '',
  contract: '',
  vendor: '',
  model: '',
  parents: NO_PARENTS,
  recognised: null,
} satisfies Partial<Target>;

/** All targets that are there, the newest first. */
export async function readTargets(sql: Sql): Promise<Target[]> {
  const rows = await sql.all<Row>(
    'SELECT * FROM targets WHERE deleted_at_ms IS NULL ORDER BY created_at_ms DESC, id',
  );
  return rows.map(toTarget);
}

/** Writes a new one, with all its fields. */
export async function insertTarget(sql: Sql, target: Target): Promise<void> {
  await sql.run(
    `INSERT INTO targets (id, organisation, kind, name, host, address, zone, room, rack, rack_unit, rack_units,
       owner, contract, vendor, model, parents, recognised, created_at_ms, deleted_at_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)`,
    target.id,
    target.organisation,
    target.kind,
    target.name,
    target.host,
    target.address,
    target.zone,
    target.room,
    target.rack,
    target.rackUnit,
    target.rackUnits,
    target.owner,
    target.contract,
    target.vendor,
    target.model,
    JSON.stringify(target.parents),
    toText(target.recognised),
    target.createdAtMs,
  );
}

/** Writes these fields and no others; the answer is the target as it stands then. */
export async function updateTarget(
  sql: Sql,
  id: string,
  fields: Partial<TargetFields & Pick<Target, 'host' | 'recognised'>>,
): Promise<Target> {
  const written: [column: string, value: string | number][] = [];
  for (const column of TEXT_COLUMNS) {
    const value = fields[column];
    if (value !== undefined) written.push([column, value]);
  }
  if (fields.rackUnit !== undefined) written.push(['rack_unit', fields.rackUnit]);
  if (fields.rackUnits !== undefined) written.push(['rack_units', fields.rackUnits]);
  if (fields.parents) written.push(['parents', JSON.stringify(fields.parents)]);
  if (fields.recognised !== undefined) written.push(['recognised', toText(fields.recognised)]);
  if (written.length > 0) {
    const columns = written.map(([column]) => `${column} = ?`).join(', ');
    const values = written.map(([, value]) => value);
    await sql.run(`UPDATE targets SET ${columns} WHERE id = ?`, ...values, id);
  }
  // As it stands there, with what others have changed meanwhile.
  return toTarget((await sql.get<Row>('SELECT * FROM targets WHERE id = ?', id)) as Row);
}

function toText(recognised: Recognised | null): string {
  return recognised ? JSON.stringify(recognised) : '';
}

function toTarget(found: Row): Target {
  const {
    created_at_ms,
    deleted_at_ms: _deleted,
    rack_unit,
    rack_units,
    parents,
    recognised,
    ...row
  } = found;
  return {
    ...row,
    rackUnit: rack_unit,
    rackUnits: rack_units,
    // What was written before a kind of parent was thought of has none of it.
    parents: { ...NO_PARENTS, ...JSON.parse(parents) },
    recognised: recognised === '' ? null : JSON.parse(recognised),
    createdAtMs: created_at_ms,
  };
}
