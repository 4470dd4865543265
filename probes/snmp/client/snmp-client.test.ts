import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Snmpd, startSnmpd } from '#scripts/servers/snmpd.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { DEFAULT_MANNERS, type SnmpManners, type SnmpSession, type SnmpValue } from '../snmp-session.ts';
import { openSnmp } from './snmp-client.ts';
import { createTransport } from './transport.ts';

const system = '1.3.6.1.2.1.1';
const interfaces = '1.3.6.1.2.1.2.2.1';

describeWith('snmpd', 'a session with a real agent', () => {
  const transport = createTransport();
  let snmpd: Snmpd;
  beforeAll(async () => {
    snmpd = await startSnmpd();
  });
  afterAll(async () => {
    transport.close();
    await snmpd?.stop();
  });

  const signal = new AbortController().signal;
  const open = (version: '1' | '2c', manners: Partial<SnmpManners> = {}): SnmpSession => {
    const settings = { address: '127.0.0.1', port: snmpd.port, version, community: 'public' } as const;
    return openSnmp(settings, { ...DEFAULT_MANNERS, timeoutMs: 200, ...manners }, transport);
  };

  test.each(['1', '2c'] as const)(
    'gets what there is, and undefined for the rest, in version %s',
    async (version) => {
      const session = open(version);

      const [name, nothing, oid, ticks] = await session.get(
        [`${system}.5.0`, `${system}.99.0`, `${system}.2.0`, `${system}.3.0`],
        signal,
      );

      expect(text(name)).toBe('机房-sw1');
      expect(nothing).toBeUndefined();
      expect(oid).toMatch(/^1\.3\.6\.1\.4\.1\.8072\.3\.2\.\d+$/);
      expect(ticks).toBeTypeOf('number');
      session.close();
    },
  );

  test.each(['1', '2c'] as const)('walks columns side by side in version %s', async (version) => {
    const session = open(version);

    const [indexes, names, nothing] = await session.walk(
      [`${interfaces}.1`, `${interfaces}.2`, `${interfaces}.99`],
      { maxRows: 100 },
      signal,
    );

    expect(indexes!.values).toEqual(indexes!.indexes.map(Number));
    expect(names!.indexes).toEqual(indexes!.indexes);
    expect(names!.values.map(text)).toContain('lo');
    expect([indexes!.end, names!.end]).toEqual(['whole', 'whole']);
    expect(nothing).toEqual({ indexes: [], values: [], end: 'whole' });
    session.close();
  });

  test('brings the same with and without GETBULK', async () => {
    const columns = ['1.3.6.1.2.1.1.9.1.3', '1.3.6.1.6.3.10.2.1'];

    const [bulk, next] = await Promise.all(
      [true, false].map((way) => open('2c', { bulk: way }).walk(columns, { maxRows: 1_000 }, signal)),
    );

    expect(bulk![0]!.values.length).toBeGreaterThan(3);
    expect(bulk![0]).toEqual(next![0]);
    expect(bulk![1]!.indexes).toEqual(['1.0', '2.0', '3.0', '4.0']);
  });

  test('needs few requests for a whole tree, and stops at the limit of rows', async () => {
    const session = open('2c');

    const [whole] = await session.walk(['1.3.6.1.2.1.1'], { maxRows: 10_000 }, signal);
    const [part] = await session.walk(['1.3.6.1.2.1.1'], { maxRows: 5 }, signal);

    expect(whole!.end).toBe('whole');
    expect(part).toEqual({
      indexes: whole!.indexes.slice(0, 5),
      values: [...whole!.values.slice(0, 2), expect.any(Number), ...whole!.values.slice(3, 5)],
      end: 'too_many_rows',
    });
    expect(session.figures.requests).toBeLessThan(6);
    expect(session.figures.values).toBe(whole!.values.length + 5);
  });
});

function text(value: SnmpValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
}
