import { expect, it } from 'vitest';
import { deviceOf, readDevice } from '../../snmp/test-device.ts';
import { readProfiles } from '../load-profiles.ts';

const profiles = readProfiles([
  {
    file: 'lines.yaml',
    text: `
profile: lines
title: { zh-CN: 线路, en: Lines }
kind: ups
recognise: [{ object: 1.3.6.1.4.1.99999 }]
sections:
  - name: lines
    kind: table
    read:
      lines: { oid: 1.3.6.1.4.1.99999.1.0, once: true }
      volts: { oid: 1.3.6.1.4.1.99999.2 }
    where: index <= lines
    why: no such line
    readings:
      - { metric: ups.input_voltage_volts, value: volts, labels: { line: '{index}' } }
`,
  },
]);

it('the index of a row can be compared in its expressions', async () => {
  const device = deviceOf(`
    1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999
    1.3.6.1.4.1.99999.1.0|2|2
    1.3.6.1.4.1.99999.2.1|2|230
    1.3.6.1.4.1.99999.2.2|2|0
    1.3.6.1.4.1.99999.2.3|2|0
    1.3.6.1.4.1.99999.2.4.1|2|7
  `);

  const { values, ignored } = await readDevice('lines', device, profiles);

  expect(values).toEqual({ 'ups.input_voltage_volts 1': 230, 'ups.input_voltage_volts 2': 0 });
  expect(ignored).toEqual([
    { what: 'lines 3', why: 'no such line' },
    { what: 'lines 4.1', why: 'no such line' },
  ]);
});
