import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ORIGIN } from '#collector/journal/journal.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import type { SchemaBook } from '#collector/series/schema-book.ts';
import type { Condition } from '#protocol/rule.ts';
import { Rule } from '#protocol/rule.ts';
import type { Schema } from '#protocol/schema.ts';
import { JournalScript } from './journal-script.ts';
import { openStreamJudge, type StreamJudge } from './stream-judge.ts';

const T0 = 1_700_000_000_000;
const above80: Condition = { kind: 'above', threshold: 80 };

let ledger: TemporaryLedger;
let book: SchemaBook;
let script: JournalScript;
let judge: StreamJudge;
beforeEach(async () => {
  ledger = await temporaryLedger();
  book = openSchemaBook();
  script = new JournalScript(book);
  judge = await open();
});
afterEach(() => ledger.remove());

function open(sql: Sql = ledger.sql): Promise<StreamJudge> {
  const organisationOf = (target: string) => (target.startsWith('other') ? 'other' : 'main');
  return openStreamJudge({ sql, book, organisationOf });
}

function rule(id: string, metric: string, condition: Condition, more: object = {}): Rule {
  return Rule.parse({
    id,
    name: { 'zh-CN': id, en: id },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric },
    severity: 'warning',
    condition,
    ...more,
  });
}

function disks(paths: string[], target = 'web1', probe = 'disk'): Schema {
  const columns = paths.map((path) => ({
    metric: 'disk.used_percent',
    labels: { path },
    kind: 'gauge' as const,
    unit: '%',
  }));
  return { probe, target, intervalMs: 10_000, columns };
}

/** Judges what was scripted, commits and returns events as `kind path @seconds`, with the reason of a resolution. */
async function happened(): Promise<string[]> {
  judge.take(script.batch());
  const events = await judge.commit();
  return events.map(({ kind, atMs, alert }) => {
    const why = alert.resolution && alert.resolution !== 'recovered' ? ` ${alert.resolution}` : '';
    return `${kind} ${alert.labels.path ?? alert.metric} @${(atMs - T0) / 1000}${why}`;
  });
}

function alertRows(): Promise<{ state: string; value: number | null; rule: string }[]> {
  return ledger.sql.all('SELECT state, value, rule FROM alerts ORDER BY began_at_ms, id');
}

