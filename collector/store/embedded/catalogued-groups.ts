import type { Rows } from '../store.ts';
import type { Catalog } from './catalog.ts';
import { type Group, Groups, type Shape } from './groups.ts';

/**
 * The groups of a store whose samples lie elsewhere: in memory as the catalog has them, made and removed in both. What
 * was made counts with the next commit of the catalog.
 */
export class CataloguedGroups {
  readonly groups = new Groups();
  readonly #catalog: Catalog;
  readonly #shapes = new Map<number, Shape>();
  #nextSeries: number;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
    this.#nextSeries = catalog.number('next_series', 1);
    for (const { id, intervalMs, columns } of catalog.shapes()) {
      this.#shapes.set(id, this.groups.addShape(id, intervalMs, columns));
    }
    for (const { id, schemaId, target, shape, series } of catalog.groups()) {
      this.groups.add(id, schemaId, target, this.#shapes.get(shape) as Shape, series);
    }
  }

  /** Makes the group of a schema, unless it is there. */
  ensure({ schemaId, schema }: Pick<Rows, 'schemaId' | 'schema'>): void {
    if (this.groups.find(schemaId)) return;
    const { target, intervalMs, columns } = schema;
    const { id: shapeId } = this.#catalog.shape(intervalMs, columns);
    let shape = this.#shapes.get(shapeId);
    if (!shape) {
      shape = this.groups.addShape(shapeId, intervalMs, columns);
      this.#shapes.set(shapeId, shape);
    }
    const series = this.groups.numberSeries(target, columns, () => this.#nextSeries++);
    this.#catalog.setNumber('next_series', this.#nextSeries);
    const id = this.#catalog.addGroup({ schemaId, shape: shapeId, target, series });
    this.groups.add(id, schemaId, target, shape, series);
  }

  remove(group: Group): void {
    this.#catalog.removeGroup(group.id);
    this.groups.remove(group);
  }
}
