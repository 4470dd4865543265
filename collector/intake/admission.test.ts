import { describe, expect, test } from 'vitest';
import { ITEM, type Item } from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { canonicalSchema, schemaIdentity } from '#protocol/schema.ts';
import { AGENTS, openTestEngine, TARGETS, type TestEngineOptions } from './test-engine.ts';
import { frameItem, gaugeSchema, labelledSchema, recordItem, schemaItem } from './test-items.ts';

const [TARGET, FOREIGN] = TARGETS;
const SCHEMA = gaugeSchema(TARGET);
const HOUR_MS = 3_600_000;

async function codesOf(items: Item[], options: TestEngineOptions = {}): Promise<(string | undefined)[]> {
  const { send } = await openTestEngine(options);
  const [{ refused }] = await send({ items });
  return items.map(
    ({ sequence }) => refused.find(({ range: [from, to] }) => from <= sequence && sequence <= to)?.code,
  );
}

const values = (count: number, prefix = 'v') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('what is refused for good', () => {
  test('schemas, frames and records of a target that is not the agent’s', async () => {
    const foreign = gaugeSchema(FOREIGN);
    const { send } = await openTestEngine();
    await send({ agent: 1, items: [schemaItem(1, foreign)] });

    const [{ refused, ranges }] = await send({
      items: [
        schemaItem(1, foreign),
        frameItem(2, foreign, 1, [1]),
        recordItem(3, 1, { target: FOREIGN, kind: 'event', key: '', data: {} }),
      ],
    });

    expect(ranges).toEqual([]);
    expect(refused).toEqual([
      {
        range: [1, 3],
        code: 'foreign_target',
        detail: `the key of this agent may not write target ${FOREIGN}`,
      },
    ]);
  });

  test('a schema that is not valid, or not written as its identity is made', async () => {
    const written = JSON.stringify({ ...SCHEMA, target: undefined });
    const otherwise = JSON.stringify({
      columns: SCHEMA.columns,
      intervalMs: 10_000,
      probe: 'cpu',
      target: TARGET,
    });
    expect(otherwise).not.toBe(canonicalSchema(SCHEMA));
    const item = (sequence: number, text: string): Item => ({
      kind: ITEM.schema,
      flags: 0,
      sequence,
      body: Buffer.from(text),
    });

    const codes = await codesOf([item(1, written), item(2, otherwise), item(3, 'no JSON at all')]);

    expect(codes).toEqual(['bad_schema', 'bad_schema', 'bad_schema']);
  });

  test('frames that are not as wide as their schema', async () => {
    expect(await codesOf([schemaItem(1, SCHEMA), frameItem(2, SCHEMA, 1, [1, 2])])).toEqual([
      undefined,
      'wrong_width',
    ]);
  });

  test('frames that lie further ahead of our clock than clocks may differ', async () => {
    const nowMs = () => 10 * HOUR_MS;

    const codes = await codesOf(
      [
        schemaItem(1, SCHEMA),
        frameItem(2, SCHEMA, 10 * HOUR_MS + 299_000, [1]),
        frameItem(3, SCHEMA, 11 * HOUR_MS, [1]),
      ],
      { nowMs },
    );

    expect(codes).toEqual([undefined, undefined, 'from_future']);
  });

  test('records that are too large or no records', async () => {
    const large = { target: TARGET, kind: 'event', key: '', data: 'x'.repeat(LIMITS.recordBytes - 100) };
    const bad = { target: TARGET, kind: 'Not In Snake Case', key: '', data: {} };

    expect(await codesOf([recordItem(1, 1, large), recordItem(2, 1, bad)])).toEqual([
      undefined,
      'bad_record',
    ]);
  });

  test('a duplicate of what was refused leaves no gap, and the journal has nothing of it', async () => {
    const { send, journal, engine } = await openTestEngine();

    await send({ items: [recordItem(1, 1, { target: FOREIGN, kind: 'event', key: '', data: {} })] });
    const { next } = journal;
    await send({ items: [schemaItem(2, SCHEMA), frameItem(3, SCHEMA, 1, [1])] });

    expect(journal.next).toBe(next + 2);
    expect(engine.openGaps()).toEqual(new Map());
  });
});

