import type { Column } from '#protocol/schema.ts';
import type { BinField } from '../bins.ts';
import type { InfluxSeries } from './answer.ts';
import type { Conflict } from './conflicts.ts';
import type { FieldType } from './line-plan.ts';
import { rolledName } from './rollup-tiers.ts';

/** Measurements of Telegraf whose levels are whole numbers, shares excepted. */
const WHOLE_MEASUREMENTS = new Set([
  'disk',
  'linux_sysctl_fs',
  'mem',
  'netstat',
  'processes',
  'procstat_lookup',
  'swap',
]);
/** Levels of other measurements that are whole numbers there. */
const WHOLE_FIELDS = new Set([
  'diskio.iops_in_progress',
  'procstat.memory_rss',
  'procstat.memory_vms',
  'procstat.num_threads',
  'system.n_cpus',
  'system.uptime',
]);

/** The types of the fields that we write; a field has one type for ever, whoever made it first. */
export class FieldTypes {
  readonly #types = new Map<string, FieldType>();

  /** The type that the database has; else Telegraf's: totals of things are whole numbers, times are not. */
  of(measurement: string, field: string, column: Pick<Column, 'kind' | 'unit'>): FieldType {
    if (column.kind === 'counter') return this.#find(measurement, field, column.unit !== 's', false);
    const isWhole = WHOLE_MEASUREMENTS.has(measurement) || WHOLE_FIELDS.has(`${measurement}.${field}`);
    return this.#find(measurement, field, isWhole && column.unit !== '%', isWhole);
  }

  /** A field of a roll-up: a count is a whole number, a time is not, the rest is what the field itself is. */
  ofRolled(measurement: string, field: string, part: BinField): FieldType {
    const own = this.#types.get(keyOf(measurement, field));
    const isInteger = part === 'count' || (part !== 'increaseMs' && own?.kind === 'integer');
    return this.#find(measurement, rolledName(part, field), isInteger, false);
  }

  #find(measurement: string, name: string, isInteger: boolean, isRounded: boolean): FieldType {
    const key = keyOf(measurement, name);
    const known = this.#types.get(key);
    if (known) return known;
    const kind = isInteger ? 'integer' : 'float';
    const made: FieldType = { measurement, name, kind, isRounded: isInteger && isRounded, conflicts: 0 };
    this.#types.set(key, made);
    return made;
  }

  /** Takes over what `SHOW FIELD KEYS` told of a measurement. */
  learn({ name: measurement, values = [] }: InfluxSeries): void {
    for (const [field, type] of values) this.met({ measurement, field: String(field), type: String(type) });
  }

  met({ measurement, field, type }: Conflict): void {
    const known = this.#find(measurement, field, false, false);
    known.kind = type === 'integer' || type === 'float' ? type : 'unusable';
  }

  /** Fields with values that did not fit since this was asked last. */
  *takeConflicts(): Iterable<{ type: FieldType; values: number }> {
    for (const type of this.#types.values()) {
      if (type.conflicts === 0) continue;
      yield { type, values: type.conflicts };
      type.conflicts = 0;
    }
  }
}

function keyOf(measurement: string, field: string): string {
  return JSON.stringify([measurement, field]);
}
