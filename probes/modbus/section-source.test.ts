import { expect, it } from 'vitest';
import { Section } from '../profile/profile.ts';
import { type ModbusSession, RefusedRegistersError } from './modbus-session.ts';
import type { Request } from './registers.ts';
import { modbusSource } from './section-source.ts';

const never = new AbortController().signal;
const section = Section.parse({
  name: 'climate',
  kind: 'scalars',
  read: {
    temperature: { register: { table: 'holding', address: 1, type: 'int16' } },
    humidity: { register: { table: 'holding', address: 0 } },
    missing: { register: { table: 'holding', address: 4 } },
  },
});

/** Holding register n is 10 n; those from 4 on are refused, with whatever is asked for beside them. */
function device(): ModbusSession & { asked: Request[] } {
  const asked: Request[] = [];
  return {
    asked,
    async read(request) {
      asked.push(request);
      if (request.address + request.count > 4) throw new RefusedRegistersError(2);
      return Array.from({ length: request.count }, (_, at) => 10 * (request.address + at));
    },
    close() {},
  };
}

it('asks again one by one for what a device refuses together, and remembers that', async () => {
  const session = device();
  const refused = new Set<string>();
  const source = modbusSource(session, { registersPerRequest: 60, refused });

  expect(await source.scalars([section], never)).toEqual([
    { indexes: [''], columns: [[10], [0], [undefined]], skipped: [] },
  ]);
  expect(session.asked).toHaveLength(4);

  await source.scalars([section], never);
  expect(session.asked).toHaveLength(7);
  expect(source.figures).toEqual({ requests: 7, values: 4 });
});
