import type { Column } from '#protocol/schema.ts';
import type { Value } from '../expression/expression.ts';
import { isOwnAlias } from './own-alias.ts';
import type { LabelledReadings } from './section-plan.ts';

/** A row of a table as its series know it. Kept between collections, so that columns stay the same objects. */
export interface NamedRow {
  labels: Readonly<Record<string, string>>;
  /** False when the settings leave such rows out. */
  isWanted: boolean;
  /** One for each reading with these labels; undefined as long as it never had a value. */
  columns: (Column | undefined)[];
  /** As the labels were before rows of the same name were told apart. */
  base: string;
  /** False until the first value came: only rows with a value take a name. */
  isNamed: boolean;
  /** The collection in which it was last seen. */
  round: number;
}

/**
 * Names of the rows of one table under one set of labels. Two rows of the same name are told apart by the index of
 * the later one, and keep their names as long as they are there.
 */
export interface RowNames {
  /** The row with this index; another object when its labels changed. */
  row(index: string, values: ArrayLike<Value>, round: number): NamedRow;
  /** Takes the name for a row that has a value now. */
  name(row: NamedRow, index: string): void;
  /** Forgets rows that were not seen in this round. */
  forget(round: number): void;
}

export function rowNames(
  { labels, readings }: LabelledReadings,
  isWanted: (labels: Readonly<Record<string, string>>) => boolean,
): RowNames {
  const rows = new Map<string, NamedRow>();
  const taken = new Set<string>();
  /** The label that names the row: `type` says of what kind it is. */
  const naming = labels.findIndex(({ name, template }) => !template.fixed && name !== 'type');

  const alias = labels.findIndex(({ name }) => name === 'alias');

  return {
    row(index, values, round) {
      const texts = labels.map(({ template }) => template.fill(values, index));
      if (naming >= 0 && texts[naming] === '') texts[naming] = index;
      if (alias >= 0 && isOwnAlias(texts[alias] as string, texts[naming] ?? '')) texts[alias] = '';
      const base = texts.join('\n');
      const known = rows.get(index);
      if (known?.base === base) {
        known.round = round;
        return known;
      }
      if (known?.isNamed) taken.delete(keyOf(known.labels));
      const made: NamedRow = {
        labels: Object.fromEntries(labels.map(({ name }, i) => [name, texts[i] as string])),
        isWanted: true,
        columns: readings.map(() => undefined),
        base,
        isNamed: false,
        round,
      };
      made.isWanted = isWanted(made.labels);
      rows.set(index, made);
      return made;
    },
    name(row, index) {
      row.isNamed = true;
      const label = labels[naming]?.name;
      while (taken.has(keyOf(row.labels)) && label !== undefined)
        row.labels = { ...row.labels, [label]: `${row.labels[label]} #${index}` };
      taken.add(keyOf(row.labels));
    },
    forget(round) {
      for (const [index, row] of rows) {
        if (row.round === round) continue;
        rows.delete(index);
        if (row.isNamed) taken.delete(keyOf(row.labels));
      }
    },
  };
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return Object.values(labels).join('\n');
}