describe('an episode', () => {
  const root = disks(['/']);

  test('fires on the first sample above and resolves on the first that is not', async () => {
    script.rules(1, [rule('space', 'disk.used_percent', above80)], T0);
    script
      .frame(root, T0 + 1_000, [79])
      .frame(root, T0 + 11_000, [81])
      .frame(root, T0 + 21_000, [80]);

    expect(await happened()).toEqual(['fired / @11', 'resolved / @21']);
    expect(await alertRows()).toEqual([{ state: 'resolved', value: 80, rule: 'space' }]);
  });

  test('that gets graver stays one alert and says from which severity it came', async () => {
    const tiers = [{ severity: 'critical', threshold: 95 }];
    script.rules(1, [rule('space', 'disk.used_percent', above80, { tiers })], T0);
    script
      .frame(root, T0 + 1_000, [90])
      .frame(root, T0 + 11_000, [96])
      .frame(root, T0 + 21_000, [90])
      .frame(root, T0 + 31_000, [70]);

    judge.take(script.batch());
    const events = await judge.commit();

    expect(events.map(({ kind, from, alert }) => [kind, from, alert.severity, alert.threshold])).toEqual([
      ['fired', null, 'warning', 80],
      ['severity_changed', 'warning', 'critical', 95],
      ['severity_changed', 'critical', 'warning', 80],
      ['resolved', null, 'warning', 80],
    ]);
    expect(new Set(events.map(({ alert }) => alert.id)).size).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(4);
  });

  test('that comes and goes is told once more as flapping, and resolved once when it is calm', async () => {
    const flapping = { firings: 3, withinMs: 600_000, calmMs: 60_000 };
    script.rules(1, [rule('space', 'disk.used_percent', above80, { flapping })], T0);
    const values = [90, 10, 90, 10, 90, 10, 90, 10, 10, 10, 10, 10, 10, 10];
    values.forEach((value, index) => {
      script.frame(root, T0 + index * 10_000, [value]);
    });

    expect(await happened()).toEqual([
      'fired / @0',
      'resolved / @10',
      'fired / @20',
      'resolved / @30',
      'fired / @40',
      'flapping / @40',
      'resolved / @130',
    ]);
  });

  test('is left to the rules of what comes together with it, under equal labels', async () => {
    const failing = { kind: 'equal' as const, value: 0 };
    const watch = { metric: 'probe.success', notBeside: 'probe.state' };
    script.rules(1, [rule('failing', 'probe.success', failing, { watch })], T0);
    const column = (metric: string, probe: string) => ({
      metric,
      labels: { probe },
      kind: 'state' as const,
      unit: '1',
    });
    const here = [column('probe.success', 'cpu'), column('probe.state', 'snmp')];
    const out = [column('probe.success', 'snmp'), column('probe.state', 'snmp')];
    script
      .frame({ probe: 'cpu', target: 'web1', intervalMs: 10_000, columns: here }, T0 + 1_000, [0, 0])
      .frame({ probe: 'snmp', target: 'web1', intervalMs: 10_000, columns: out }, T0 + 1_000, [0, 2]);

    judge.take(script.batch());
    const events = await judge.commit();

    expect(events.map(({ alert }) => alert.labels)).toEqual([{ probe: 'cpu' }]);
  });

  test('of several label values each will do', async () => {
    const watch = {
      metric: 'disk.used_percent',
      labels: { path: ['/data*', '/'] },
      notLabels: { path: ['/data2', '/data3'] },
    };
    script.rules(1, [rule('space', 'disk.used_percent', above80, { watch })], T0);
    script.frame(disks(['/', '/data1', '/data2', '/data3', '/tmp']), T0 + 1_000, [90, 90, 90, 90, 90]);

    expect(await happened()).toEqual(['fired / @1', 'fired /data1 @1']);
  });

  test('carries what a person needs to know', async () => {
    script.rules(7, [rule('space', 'disk.used_percent', above80, { severity: 'critical' })], T0);
    script.frame(root, T0 + 1_000, [81.5]);
    judge.take(script.batch());

    const [event] = await judge.commit();

    expect(event).toMatchObject({
      kind: 'fired',
      atMs: T0 + 1_000,
      position: 2,
      late: false,
      alert: {
        rule: 'space',
        ruleRevision: 7,
        organisation: 'main',
        target: 'web1',
        metric: 'disk.used_percent',
        labels: { path: '/' },
        unit: '%',
        severity: 'critical',
        state: 'firing',
        beganAtMs: T0 + 1_000,
        firedAtMs: T0 + 1_000,
        resolvedAtMs: null,
        value: 81.5,
        threshold: 80,
      },
    });
  });

  test('is shown as pending while its hold runs, and is gone when it ends before', async () => {
    script.rules(1, [rule('space', 'disk.used_percent', above80, { holdMs: 20_000 })], T0);
    script.frame(root, T0 + 1_000, [81]);
    expect(await happened()).toEqual([]);
    expect(await alertRows()).toMatchObject([{ state: 'pending' }]);

    script.frame(root, T0 + 11_000, [79]);
    expect(await happened()).toEqual([]);
    expect(await alertRows()).toEqual([]);

    script.frame(root, T0 + 21_000, [81]).frame(root, T0 + 41_000, [82]);
    expect(await happened()).toEqual(['fired / @41']);
    expect(await alertRows()).toMatchObject([{ state: 'firing', value: 82 }]);
  });

  test('begins only in the organisation of its rule, on the targets and labels that it names', async () => {
    const watch = {
      metric: 'disk.used_percent',
      labels: { path: '/data*' },
      notLabels: { path: '/data/tmp' },
    };
    script.rules(
      1,
      [
        rule('others', 'disk.used_percent', above80, { organisation: 'other', watch }),
        rule('one', 'disk.used_percent', above80, {
          watch: { metric: 'disk.used_percent', targets: ['web2'] },
        }),
      ],
      T0,
    );
    const paths = ['/', '/data', '/data/tmp', '/data2'];
    script.frame(disks(paths), T0 + 1_000, [99, 99, 99, 99]);
    script.frame(disks(paths, 'other1'), T0 + 1_000, [99, 99, 99, 99]);
    script.frame(disks(['/var'], 'web2'), T0 + 1_000, [99]);

    expect(await happened()).toEqual(['fired /data @1', 'fired /data2 @1', 'fired /var @1']);
  });

  test('of a schema that never had a rule begins when one comes', async () => {
    script.frame(root, T0 + 1_000, [99]).rules(1, [rule('space', 'disk.used_percent', above80)], T0 + 2_000);
    script.frame(root, T0 + 11_000, [99]);

    expect(await happened()).toEqual(['fired / @11']);
  });
});

