import { expect, test } from 'vitest';
import { parseStoreAddress } from './store-address.ts';

const NOBODY = { user: '', secret: '', secretFile: '' };

test.each([
  ['embedded', { kind: 'embedded' }],
  [
    'influxdb://influx.example/ward',
    { kind: 'influxdb', version: 1, url: 'http://influx.example:8086', database: 'ward', org: '', ...NOBODY },
  ],
  [
    'influxdbs://u:p%40ss@[::1]:9999/w-1?secretFile=/etc/ward/influx',
    { version: 1, url: 'https://[::1]:9999', user: 'u', secret: 'p@ss', secretFile: '/etc/ward/influx' },
  ],
  [
    'influxdb2://t%2Fken==@influx.example/ward?org=health',
    { version: 2, url: 'http://influx.example:8086', user: '', secret: 't/ken==', org: 'health' },
  ],
  ['influxdb3s://influx.example/ward', { version: 3, url: 'https://influx.example:8181', secret: '' }],
  [
    'victoriametrics://vm.example',
    {
      kind: 'victoriametrics',
      writeUrl: 'http://vm.example:8428',
      readUrl: 'http://vm.example:8428',
      deleteUrl: 'http://vm.example:8428',
      ...NOBODY,
    },
  ],
  [
    'victoriametricss://u:p@vm.example:443/ward/',
    { writeUrl: 'https://vm.example:443/ward', user: 'u', secret: 'p' },
  ],
  [
    'victoriametrics://insert.example/7?select=select.example',
    {
      writeUrl: 'http://insert.example:8480/insert/7/influx',
      readUrl: 'http://select.example:8481/select/7/prometheus',
      deleteUrl: 'http://select.example:8481/delete/7/prometheus',
    },
  ],
])('%s names a store', (text, address) => {
  expect(parseStoreAddress(text)).toMatchObject(address);
});

test.each([
  'influxdb://host',
  'influxdb:///db',
  'http://host/db',
  'disk',
  'influxdb://h/a/b',
  'influxdb://h/a?x=1',
  'influxdb2://token@h/a',
  'influxdb3://token:more@h/a',
  'victoriametrics://h/tenant?select=s',
  'victoriametrics://h/0?select=a/b',
  'constructor://h/0',
])('%s names none', (text) => {
  expect(parseStoreAddress(text)).toBeUndefined();
});
