import type { Alert } from '#protocol/alert.ts';
import { type FleetAnswer, HEARD_BY } from '#protocol/fleet.ts';
import { pollsOf } from './fake-devices.ts';
import { type FakeMachine, INTERVAL_MS, isSilent } from './fake-fleet.ts';

/** The pretended list never changes. */
export const FAKE_STAMP = { revision: 1, version: 1 };

const SYSTEMS: readonly [id: string, name: string, organisation: string, of: RegExp][] = [
  ['group-his', '门诊挂号收费', 'default', /^(his-app|db-oracle|front)/],
  ['group-emr', '电子病历', 'default', /^emr/],
  ['group-pacs', '医学影像', 'centre', /^pacs/],
  ['group-web', '门户网站', 'centre', /^(web|portal)/],
];

interface FakeTarget {
  id: string;
  name: string;
  address: string;
  organisation: string;
  kind: string;
  vendor: string;
  model: string;
  room: string;
  rack: string;
  zone: string;
  rackUnit: number;
  rackUnits: number;
}

/** `GET fleet` of the pretended collector. */
export function fakeFleetAnswer(
  fleet: readonly FakeMachine[],
  targetOf: (machine: FakeMachine) => FakeTarget,
  organisations: readonly { id: string; name: string; zone: string }[],
): FleetAnswer {
  const madeAtMs = Date.now();
  const texts: string[] = [''];
  const place = (text: string) => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const targets = fleet.map(targetOf);
  const agoOf = (machine: FakeMachine) => {
    const since = machine.silent.find(([from, to]) => madeAtMs >= from && madeAtMs < to);
    return since ? madeAtMs - since[0] : INTERVAL_MS / 2;
  };
  const isPolled = (machine: FakeMachine) => pollsOf(machine).length > 0;
  return {
    ...FAKE_STAMP,
    madeAtMs,
    truncatedAt: null,
    texts,
    organisations: organisations.map(({ id, name, zone }) => ({ id, name, zone })),
    targets: {
      id: targets.map(({ id }) => id),
      name: targets.map(({ name }) => name),
      host: targets.map(() => ''),
      address: targets.map(({ address }) => address),
      organisation: targets.map(({ organisation }) =>
        organisations.findIndex(({ id }) => id === organisation),
      ),
      kind: targets.map(({ kind }) => place(kind)),
      zone: targets.map(({ zone }) => place(zone)),
      room: targets.map(({ room }) => place(room)),
      rack: targets.map(({ rack }) => place(rack)),
      rackUnit: targets.map(({ rackUnit }) => rackUnit),
      rackUnits: targets.map(({ rackUnits }) => rackUnits),
      vendor: targets.map(({ vendor }) => place(vendor)),
      model: targets.map(({ model }) => place(model)),
      owner: targets.map(() => 0),
      contract: targets.map(() => 0),
      polled: fleet.map((machine) => (isPolled(machine) ? 1 : 0)),
      heardBy: fleet.map((machine) => (machine.device ? HEARD_BY.asked : HEARD_BY.agent)),
      heardAgoMs: fleet.map(agoOf),
      intervalMs: fleet.map(() => INTERVAL_MS),
      silent: fleet.map((machine) => (isSilent(machine, madeAtMs) ? 1 : 0)),
    },
    systems: SYSTEMS.flatMap(([id, name, organisation, of]) => {
      const found = [...targets.entries()].filter(([, target]) => of.test(target.name)).map(([at]) => at);
      const owner = organisations.findIndex((each) => each.id === organisation);
      return found.length > 0 ? [{ id, name, organisation: owner, targets: found }] : [];
    }),
    subjects: [],
  };
}

/** `GET changes` of the pretended collector: something of each kind. */
export function fakeChanges(fleet: readonly FakeMachine[], active: Iterable<Alert>) {
  const nowMs = Date.now();
  const rest = { alert: null, rule: null, severity: null, field: null, value: null };
  const at = (place: number) => fleet[place % Math.max(1, fleet.length)]?.id ?? '';
  const changes = [
    { ...rest, atMs: nowMs - 4 * 60_000, what: 'heard', target: at(5) },
    { ...rest, atMs: nowMs - 9 * 60_000, what: 'silent', target: at(5) },
    { ...rest, atMs: nowMs - 17 * 60_000, what: 'config', target: at(fleet.length - 3) },
    {
      ...rest,
      atMs: nowMs - 31 * 60_000,
      what: 'inventory',
      target: at(8),
      field: 'kernel',
      value: '5.15.0-136-generic',
    },
    { ...rest, atMs: nowMs - 44 * 60_000, what: 'added', target: at(12) },
    ...[...active].map(({ id, rule, severity, target, beganAtMs }) => ({
      ...rest,
      atMs: beganAtMs,
      what: 'fired',
      target,
      alert: id,
      rule,
      severity,
    })),
  ];
  const recent = changes.filter(({ atMs }) => nowMs - atMs < 3_600_000);
  return {
    sinceMs: nowMs - 3_600_000,
    changes: recent.sort((one, other) => other.atMs - one.atMs),
    truncated: false,
  };
}
