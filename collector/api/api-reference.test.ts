import { expect, test } from 'vitest';
import { apiReference } from './api-reference.ts';

test('the reference describes every route with its fields', async () => {
  const page = await apiReference();

  expect(page).toContain('## PUT /api/v1/rules/:id\n');
  expect(page).toMatch(/- `aggregation` `avg` or `min` or `max` .*, default "avg"/);
  expect(page).toMatch(/- `metric` string\n/);
  expect(page).toContain('- `permissions` list of `targets.read`');
  expect(page).not.toContain('undefined');
  expect(page).not.toContain('[object');
});
