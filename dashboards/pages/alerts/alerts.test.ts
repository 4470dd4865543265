import { expect, it } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { compareAlerts } from '../../state/alert-book.ts';
import { alertLimit, alertValue, labelText, seriesText } from '../../words/alert-text.ts';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { zhCN } from '../../words/zh-cn.ts';
import { countHidden, filterAlerts, splitHidden } from './alert-filter.ts';

const formats = createFormats('en', 'Asia/Shanghai');

function alert(over: Partial<Alert>): Alert {
  return {
    id: 'a',
    rule: 'disk',
    ruleRevision: 1,
    organisation: 'default',
    target: 't1',
    metric: 'disk.used_percent',
    labels: { path: '/data', device: 'sdb1', fstype: 'xfs', mode: 'rw' },
    severity: 'warning',
    state: 'firing',
    beganAtMs: 1_000,
    firedAtMs: 1_000,
    resolvedAtMs: null,
    value: 92.44,
    threshold: 90,
    resolution: null,
    reachesAtMs: null,
    flapping: false,
    because: null,
    acknowledged: null,
    assigned: null,
    closed: null,
    ...over,
  };
}

it('filters alerts by severity, state and every word', () => {
  const all = [
    alert({ id: '1', severity: 'critical' }),
    alert({ id: '2', state: 'pending', firedAtMs: null }),
    alert({
      id: '3',
      acknowledged: { by: 'x', atMs: 1, comment: '' },
      assigned: { to: 'wang', by: 'x', atMs: 1 },
    }),
  ];
  const ids = (filter: object) =>
    filterAlerts(
      all,
      { text: '', severity: 'all', state: 'all', ...filter },
      { name: 'wang' },
      ({ id }) => `Host-${id} disk`,
    ).map(({ id }) => id);

  expect(ids({})).toEqual(['1', '2', '3']);
  expect(ids({ severity: 'critical' })).toEqual(['1']);
  expect(ids({ state: 'pending' })).toEqual(['2']);
  expect(ids({ state: 'firing' })).toEqual(['1', '3']);
  expect(ids({ state: 'open' })).toEqual(['1']);
  expect(ids({ state: 'mine' })).toEqual(['3']);
  expect(ids({ text: 'DISK host-3' })).toEqual(['3']);
});

it('tells apart what speaks for itself and what another alert hides', () => {
  const because = { alert: '1', target: 't', relation: 'network', sinceMs: 1 } as const;
  const all = [
    alert({ id: '1' }),
    alert({ id: '2', because }),
    alert({ id: '3', because }),
    alert({ id: '4', because, state: 'resolved' }),
  ];

  const { own, hidden } = splitHidden(all);

  expect(own.map(({ id }) => id)).toEqual(['1', '4']);
  expect(hidden.map(({ id }) => id)).toEqual(['2', '3']);
  expect(countHidden(all).get('1')).toBe(2);
});

it('puts firing before pending, worse before milder, newer before older', () => {
  const sorted = [
    alert({ id: 'old' }),
    alert({ id: 'pending', state: 'pending', severity: 'critical', firedAtMs: null }),
    alert({ id: 'new', firedAtMs: 5_000 }),
    alert({ id: 'worst', severity: 'critical' }),
  ].sort(compareAlerts);

  expect(sorted.map(({ id }) => id)).toEqual(['worst', 'new', 'old', 'pending']);
});

it('tells value and limit with the unit of the series, and the lack of a value in words', () => {
  expect(alertValue(alert({}), en, formats)).toBe('92.4%');
  expect(alertLimit(alert({}), en, formats)).toBe('limit 90%');
  expect(alertValue(alert({ value: null }), en, formats)).toBe('no data');
  const grown = alert({ metric: 'ward.journal_lost_entries', unit: '1/s', value: 0.004, threshold: 0 });
  expect(alertValue(grown, en, formats)).toBe(en.alerts.wentUp);
  expect(alertLimit(grown, en, formats)).toBeUndefined();
  expect(alertLimit(alert({ threshold: null }), en, formats)).toBeUndefined();
  const reachesAtMs = Date.UTC(2026, 10, 24, 12);
  expect(alertLimit(alert({ reachesAtMs }), en, formats)).toBe(
    `limit 90%, reached about ${formats.moment(reachesAtMs)}`,
  );
  const silent = alert({ metric: 'probe.state', value: 2, threshold: 2 });
  expect(alertValue(silent, en, formats)).toBe(en.devices.states.silent);
  expect(alertLimit(silent, en, formats)).toBeUndefined();
  expect(alertValue(alert({ metric: 'ups.runtime_minutes', value: 77.5 }), en, formats)).toBe('1h 17m');
  const days = alert({ metric: 'certificate.days_left', unit: 'd', value: 6.9, threshold: 7 });
  expect(alertValue(days, en, formats)).toBe('6.9 d');
  expect(alertLimit(days, en, formats)).toBe('limit 7 d');
  const backup = alert({ metric: 'database_backup.age_seconds', unit: 's', value: 94_000 });
  expect(alertValue(backup, en, formats)).toBe('1d 2h');
  const cluster = alert({ metric: 'redis_cluster.state', unit: '1', value: 1, threshold: 1 });
  expect(alertValue(cluster, en, formats)).toBe('failed');
  expect(alertLimit(cluster, en, formats)).toBeUndefined();
  expect(alertValue(alert({ metric: 'acme.heat', unit: '°C', value: 31 }), en, formats)).toBe('31 °C');
});

it('names a series by what people know it by', () => {
  expect(seriesText(en, 'disk.used_percent', alert({}).labels)).toBe('Disk space used /data');
  expect(labelText({ cpu: 'cpu-total', host: 'a' })).toBe('');
  expect(labelText({ cpu: 'cpu3' })).toBe('cpu3');
  expect(labelText({ line: '2' })).toBe('L2');
  expect(seriesText(en, 'probe.success', { probe: 'snmp' })).toBe('Probe success SNMP');
  expect(labelText({ alias: 'to core-1', interface: 'GE1/0/1' })).toBe('GE1/0/1 · to core-1');
  expect(seriesText(en, 'hardware.redundancy_lost', { type: 'fan' })).toBe('Redundancy lost Fans');
  expect(seriesText(en, 'hardware.power_watts', { part: 'PSU 1', type: 'power' })).toContain(' PSU 1');
  expect(labelText({ space: 'TEMP', type: 'temporary' }, zhCN)).toBe('TEMP · 临时空间');
  expect(labelText({ resource: 'io', type: 'full' }, zhCN)).toBe('io · full');
  expect(seriesText(en, 'database_backup.result', { database: 'crm', type: 'log' })).toMatch(
    /^Last backup crm/,
  );
  expect(seriesText(en, 'net.err_in', { interface: 'eth0' })).toBe('Errors in eth0');
});
