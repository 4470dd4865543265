/*
 * A device in memory for the tests of profiles: `deviceOf(text)` answers like a device with these objects, and
 * `readDevice('auto', deviceOf(text))` tells what the profiles make of it.
 */

import type { Fact, Reading } from '../probe.ts';
import type { Ignored } from '../profile/engine/apply-section.ts';
import { deviceEngine, type Trace } from '../profile/engine/device-engine.ts';
import { type Learned, nothingLearned } from '../profile/engine/raw.ts';
import type { ProfileSet, ResolvedProfile } from '../profile/profile-set.ts';
import { loadProfiles } from '../profile/profiles.ts';
import { stateWord } from '../state-word.ts';
import { readIdentity } from './identity.ts';
import { recognise } from './recognise.ts';
import { snmpSource } from './section-source.ts';
import type { Oid, SnmpFigures, SnmpSession, SnmpValue, WalkedColumn } from './snmp-session.ts';
import { readSystemGroup } from './system-group.ts';

/** What a device in memory can be made to do wrong. */
export interface DeviceTrouble {
  /** Called before each exchange with the OIDs asked; what it throws is what the asker gets. */
  onAsk?(oids: readonly Oid[]): void;
}

/**
 * A device from snmprec text: a line `1.3.6.1.2.1.1.5.0|4|name` each. Tags are those of ASN.1 (2 integer, 4 text,
 * 6 OID, 64 address, 65 counter, 66 gauge, 67 ticks, 70 64-bit counter); `4x` is text as hex digits. Empty lines and
 * lines that begin with # do not count; the lines need no order.
 */
export function deviceOf(text: string, trouble: DeviceTrouble = {}): SnmpSession {
  const values = new Map<Oid, SnmpValue>();
  for (const line of text.split('\n')) {
    const [, oid, tag, hex, content] = /^\s*\.?([\d.]+)\|(\d+)(x?)\|(.*)$/.exec(line) ?? [];
    if (oid !== undefined && tag !== undefined) values.set(oid, snmpValue(tag, hex === 'x', content ?? ''));
  }
  const oids = [...values.keys()].sort(compareOids);
  const figures: SnmpFigures = { requests: 0, repeats: 0, values: 0, strayAnswers: 0 };

  return {
    async get(asked, signal) {
      ask(asked, signal);
      const found = asked.map((oid) => values.get(oid));
      figures.values += found.length;
      return found;
    },
    async walk(columns, { maxRows }, signal) {
      ask(columns, signal);
      return columns.map((column) => walkColumn(column, maxRows));
    },
    figures,
    close() {},
  };

  function ask(asked: readonly Oid[], signal: AbortSignal): void {
    signal.throwIfAborted();
    figures.requests++;
    trouble.onAsk?.(asked);
  }

  function walkColumn(column: Oid, maxRows: number): WalkedColumn {
    const below = oids.filter((oid) => oid.startsWith(`${column}.`));
    const taken = below.slice(0, maxRows);
    figures.values += taken.length;
    return {
      indexes: taken.map((oid) => oid.slice(column.length + 1)),
      values: taken.map((oid) => values.get(oid) as SnmpValue),
      end: below.length > maxRows ? 'too_many_rows' : 'whole',
    };
  }
}

const BYTES = new Set(['4', '68']);
const TEXTS = new Set(['6', '64']);

function snmpValue(tag: string, isHex: boolean, content: string): SnmpValue {
  const bytes = Buffer.from(content, isHex ? 'hex' : 'utf8');
  if (BYTES.has(tag)) return bytes;
  if (tag === '64' && isHex) return [...bytes].join('.');
  if (TEXTS.has(tag)) return content.replace(/^\./, '');
  const number = Number(content);
  return Number.isSafeInteger(number) ? number : BigInt(content);
}

function compareOids(a: Oid, b: Oid): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  const at = left.findIndex((part, index) => part !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at] as number) - (right[at] ?? -1);
}

/** What the shipped profiles make of a device, for tests. */
export interface ReadDevice {
  profile: ResolvedProfile;
  why: string;
  readings: readonly Reading[];
  /** By metric and labels that are not empty: `net.speed ge-0/0/1` → 1000; of a state the word. */
  values: Record<string, number | string>;
  facts: readonly Fact[];
  identity: Record<string, string>;
  ignored: Ignored[];
  skipped: readonly { what: string; why: string }[];
  learned: Learned;
}

let loaded: ProfileSet | undefined;
function shipped(): ProfileSet {
  loaded ??= loadProfiles();
  return loaded;
}

/** Reads a device once, by the profile of that name or by the one as which it is recognised. */
export async function readDevice(
  profileName: string,
  device: SnmpSession,
  profiles: ProfileSet = shipped(),
): Promise<ReadDevice> {
  const { signal } = new AbortController();
  const system = await readSystemGroup(device, signal);
  const { profile, why } =
    profileName === 'auto'
      ? await recognise(system, profiles, device, signal)
      : { profile: profiles.get(profileName), why: 'told' };
  if (profile === undefined) throw new Error(`there is no profile ${profileName}`);
  const learned = nothingLearned();
  const engine = deviceEngine({
    profile,
    learned,
    object: system.object,
    shutdownMinutes: 10,
    isWanted: () => true,
  });
  const trace: Trace = { ignored: [], timings: [] };
  const source = snmpSource(device, { learned, presence: new Map(), nowMs: 0 });
  const { readings, facts = [], skipped = [] } = await engine.read(source, 0, signal, trace);
  const identity = await readIdentity(profile, device, signal);
  const values = Object.fromEntries(readings.map((each) => [seriesName(each), wordOrNumber(each, profile)]));
  return { profile, why, readings, values, facts, identity, ignored: trace.ignored, skipped, learned };
}

function seriesName({ column: { metric, labels } }: Reading): string {
  return [metric, ...Object.values(labels).filter((label) => label !== '')].join(' ');
}

function wordOrNumber({ column, value }: Reading, { definitions }: ResolvedProfile): number | string {
  return stateWord(definitions.get(column.metric), value) ?? value;
}
