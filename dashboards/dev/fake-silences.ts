import type { Silence } from '#protocol/silence.ts';
import type { SilenceEntry, WantedSilence } from '../api/silences.ts';
import type { Answer } from './fake-api.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const silences = new Map<string, Silence>();
make({
  kind: 'maintenance',
  name: '核心交换机升级',
  comment: '厂商到场',
  match: { targets: ['t-9000'], groups: [], rules: [], severities: [], meanings: [], labels: {} },
  times: { kind: 'once', fromMs: Date.now() + 30 * HOUR_MS, toMs: Date.now() + 34 * HOUR_MS },
});
make({
  kind: 'silence',
  name: '夜间备份',
  comment: '',
  match: { targets: [], groups: [], rules: [], severities: ['info'], meanings: [], labels: {} },
  times: { kind: 'for', durationMs: 2 * HOUR_MS },
});

/** Silences, planned work and availability; undefined for anything else. Only what holds once comes into the calendar. */
export function answerAboutSilences(
  call: string,
  [id, verb]: readonly (string | undefined)[],
  body: unknown,
  search: URLSearchParams,
): Answer | undefined {
  const found = silences.get(id ?? '');
  const all = [...silences.values()].map(entryOf);
  const state = search.get('state') ?? '';
  switch (call) {
    case 'GET silences':
      if (id) return found ? { body: entryOf(found) } : undefined;
      return { body: { silences: all.filter((each) => isAsked(each, state)), next: null } };
    case 'POST silences':
      if (id === 'preview')
        return { body: { matches: 0, alerts: [], looked: 0, complete: true, windows: [] } };
      if (found && verb === 'end') silences.set(found.id, { ...found, endedAtMs: Date.now() });
      if (found) return { body: entryOf(silences.get(found.id) ?? found) };
      return { status: 201, body: entryOf(make(body as WantedSilence)) };
    case 'PUT silences':
      if (!found) return undefined;
      silences.set(found.id, { ...found, ...(body as Silence) });
      return { body: entryOf(silences.get(found.id) ?? found) };
    case 'DELETE silences':
      silences.delete(id ?? '');
      return { status: 204 };
    case 'GET silence-windows':
      return { body: { windows: all.flatMap(windowOf), complete: true } };
    case 'GET targets':
      return id && verb === 'availability' ? { body: availability(search) } : undefined;
    default:
      return undefined;
  }
}

function make({ times, ...wanted }: WantedSilence): Silence {
  const nowMs = Date.now();
  const silence: Silence = {
    id: `s-${silences.size + 1}`,
    organisation: 'default',
    ...wanted,
    times: times.kind === 'for' ? { kind: 'once', fromMs: nowMs, toMs: nowMs + times.durationMs } : times,
    createdBy: 'admin',
    createdAtMs: nowMs,
    endedAtMs: null,
  };
  silences.set(silence.id, silence);
  return silence;
}

function entryOf(silence: Silence): SilenceEntry {
  const { times, endedAtMs } = silence;
  const nowMs = Date.now();
  const ownMs = times.kind === 'once' ? times.toMs : (times.untilMs ?? Number.POSITIVE_INFINITY);
  const isOver = nowMs >= Math.min(ownMs, endedAtMs ?? Number.POSITIVE_INFINITY);
  const hasBegun = nowMs >= times.fromMs;
  return {
    silence,
    state: isOver ? 'ended' : hasBegun ? 'active' : 'coming',
    untilMs: !isOver && hasBegun && Number.isFinite(ownMs) ? ownMs : null,
    nextMs: hasBegun ? null : times.fromMs,
    deletable: !hasBegun,
  };
}

function isAsked({ state }: SilenceEntry, asked: string): boolean {
  return asked === '' || (asked === 'standing' ? state !== 'ended' : state === asked);
}

function windowOf({ silence: { id, kind, name, organisation, times, endedAtMs } }: SilenceEntry) {
  if (times.kind !== 'once') return [];
  const toMs = Math.min(times.toMs, endedAtMs ?? times.toMs);
  return [{ silence: id, kind, name, organisation, fromMs: times.fromMs, toMs }];
}

function availability(search: URLSearchParams) {
  const [fromMs, toMs] = [Number(search.get('from')), Number(search.get('to'))];
  const outage = { fromMs: toMs - 3 * DAY_MS, toMs: toMs - 3 * DAY_MS + 11 * 60_000 };
  const [downMs, maintenanceMs, unknownMs] = [11 * 60_000, 2 * HOUR_MS, 5 * HOUR_MS];
  const upMs = toMs - fromMs - downMs - maintenanceMs - unknownMs;
  return {
    fromMs,
    toMs,
    upMs,
    downMs,
    maintenanceMs,
    unknownMs,
    share: upMs / (upMs + downMs),
    down: [outage],
    outages: [{ ...outage, alert: 'a-1', rule: 'agent-silent' }],
  };
}
