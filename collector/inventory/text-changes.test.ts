import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configsIn } from '#collector/configs/configs.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import { IntakeOverloadedError } from '#collector/intake/intake.ts';
import { openTestEngine } from '#collector/intake/test-engine.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { openStreamJudge } from '#collector/rules/stream-judge.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { WireRecord } from '#protocol/record.ts';
import { recordsIn } from './records.ts';
import { type TextCounts, TextSamples, textChangesIn } from './text-changes.ts';
import { watchedTexts } from './watched-texts.ts';

const rule = defaultRules.find(({ id }) => id === 'inventory-changed');
const host = (kernel: string, firmware = '1.0') => ({
  hostname: 'web-1',
  os: { name: 'Debian', version: '13', kernel },
  machine: { manufacturer: 'Dell', model: 'R740', serial: 'ABC' },
  firmware: { vendor: 'Dell', version: firmware, date: '2024-01-01' },
});

test.each([
  [
    host('6.12'),
    {
      vendor: 'Dell',
      model: 'R740',
      serial: 'ABC',
      firmware: '1.0 2024-01-01',
      kernel: '6.12',
      os: 'Debian 13',
    },
  ],
  [
    { vendor: 'Huawei', model: 'S5735', serial: '1', version: ' V200\r\nR019 ' },
    { vendor: 'Huawei', model: 'S5735', serial: '1', version: 'V200 R019' },
  ],
  [
    { vendor: 'PostgreSQL', model: '17.2', version: '17.2' },
    { vendor: 'PostgreSQL', version: '17.2' },
  ],
  [{ os: 5, kernel: '', model: null }, {}],
  ['text', {}],
])('the watched words of an inventory: %#', (inventory, expected) => {
  expect(Object.fromEntries(watchedTexts(inventory))).toEqual(expected);
});

describe('changed words', () => {
  let ledger: TemporaryLedger;
  let nowMs: number;
  let position: number;
  beforeEach(async () => {
    ledger = await temporaryLedger();
    nowMs = 1_700_000_000_000;
    position = 0;
  });
  afterEach(() => ledger.remove());

  function open() {
    const evidence = evidenceIn(ledger.sql);
    const texts = textChangesIn({ sql: ledger.sql, evidence, nowMs: () => nowMs });
    const told: TextCounts[] = [];
    texts.onTaken((counts) => told.push(...counts));
    const records = recordsIn(ledger.sql, {
      configs: configsIn(ledger.sql),
      evidence,
      texts,
      jobs: { takeRecord: async () => [], changed() {} },
      recognise: async () => undefined,
      learn() {},
    });
    const arrive = async (data: WireRecord['data'], key = '') => {
      nowMs += 3_600_000;
      position++;
      const record = { target: 't1', kind: 'inventory', key, data };
      await records.take([{ position, timeMs: nowMs, record }]);
      return told.at(-1) as TextCounts;
    };
    return { evidence, records, told, arrive };
  }

  test('are counted, each for itself, and what is said for the first time or no more is no change', async () => {
    const { arrive } = open();

    expect((await arrive({ model: 'a', version: '1' })).counts).toEqual(
      new Map([
        ['model', 0],
        ['version', 0],
      ]),
    );
    expect((await arrive({ model: 'a', version: '2', serial: 'x' })).counts.get('version')).toBe(1);
    expect((await arrive({ model: 'a' })).counts).toEqual(new Map([['model', 0]]));
    const last = await arrive({ model: 'a', version: '3', serial: 'y' });
    expect(Object.fromEntries(last.counts)).toEqual({ model: 0, version: 2, serial: 1 });
    expect((await arrive({ version: '1' }, 'ssh')).counts.get('version')).toBe(0);
  });

  test('are counted once, however often the same record comes', async () => {
    const { records, told, arrive } = open();
    await arrive({ version: '1' });
    await arrive({ version: '2' });
    const again = { target: 't1', kind: 'inventory', key: '', data: { version: '2' } };
    await records.take([{ position, timeMs: nowMs, record: again }]);

    expect(told.map(({ counts }) => counts.get('version'))).toEqual([0, 1]);
  });

  test('fire the shipped rule, and the alert says from what to what', async () => {
    const { evidence, arrive } = open();
    const events: AlertEvent[] = [];
    const { engine } = await openTestEngine({
      judge: (book) => openStreamJudge({ sql: ledger.sql, book, organisationOf: () => 'main' }),
      nowMs: () => nowMs,
      listener: {
        schema() {},
        records() {},
        appended() {},
        events: (made) => events.push(...made),
        judgingFailed: (error) => {
          throw error;
        },
      },
    });
    await engine.control(17, Buffer.from(JSON.stringify({ revision: 1, rules: [{ rule, revision: 1 }] })));
    const samples = new TextSamples({
      organisationOf: () => 'main',
      nowMs: () => nowMs,
      async push({ key, organisation }, entries, count) {
        engine.open({ connection: 9, source: key, organisation, epoch: undefined, targets: undefined });
        await engine.batch(entries, Uint32Array.of(9, count));
        await engine.afterBatch();
      },
    });

    await samples.send([await arrive(host('6.12'))]);
    await samples.send([await arrive(host('6.13', '1.1'))]);

    expect(events.map(({ kind, alert }) => [kind, alert.rule, alert.labels.field])).toEqual([
      ['fired', 'inventory-changed', 'firmware'],
      ['fired', 'inventory-changed', 'kernel'],
    ]);
    const seen = await Promise.all(events.map(({ alert }) => evidence.ofAlert(alert.id)));
    expect(seen.map((of) => of.map(({ lines }) => lines))).toEqual([
      [['-1.0 2024-01-01', '+1.1 2024-01-01']],
      [['-6.12', '+6.13']],
    ]);
    await samples.send([await arrive(host('6.13', '1.1'))]);
    expect(events.slice(2).map(({ kind }) => kind)).toEqual(['resolved', 'resolved']);
    await engine.close();
  });

  test('wait while the journal takes nothing, and the newest count goes with the next', async () => {
    const { arrive } = open();
    const pushed: number[] = [];
    let isFull = true;
    const samples = new TextSamples({
      organisationOf: () => 'main',
      nowMs: () => nowMs,
      async push(_sender, _entries, count) {
        if (isFull) throw new IntakeOverloadedError();
        pushed.push(count);
      },
    });

    await expect(samples.send([await arrive({ version: '1' })])).rejects.toThrow(IntakeOverloadedError);
    isFull = false;
    await samples.send([await arrive({ version: '2' }), await arrive({ version: '1' }, 'ssh')]);
    await samples.send([]);

    // Two rows and the two schemas that they are of.
    expect(pushed).toEqual([4]);
  });
});