describe('what came late', () => {
  const root = disks(['/']);

  test('calls nobody, is counted, and its span is handed over when it is complete', async () => {
    script.rules(1, [rule('space', 'disk.used_percent', above80)], T0);
    script.frame(root, T0 + 100_000, [50]).tick(T0 + 100_000);
    script.frame(root, T0 + 20_000, [99], { isBacklog: true, arrivalMs: T0 + 101_000 });
    script.frame(root, T0 + 30_000, [99], { isBacklog: true, arrivalMs: T0 + 102_000 });
    script.tick(T0 + 110_000);

    expect(await happened()).toEqual([]);
    expect(judge.stats.backlogFrames).toBe(2);
    expect(judge.takeFinishedBacklog()).toEqual([]);

    judge.take(script.tick(T0 + 170_000).batch());
    expect(judge.takeFinishedBacklog()).toMatchObject([
      { fromMs: T0 + 20_000, toMs: T0 + 30_000, frames: 2 },
    ]);
    expect(judge.takeFinishedBacklog()).toEqual([]);
  });

  test('and is not newer than the last judged sample changes nothing', async () => {
    script.rules(1, [rule('space', 'disk.used_percent', above80)], T0);
    script
      .frame(root, T0 + 20_000, [50])
      .frame(root, T0 + 10_000, [99])
      .frame(root, T0 + 20_000, [99]);

    expect(await happened()).toEqual([]);
  });

  test('pushed lines say it only by their time', async () => {
    const origin = ORIGIN.push;
    script.rules(1, [rule('space', 'disk.used_percent', above80)], T0);
    script.frame(root, T0, [99], { origin, arrivalMs: T0 + 3_600_000 });
    script.frame(root, T0 + 9_000_000, [99], { origin, arrivalMs: T0 + 3_600_000 });
    script.frame(root, T0 + 3_590_000, [99], { origin, arrivalMs: T0 + 3_600_000 });

    expect(await happened()).toEqual(['fired / @3590']);
    expect(judge.stats).toMatchObject({ backlogFrames: 1, futureFrames: 1 });
  });
});

