import { readRecording } from '#simulator/recording.ts';
import { compareOids, parseOid } from '#simulator/snmp/oid.ts';
import type { Oid, SnmpFigures, SnmpSession, SnmpValue, WalkedColumn } from '../snmp/snmp-session.ts';

interface Entry {
  oid: Oid;
  parts: readonly number[];
  value: SnmpValue;
}

/** A device in memory that answers what a recorded walk says; made for files of many thousand lines. */
export async function recordedDevice(file: string): Promise<SnmpSession> {
  const { objects } = await readRecording(file);
  const entries = objects
    .filter(({ type }) => type !== 'null')
    .map(({ oid, value }): Entry => ({ oid, parts: parseOid(oid) ?? [], value }));
  const values = new Map(entries.map(({ oid, value }) => [oid, value]));
  const figures: SnmpFigures = { requests: 0, repeats: 0, values: 0, strayAnswers: 0 };

  return {
    async get(oids) {
      figures.requests++;
      figures.values += oids.length;
      return oids.map((oid) => values.get(oid));
    },
    async walk(columns, { maxRows }) {
      figures.requests++;
      return columns.map((column) => walkColumn(column, maxRows));
    },
    figures,
    close() {},
  };

  function walkColumn(column: Oid, maxRows: number): WalkedColumn {
    const from = firstAtOrAfter(parseOid(column) ?? []);
    const walked: WalkedColumn = { indexes: [], values: [], end: 'whole' };
    for (let at = from; entries[at]?.oid.startsWith(`${column}.`); at++) {
      if (walked.indexes.length === maxRows) return { ...walked, end: 'too_many_rows' };
      const { oid, value } = entries[at] as Entry;
      walked.indexes.push(oid.slice(column.length + 1));
      walked.values.push(value);
    }
    figures.values += walked.indexes.length;
    return walked;
  }

  /** The entries stand in the order of their OIDs. */
  function firstAtOrAfter(parts: readonly number[]): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareOids((entries[middle] as Entry).parts, parts) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
