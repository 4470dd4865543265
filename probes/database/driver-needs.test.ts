import { expect, it } from 'vitest';
import { needNode } from './driver-needs.ts';

it('a driver says which Node it needs', () => {
  expect(() => needNode(22, 'mssql', 'v16.20.2')).toThrow(
    'the driver mssql needs Node 22 or newer, and this agent runs on v16.20.2',
  );
  needNode(22, 'mssql', 'v22.0.0');
  needNode(14, 'oracledb');
});