describe('when the schema of a probe changes', () => {
  const space = rule('space', 'disk.used_percent', above80, { holdMs: 20_000 });

  test('series that stay go on where they were, those that vanish end', async () => {
    script.rules(1, [space], T0);
    const before = disks(['/', '/usb', '/var']);
    script.frame(before, T0 + 10_000, [90, 90, 50]).frame(before, T0 + 30_000, [90, 90, 90]);
    expect(await happened()).toEqual(['fired / @30', 'fired /usb @30']);

    script
      .frame(disks(['/var', '/']), T0 + 50_000, [90, 50])
      .tick(T0 + 109_000)
      .tick(T0 + 110_000);

    expect(await happened()).toEqual(['fired /var @50', 'resolved / @50', 'resolved /usb @110 superseded']);
  });

  test('one that is back within a minute goes on too', async () => {
    script.rules(1, [{ ...space, holdMs: 0 }], T0);
    const two = disks(['/', '/usb']);
    script
      .frame(two, T0 + 10_000, [50, 90])
      .frame(disks(['/']), T0 + 20_000, [50])
      .tick(T0 + 79_000);
    script
      .frame(two, T0 + 79_500, [50, 91])
      .tick(T0 + 90_000)
      .frame(two, T0 + 90_000, [50, 50]);

    expect(await happened()).toEqual(['fired /usb @10', 'resolved /usb @90']);
  });

  test('a frame of the old one that comes behind is a stray, and going back is possible', async () => {
    script.rules(1, [{ ...space, holdMs: 0 }], T0);
    const [one, two] = [disks(['/']), disks(['/', '/usb'])];
    script
      .frame(one, T0 + 10_000, [50])
      .frame(two, T0 + 20_000, [50, 90])
      .frame(one, T0 + 15_000, [90]);
    expect(await happened()).toEqual(['fired /usb @20']);
    expect(judge.stats.strayFrames).toBe(1);

    script.frame(one, T0 + 30_000, [90]);
    script.tick(T0 + 90_000);
    expect(await happened()).toEqual(['fired / @30', 'resolved /usb @90 superseded']);
  });

  test('two shapes of pushed lines that carry one series judge it once', async () => {
    const origin = ORIGIN.push;
    script.rules(1, [{ ...space, holdMs: 0 }], T0);
    script.frame(disks(['/'], 'web1', 'line'), T0 + 10_000, [90], { origin });
    script.frame(disks(['/', '/var'], 'web1', 'line'), T0 + 20_000, [91, 50], { origin });
    script.frame(disks(['/'], 'web1', 'line'), T0 + 30_000, [50], { origin });

    expect(await happened()).toEqual(['fired / @10', 'resolved / @30']);
  });
});

describe('when rules change', () => {
  const root = disks(['/']);

  async function firing(condition: Condition = above80, more: object = {}): Promise<void> {
    script.rules(1, [rule('space', 'disk.used_percent', condition, more)], T0);
    script.frame(root, T0 + 10_000, [90]);
    expect(await happened()).toEqual(['fired / @10']);
  }

  test('an alert goes on when its last value violates the new condition too', async () => {
    await firing();
    script.rules(2, [rule('space', 'disk.used_percent', { kind: 'above', threshold: 85 })], T0 + 11_000);
    script.frame(root, T0 + 20_000, [90]).frame(root, T0 + 30_000, [84]);

    expect(await happened()).toEqual(['resolved / @30']);
  });

  test('and ends when it does not', async () => {
    await firing();
    script.rules(2, [rule('space', 'disk.used_percent', { kind: 'above', threshold: 95 })], T0 + 11_000);
    script.frame(root, T0 + 20_000, [96]);

    expect(await happened()).toEqual(['resolved / @11 rule_changed', 'fired / @20']);
  });

  test('another severity or hold leaves the episode as it is, and the next value tells the severity', async () => {
    await firing();
    const softer = rule('space', 'disk.used_percent', above80, { severity: 'info', holdMs: 60_000 });
    script.rules(2, [softer], T0 + 11_000).frame(root, T0 + 20_000, [90]);
    expect(await happened()).toEqual(['severity_changed / @20']);

    script.frame(root, T0 + 30_000, [10]);
    expect(await happened()).toEqual(['resolved / @30']);
  });

  test('one that waited for its hold waits anew under another condition', async () => {
    script.rules(1, [rule('space', 'disk.used_percent', above80, { holdMs: 20_000 })], T0);
    script.frame(root, T0 + 10_000, [90]);
    const stricter = rule('space', 'disk.used_percent', { kind: 'above', threshold: 70 }, { holdMs: 20_000 });
    script.rules(2, [stricter], T0 + 11_000);
    script
      .frame(root, T0 + 20_000, [90])
      .frame(root, T0 + 30_000, [90])
      .frame(root, T0 + 40_000, [90]);

    expect(await happened()).toEqual(['fired / @40']);
    expect(await alertRows()).toHaveLength(1);
  });

  test.each([
    ['is removed', [], 'rule_removed'],
    ['is disabled', [{ enabled: false }], 'rule_removed'],
    [
      'watches something else',
      [{ watch: { metric: 'disk.used_percent', labels: { path: '/var' } } }],
      'rule_changed',
    ],
    ['moves to another organisation', [{ organisation: 'other' }], 'rule_changed'],
  ])('the alert of a rule that %s ends', async (_, changed, why) => {
    await firing();
    script.rules(
      2,
      changed.map((more) => rule('space', 'disk.used_percent', above80, more)),
      T0 + 11_000,
    );

    expect(await happened()).toEqual([`resolved / @11 ${why}`]);
  });

  test('the alerts of other rules are not touched', async () => {
    await firing();
    const more = rule('more', 'disk.used_percent', { kind: 'above', threshold: 50 });
    script.rules(2, [rule('space', 'disk.used_percent', above80), more], T0 + 11_000, [1, 2]);
    script.frame(root, T0 + 20_000, [91]);

    expect(await happened()).toEqual(['fired / @20']);
    expect(await alertRows()).toMatchObject([{ rule: 'space' }, { rule: 'more' }]);
  });
});