describe('series of an agent', () => {
  const limits = { seriesPerAgent: 10, seriesPerPollingAgent: 15, valuesPerLabel: 1_000 };

  test('are counted on each target over all probes; a new schema takes the place of the one before', async () => {
    const options = { limits, moreTargets: [FOREIGN] };

    const codes = await codesOf(
      [
        schemaItem(1, labelledSchema(TARGET, 'disk', 'path', values(9))),
        schemaItem(2, labelledSchema(FOREIGN, 'disk', 'path', values(5))),
        schemaItem(3, labelledSchema(TARGET, 'net', 'interface', values(2))),
        schemaItem(4, labelledSchema(TARGET, 'disk', 'path', values(10))),
        schemaItem(5, labelledSchema(TARGET, 'disk', 'path', values(11))),
      ],
      options,
    );

    expect(codes).toEqual([undefined, undefined, 'too_many_series', undefined, 'too_many_series']);
  });

  test('on all targets together have a limit of their own', async () => {
    const { send } = await openTestEngine({ limits, moreTargets: [FOREIGN] });
    await send({ items: [schemaItem(1, labelledSchema(TARGET, 'disk', 'path', values(10)))] });

    const [{ refused }] = await send({
      items: [
        schemaItem(2, labelledSchema(FOREIGN, 'disk', 'path', values(6))),
        schemaItem(3, labelledSchema(FOREIGN, 'disk', 'path', values(5))),
      ],
    });

    expect(refused).toEqual([
      {
        range: [2, 2],
        code: 'too_many_series',
        detail: '16 series on all targets of this agent, 15 are allowed',
      },
    ]);
  });

  test('of a thousand switches are taken from the one agent that asks them', async () => {
    const switches = Array.from({ length: 1_000 }, (_, index) => `switch-${index}`);
    const { send } = await openTestEngine({ moreTargets: switches });

    for (const [index, target] of switches.entries()) {
      const schema = labelledSchema(target, 'snmp', 'interface', values(432));
      const [{ refused, ranges }] = await send({ items: [schemaItem(index + 1, schema)] });

      expect(refused).toEqual([]);
      expect(ranges).toEqual([[index + 1, index + 1]]);
    }
  });

  test('that were not sent for an hour make room', async () => {
    let nowMs = 10 * HOUR_MS;
    const { send } = await openTestEngine({ limits, nowMs: () => nowMs });
    const old = labelledSchema(TARGET, 'disk', 'path', values(6));
    const more = labelledSchema(TARGET, 'net', 'interface', values(6));
    await send({ items: [schemaItem(1, old), frameItem(2, old, nowMs, values(6).map(Number))] });
    nowMs += HOUR_MS / 2;
    const [early] = await send({ items: [schemaItem(3, more)] });
    nowMs += HOUR_MS;

    const [late] = await send({ items: [schemaItem(4, more)] });
    const [again] = await send({ items: [frameItem(5, old, nowMs, values(6).map(Number))] });

    expect(early.refused.map(({ code }) => code)).toEqual(['too_many_series']);
    expect(late.refused).toEqual([]);
    expect(again.refused.map(({ code }) => code)).toEqual(['too_many_series']);
  });
});

describe('values of a label', () => {
  const limits = { seriesPerAgent: 5_000, seriesPerPollingAgent: 5_000, valuesPerLabel: 10 };

  test('are counted for each target, over all schemas that the agent uses there', async () => {
    const options = { limits, moreTargets: [FOREIGN] };

    const codes = await codesOf(
      [
        schemaItem(1, labelledSchema(TARGET, 'disk', 'path', values(6))),
        schemaItem(2, labelledSchema(TARGET, 'disk_io', 'path', values(6, 'w'))),
        schemaItem(3, labelledSchema(FOREIGN, 'disk_io', 'path', values(6, 'w'))),
        schemaItem(4, labelledSchema(TARGET, 'inodes', 'path', values(6))),
        schemaItem(5, labelledSchema(TARGET, 'net', 'interface', values(6, 'w'))),
      ],
      options,
    );

    expect(codes).toEqual([undefined, 'too_many_label_values', undefined, undefined, undefined]);
  });

  test('of a schema that was replaced no longer count', async () => {
    const codes = await codesOf(
      [
        schemaItem(1, labelledSchema(TARGET, 'disk', 'path', values(8))),
        schemaItem(2, labelledSchema(TARGET, 'disk', 'path', values(8, 'w'))),
      ],
      { limits },
    );

    expect(codes).toEqual([undefined, undefined]);
  });
});

describe('targets of an agent', () => {
  const foreign = gaugeSchema(FOREIGN);

  test('that it is given later are taken on the connection that is open', async () => {
    const { send, engine } = await openTestEngine();
    const [before] = await send({ items: [schemaItem(1, foreign)] });

    engine.allow(AGENTS[0], 'o', [TARGET, FOREIGN]);
    const [after] = await send({ items: [schemaItem(2, foreign), frameItem(3, foreign, 1, [1])] });

    expect(before.refused.map(({ code }) => code)).toEqual(['foreign_target']);
    expect(after.refused).toEqual([]);
  });

  test('that are taken from it are refused from then on, and no longer count', async () => {
    const limits = { seriesPerAgent: 10, seriesPerPollingAgent: 10, valuesPerLabel: 1_000 };
    const { send, engine } = await openTestEngine({ limits, moreTargets: [FOREIGN] });
    await send({ items: [schemaItem(1, foreign), frameItem(2, foreign, 1, [1])] });

    engine.allow(AGENTS[0], 'o', [TARGET]);
    const [{ refused }] = await send({
      items: [
        frameItem(3, foreign, 2, [1]),
        schemaItem(4, labelledSchema(TARGET, 'disk', 'path', values(10))),
      ],
    });

    expect(refused.map(({ range, code }) => [range[0], code])).toEqual([[3, 'foreign_target']]);
  });
});

test('frames of a schema that nobody knows are sent back, and it is asked for once', async () => {
  const { send, journal } = await openTestEngine();

  const [verdict] = await send({ items: [frameItem(1, SCHEMA, 1, [1]), frameItem(2, SCHEMA, 2, [1])] });

  expect(verdict).toEqual({ ranges: [], refused: [], schemasNeeded: [schemaIdentity(SCHEMA)] });
  expect(journal.next).toBe(1);
});
