import { catalogue, credentialKindsOf } from '#collector/polling/catalogue.ts';
import { secretAmong } from '#collector/polling/credential-fields.ts';
import { DEFAULT_EVERY_MS, POLLS_PER_TARGET, type Poll, type PollFields } from '#collector/polling/polls.ts';
import type { ColumnKey } from './columns.ts';
import type { Estate } from './estate.ts';
import { joinList, splitList } from './lists.ts';

export const POLL_COLUMNS = [
  'probe',
  'credential',
  'every',
  'asked',
  'settings',
] as const satisfies readonly ColumnKey[];
type PollColumn = (typeof POLL_COLUMNS)[number];
/** As a row has them; undefined: the sheet has no such column. */
export type PollCells = Record<PollColumn, string | undefined>;

const MOST_SECONDS = 86_400;
const SETTINGS_BYTES = 16_384;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  秒: 1,
  m: 60,
  min: 60,
  分: 60,
  分钟: 60,
  h: 3_600,
  小时: 3_600,
};
const YES = ['yes', 'y', 'true', '1', '是', '启用'];
const NO = ['no', 'n', 'false', '0', '否', '停用', '暂停'];
const byProbe = new Map(catalogue.map((entry) => [entry.probe, entry]));
/** Nothing can be asked by these without a credential. */
const CLOSED = ['snmp', 'ssh', 'remote_files'];
const LISTED = 20;

/** How a target is asked, as cells; several ways stand in one cell in the same order. */
export function pollCells(
  polls: readonly Poll[],
  credentials: Estate['credentials'],
): Record<PollColumn, string> {
  const nameOf = (id: string | null) => credentials.find((each) => each.id === id)?.name ?? id ?? '';
  const all = (of: (poll: Poll) => string) =>
    polls.length === 1 ? of(polls[0] as Poll) : joinList(polls.map(of));
  const settings = polls.map((poll) => poll.settings);
  const isPlain = settings.every((each) => Object.keys(each).length === 0);
  return {
    probe: all(({ probe }) => probe),
    credential: all(({ credential }) => nameOf(credential)),
    every: all(({ everyMs }) => String(everyMs / 1_000)),
    asked: all(({ enabled }) => (enabled ? 'yes' : 'no')),
    settings: isPlain ? '' : JSON.stringify(settings.length === 1 ? settings[0] : settings),
  };
}

/** How a row wants its target to be asked, together with how it is already asked; ways it does not name stay. */
export function readPolls(
  cells: PollCells,
  before: readonly Poll[],
  organisation: string,
  credentials: Estate['credentials'],
  fault: (column: ColumnKey, code: string, found: string, allowed?: readonly string[]) => void,
): { probe: string; fields: PollFields }[] {
  const probes = splitList(cells.probe ?? '');
  const columns = Object.fromEntries(
    POLL_COLUMNS.map((column) => [column, partsOf(column, cells[column], probes.length, fault)]),
  ) as Record<PollColumn, (string | undefined)[]>;
  const settings = readSettings(cells.settings, probes.length, fault);
  if (probes.length > POLLS_PER_TARGET)
    fault('probe', 'too_many', cells.probe ?? '', [String(POLLS_PER_TARGET)]);
  const twice = probes.find((probe, at) => probes.indexOf(probe) < at);
  if (twice !== undefined) fault('probe', 'twice', twice);
  return probes.map((written, at) => {
    const probe = written.toLowerCase();
    const known = byProbe.get(probe);
    if (!known) fault('probe', 'unknown_probe', written, [...byProbe.keys()]);
    const old = before.find((each) => each.probe === probe);
    const missing = known?.settings.find(
      ({ isNeeded, name }) => isNeeded && !(name in (settings[at] ?? old?.settings ?? {})),
    );
    if (missing) fault('settings', 'setting_needed', '', [missing.name]);
    return {
      probe,
      fields: {
        credential: credentialOf(columns.credential[at], probe, old, organisation, credentials, fault),
        settings: settings[at] ?? old?.settings ?? {},
        everyMs: everyOf(columns.every[at], fault) ?? old?.everyMs ?? known?.everyMs ?? DEFAULT_EVERY_MS,
        enabled: askedOf(columns.asked[at], fault) ?? old?.enabled ?? true,
      },
    };
  });
}