describe('silence', () => {
  const root = disks(['/']);
  const silent = rule('silent', 'disk.used_percent', { kind: 'absent', afterMs: 30_000 });

  function ticks(fromSecond: number, toSecond: number): void {
    for (let second = fromSecond; second <= toSecond; second++) script.tick(T0 + second * 1_000);
  }

  test('fires by ticks and resolves with the next value', async () => {
    script
      .rules(1, [silent], T0)
      .tick(T0)
      .frame(root, T0 + 1_000, [1]);
    ticks(1, 40);
    script.frame(root, T0 + 41_000, [1]);

    expect(await happened()).toEqual(['fired / @31', 'resolved / @41']);
  });

  test('is not blamed on targets while the collector itself was away', async () => {
    script
      .rules(1, [silent], T0)
      .tick(T0)
      .frame(root, T0 + 1_000, [1])
      .tick(T0 + 2_000);
    ticks(600, 629);
    expect(await happened()).toEqual([]);

    ticks(630, 630);
    expect(await happened()).toEqual(['fired / @630']);
  });

  test('is counted from the arrival, whatever the clock of the sender says', async () => {
    script
      .rules(1, [silent], T0)
      .tick(T0)
      .frame(root, T0 - 50_000, [1], { arrivalMs: T0 + 1_000 });
    ticks(1, 30);
    expect(await happened()).toEqual([]);
  });

  test('of a series that vanished from its schema is noticed too', async () => {
    script.rules(1, [silent], T0).tick(T0);
    const two = disks(['/', '/usb']);
    script.frame(two, T0 + 1_000, [1, 1]).frame(root, T0 + 5_000, [1]);
    ticks(5, 33);
    script.frame(root, T0 + 33_000, [1]);
    ticks(34, 40);
    expect(await happened()).toEqual(['fired /usb @31']);

    script.frame(two, T0 + 41_000, [1, 1]);
    expect(await happened()).toEqual(['resolved /usb @41']);
  });

  test('of one that nobody has sent for a week is forgotten', async () => {
    script.rules(1, [silent], T0).tick(T0);
    script.frame(disks(['/', '/usb']), T0 + 1_000, [1, 1]).frame(root, T0 + 5_000, [1]);
    ticks(5, 31);
    expect(await happened()).toEqual(['fired /usb @31']);

    for (let hour = 1; hour <= 7 * 24 + 1; hour++) {
      script.frame(root, T0 + hour * 3_600_000, [1]).tick(T0 + hour * 3_600_000 + 1_000);
    }
    expect(await happened()).toEqual([`resolved /usb @${7 * 86_400 + 3_600 + 1} superseded`]);
  });
});

