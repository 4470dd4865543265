import { expect, it } from 'vitest';
import type { Schema } from '#protocol/schema.ts';
import { openSchemaBook } from './open-schema-book.ts';

const schemaOf = (target: string, metric = 'cpu.usage_active'): Schema => ({
  probe: 'cpu',
  target,
  intervalMs: 10_000,
  columns: [{ metric, labels: { cpu: 'cpu0' }, kind: 'gauge', unit: '%' }],
});

it('schemas of equal columns share them in a book, and keep what is their own', () => {
  const book = openSchemaBook();

  const first = book.add('00'.repeat(16), schemaOf('a')).schema;
  const second = book.add('11'.repeat(16), schemaOf('b')).schema;
  const other = book.add('22'.repeat(16), schemaOf('b', 'cpu.usage_idle')).schema;

  expect(second).toEqual(schemaOf('b'));
  expect(second.columns).toBe(first.columns);
  expect(other).toEqual(schemaOf('b', 'cpu.usage_idle'));
});