type Tell = (column: ColumnKey, code: string, found: string, allowed?: readonly string[]) => void;

/** One part for each probe; an interval and a switch that stand alone are for all of them. */
function partsOf(
  column: PollColumn,
  cell: string | undefined,
  count: number,
  fault: Tell,
): (string | undefined)[] {
  if (cell === undefined || count === 0) return [];
  if (count === 1 || column === 'settings') return [cell.trim()];
  const parts = splitList(cell);
  if (parts.length === 0) return Array(count).fill('');
  if (parts.length === 1 && (column === 'every' || column === 'asked')) return Array(count).fill(parts[0]);
  if (parts.length !== count) fault(column, 'other_count', cell, [String(count)]);
  return parts;
}

function credentialOf(
  name: string | undefined,
  probe: string,
  before: Poll | undefined,
  organisation: string,
  credentials: Estate['credentials'],
  fault: Tell,
): string | null {
  if (name === undefined && before) return before.credential;
  const kinds: readonly string[] = credentialKindsOf(probe);
  const fitting = credentials.filter(
    (each) => each.organisation === organisation && kinds.includes(each.kind),
  );
  const allowed = fitting.map((each) => each.name).slice(0, LISTED);
  if (name === undefined || name === '') {
    if (CLOSED.includes(probe) && before?.credential !== null)
      fault('credential', 'credential_needed', '', allowed);
    return null;
  }
  // Where a name is not known its id stands in an export.
  const found = fitting.find((each) => each.name === name) ?? fitting.find((each) => each.id === name);
  if (found) return found.id;
  if (before?.credential === name) return name;
  fault('credential', 'unknown_credential', name, allowed);
  return null;
}

function everyOf(cell: string | undefined, fault: Tell): number | undefined {
  if (cell === undefined || cell === '') return undefined;
  const [, number = '', unit = ''] = cell.match(/^(\d{1,6}(?:\.\d{1,3})?)\s*(\D*)$/) ?? [];
  const seconds = Number(number) * (UNITS[unit.trim().toLowerCase()] ?? Number.NaN);
  if (number !== '' && seconds >= 1 && seconds <= MOST_SECONDS) return Math.round(seconds * 1_000);
  fault('every', 'not_between', cell, ['1', String(MOST_SECONDS)]);
  return undefined;
}

function askedOf(cell: string | undefined, fault: Tell): boolean | undefined {
  if (cell === undefined || cell === '') return undefined;
  if (YES.includes(cell.toLowerCase())) return true;
  if (NO.includes(cell.toLowerCase())) return false;
  fault('asked', 'not_one_of', cell, ['yes', 'no', '是', '否']);
  return undefined;
}

function readSettings(
  cell: string | undefined,
  count: number,
  fault: Tell,
): (Record<string, unknown> | undefined)[] {
  if (cell === undefined || cell.trim() === '' || count === 0) return [];
  if (cell.length > SETTINGS_BYTES) {
    fault('settings', 'too_long', `${cell.slice(0, 40)}…`, [String(SETTINGS_BYTES)]);
    return [];
  }
  let read: unknown;
  try {
    read = JSON.parse(cell);
  } catch {
    // Said below.
  }
  const each = Array.isArray(read) ? read : [read];
  if (!each.every(isObject) || each.length !== count) {
    fault('settings', 'not_settings', cell.slice(0, 200), ['{"port": 161}']);
    return [];
  }
  const secret = each.map((settings) => secretAmong(settings)).find((field) => field !== undefined);
  if (secret !== undefined) fault('settings', 'secret', secret);
  return each;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal ones ask in the same way. */
export function isSamePoll(one: PollFields, other: PollFields): boolean {
  return (
    one.credential === other.credential &&
    one.everyMs === other.everyMs &&
    one.enabled === other.enabled &&
    JSON.stringify(one.settings) === JSON.stringify(other.settings)
  );
}