test('a deleted target ends its alerts, and its state is gone', async () => {
  script.rules(1, [rule('space', 'disk.used_percent', above80)], T0).tick(T0);
  script.frame(disks(['/']), T0 + 1_000, [90]);
  await happened();

  script.targetDeleted('web1', T0 + 5_000).targetDeleted('never-seen', T0 + 5_000);
  expect(await happened()).toEqual(['resolved / @5 target_removed']);

  await judge.close();
  expect(await ledger.sql.all('SELECT * FROM judging_pages')).toEqual([]);
});

describe('after the end', () => {
  const root = disks(['/', '/var']);
  const space = rule('space', 'disk.used_percent', above80, { holdMs: 20_000 });

  test('a clean one, judging goes on as if nothing had been', async () => {
    script.rules(1, [space], T0).tick(T0);
    script.frame(root, T0 + 10_000, [90, 50]).frame(root, T0 + 30_000, [90, 90]);
    expect(await happened()).toEqual(['fired / @30']);
    await judge.close();

    judge = await open();
    expect(judge.position).toBe(5);
    script.frame(root, T0 + 50_000, [50, 90]);

    expect(await happened()).toEqual(['resolved / @50', 'fired /var @50']);
  });

  test('of which schemas are no longer known, their alerts still end with their rule', async () => {
    script
      .rules(1, [{ ...space, holdMs: 0 }], T0)
      .tick(T0)
      .frame(root, T0 + 10_000, [90, 50]);
    await happened();
    await judge.close();

    book = openSchemaBook();
    judge = await open();
    script.rules(2, [], T0 + 20_000);

    expect(await happened()).toEqual(['resolved / @20 rule_removed']);
  });

  test('a commit that failed loses nothing and can be repeated', async () => {
    let fails = true;
    const failing: Sql = {
      ...ledger.sql,
      transaction: (work) => (fails ? Promise.reject(new Error('disk full')) : ledger.sql.transaction(work)),
    };
    judge = await open(failing);
    script
      .rules(1, [{ ...space, holdMs: 0 }], T0)
      .tick(T0)
      .frame(root, T0 + 10_000, [90, 50])
      .tick(T0 + 61_000);
    judge.take(script.batch());
    await expect(judge.commit()).rejects.toThrow('disk full');
    expect(judge.uncommitted).toBe(1);
    expect(judge.durable).toBe(1);

    fails = false;

    expect(await happened()).toEqual(['fired / @10']);
    expect(judge.durable).toBe(5);
  });

  test('a commit that is in the ledger although it failed is told once it is known', async () => {
    let answers = false;
    const unsure: Sql = {
      ...ledger.sql,
      async transaction(work) {
        const result = await ledger.sql.transaction(work);
        if (!answers) throw new Error('the connection was lost');
        return result;
      },
    };
    judge = await open(unsure);
    script
      .rules(1, [{ ...space, holdMs: 0 }], T0)
      .tick(T0)
      .frame(root, T0 + 10_000, [90, 50]);
    judge.take(script.batch());
    await expect(judge.commit()).rejects.toThrow('the connection was lost');

    answers = true;

    expect(await happened()).toEqual(['fired / @10']);
    expect(await happened()).toEqual([]);
  });

  test('entries that the journal lost are passed over and counted', async () => {
    judge.take({ ...script.tick(T0).batch(), position: 100 });

    expect(judge.position).toBe(101);
    expect(judge.stats.missedEntries).toBe(99);
  });
});
