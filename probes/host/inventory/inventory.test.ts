import { cpus, hostname, totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { realOptions, running } from '../test-tree.ts';
import { type Inventory, inventory } from './inventory.ts';

it('tells what this machine is, and the same again when nothing changed', async () => {
  const probe = inventory.create({}, realOptions);
  const first = await probe.collect(running);
  const second = await probe.collect(running);
  await probe.close();

  expect(first.facts).toHaveLength(1);
  expect(first.facts?.[0]).toMatchObject({ kind: 'inventory', key: '' });
  const data = first.facts?.[0]?.data as Inventory;
  expect(data.hostname).toBe(hostname());
  expect(data.os.platform).toBe(process.platform);
  expect(data.processor.threads).toBe(cpus().length);
  expect(data.memory.totalBytes).toBe(totalmem());
  expect(second.facts).toEqual(first.facts);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});
