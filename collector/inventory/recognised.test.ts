import { afterEach, beforeEach, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import { configsIn } from '#collector/configs/configs.ts';
import { evidenceIn } from '#collector/evidence/evidence.ts';
import { type TemporaryLedger, temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { FULL_SCOPE } from '#collector/people/caller.ts';
import { organisationsIn } from '#collector/people/organisations.ts';
import { recognisedIn } from './recognised.ts';
import { type Records, recordsIn } from './records.ts';
import { type Target, Targets } from './targets.ts';

let ledger: TemporaryLedger;
let audit: Audit;
let targets: Targets;
let records: Records;
let position = 0;

beforeEach(async () => {
  ledger = await temporaryLedger();
  await organisationsIn(ledger.sql, () => 0).ensureDefault('default');
  audit = new Audit(ledger.sql, Buffer.alloc(32), () => 0);
  targets = await Targets.open(ledger.sql, () => 1);
  records = recordsIn(ledger.sql, {
    configs: configsIn(ledger.sql),
    evidence: evidenceIn(ledger.sql),
    jobs: { takeRecord: async () => [], changed() {} },
    texts: { take: async () => undefined, taken() {} },
    recognise: recognisedIn({ targets, audit }),
    learn: (target) => targets.learn(target),
  });
});
afterEach(() => ledger.remove());

const snmp = { profile: 'huawei-vrp', kind: 'switch', vendor: 'Huawei', model: 'S5735', serial: '1' };

async function make(more: Partial<Target> = {}): Promise<string> {
  const device = { organisation: 'default', kind: 'device', name: 'core-1', host: 'core-1', ...more };
  const target = await targets.insert(device);
  targets.learn(target);
  return target.id;
}

async function says(target: string, data: object): Promise<Target> {
  position++;
  const record = { target, kind: 'inventory', key: '', data: data as never };
  await records.take([{ position, timeMs: position, record }]);
  return targets.get(target) as Target;
}

test('a target that people have said nothing of is what its device says, and the audit knows', async () => {
  const id = await make();

  expect(await says(id, snmp)).toMatchObject({
    kind: 'switch',
    vendor: 'Huawei',
    model: 'S5735',
    recognised: { profile: 'huawei-vrp', kind: 'switch', vendor: 'Huawei', model: 'S5735' },
  });
  expect((await Targets.open(ledger.sql, () => 1)).get(id)).toEqual(targets.get(id));
  const [entry] = await audit.list(FULL_SCOPE, undefined, 1);
  expect(entry).toMatchObject({ who: 'collector', action: 'target.recognised', object: `target:${id}` });
});

test('what people have said stays, and a device that was replaced changes only the rest', async () => {
  const id = await make({ kind: 'router' });
  await says(id, snmp);
  targets.learn(await targets.update(targets.get(id) as Target, { model: 'the old one of room 3' }));

  const after = await says(id, { ...snmp, vendor: 'H3C', model: 'S6520', profile: 'h3c-comware' });

  expect(after).toMatchObject({ kind: 'router', vendor: 'H3C', model: 'the old one of room 3' });
  expect(after.recognised?.model).toBe('S6520');
});

test('the same again is no change', async () => {
  const id = await make();
  await says(id, snmp);
  const before = (await audit.verify()).entries;

  await says(id, { ...snmp, serial: '2' });

  expect((await audit.verify()).entries).toBe(before);
});

test('two probes that tell of one device under keys of their own make no event of each other', async () => {
  const id = await make();
  const bySsh = { vendor: 'HUAWEI', model: 'S5735-L', boards: [] };
  const tell = (key: string, data: object) =>
    records.take([
      {
        position: ++position,
        timeMs: position,
        record: { target: id, kind: 'inventory', key, data: data as never },
      },
    ]);

  for (let time = 0; time < 2; time++) {
    await tell('ssh', bySsh);
    await tell('', snmp);
  }

  expect(await records.events(id, undefined, 10)).toEqual([]);
  const [first, second] = await records.list([id], 'inventory', undefined, 10);
  expect(first?.data).toEqual(snmp);
  expect(second?.data).toEqual(bySsh);
  expect(targets.get(id)?.model).toBe('S5735');
});

test('of two probes the one with a profile is believed', async () => {
  const id = await make();
  await says(id, snmp);

  expect((await says(id, { vendor: 'HUAWEI', model: 'S5735-L' })).model).toBe('S5735');
});

test('inventories of machines, and what makes no sense, change nothing', async () => {
  const id = await make();

  await says(id, { os: { name: 'Debian' }, vendor: 7 });
  const after = await says(id, { vendor: 'A\r\nB', model: 'x'.repeat(500), kind: 'No Kind' });

  expect(after).toMatchObject({ kind: 'device', vendor: 'A B', model: 'x'.repeat(200) });
});

test('what people change at the same moment is not lost', async () => {
  const id = await make();
  const before = targets.get(id) as Target;
  const [byPeople] = await Promise.all([
    targets.update(before, { room: '3F' }).then((changed) => targets.learn(changed)),
    says(id, snmp),
  ]);

  expect(byPeople).toBeUndefined();
  expect((await Targets.open(ledger.sql, () => 1)).get(id)).toMatchObject({ room: '3F', vendor: 'Huawei' });
});
