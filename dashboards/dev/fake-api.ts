import type { IncomingMessage } from 'node:http';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';
import type { ChannelEntry } from '../api/contacts.ts';
import { answerAboutAdmin } from './fake-admin.ts';
import { eventOf, FAKE_RULES } from './fake-alerts.ts';
import { answerAboutBoards } from './fake-boards.ts';
import { answerAboutContacts } from './fake-contacts.ts';
import { answerAboutDevices, pollsOf } from './fake-devices.ts';
import { answerAboutExplore } from './fake-explore.ts';
import { type FakeMachine, INTERVAL_MS, isSilent } from './fake-fleet.ts';
import { answerAboutInside } from './fake-inside.ts';
import { answerAboutJobs } from './fake-jobs.ts';
import { answerAboutMap } from './fake-map.ts';
import { answerAboutMarks } from './fake-marks.ts';
import { fakeChanges, fakeFleetAnswer } from './fake-overview.ts';
import { answerAboutRooms, fakePlaceOf } from './fake-rooms.ts';
import { answerAboutServices } from './fake-services.ts';
import { answerAboutSilences } from './fake-silences.ts';
import { answerAboutSystem } from './fake-system.ts';
import { answerAboutTarget } from './fake-target.ts';
import { answerAboutTrials } from './fake-trials.ts';
import { answerAboutWalls } from './fake-wall.ts';

export interface FakeWorld {
  fleet: FakeMachine[];
  active: Map<string, Alert>;
  history: Alert[];
  tell(event: AlertEvent): void;
}

/** An answer; `cookie` signs in or, empty, out. */
export interface Answer {
  status?: number;
  body?: unknown;
  cookie?: string;
}

const ROLES: Record<string, string[]> = {
  viewer: ['agents.read', 'organisations.read'],
  operator: ['agents.read', 'alerts.acknowledge', 'rules.write', 'channels.read'],
  administrator: [
    'targets.write',
    'configs.read',
    'credentials.read',
    'credentials.write',
    'discoveries.write',
    'agents.read',
    'agents.write',
    'alerts.acknowledge',
    'silences.write',
    'boards.write',
    'rules.write',
    'channels.read',
    'channels.write',
    'contacts.read',
    'contacts.write',
    'people.read',
    'people.write',
    'organisations.read',
    'organisations.write',
    'audit.read',
    'system.read',
    'system.write',
  ],
};
const ORGANISATIONS = [
  { id: 'default', name: '区卫生健康委', zone: 'Asia/Shanghai', language: 'zh-CN', createdAtMs: 0 },
  { id: 'centre', name: '疾病预防控制中心', zone: 'Asia/Shanghai', language: 'zh-CN', createdAtMs: 0 },
];

/** Every route of the pretended collector, in one table. */
export function fakeApi(world: FakeWorld) {
  const rules = new Map(
    FAKE_RULES.map((rule) => [rule.id, { rule, origin: 'default' as 'default' | 'changed' }]),
  );
  const channels: Omit<ChannelEntry, 'changedBy' | 'changedAtMs'>[] = [
    {
      name: 'duty-hook',
      kind: 'webhook',
      organisation: 'default',
      enabled: true,
      isDefault: true,
      fallback: 'duty-mail',
      fallbackAfterMs: 300_000,
      callsPerMinute: 30,
      sealed: ['secret'],
      config: { url: 'https://hooks.example.cn/ward/abcdef' },
    },
    {
      name: 'duty-mail',
      kind: 'email',
      organisation: 'default',
      enabled: true,
      isDefault: false,
      fallback: null,
      fallbackAfterMs: 300_000,
      callsPerMinute: 30,
      sealed: ['password'],
      config: { host: 'smtp.example.cn', to: ['duty@example.cn', 'ops@example.cn'] },
    },
  ];
  const people = ['admin', 'operator', 'viewer', '王建国'].map((name, at) => ({
    id: `p-${at}`,
    name,
    displayName: name === 'admin' ? '系统管理员' : name,
    language: 'zh-CN',
    memberships: [
      {
        organisation: '*',
        role: name === 'admin' ? 'administrator' : name === 'viewer' ? 'viewer' : 'operator',
      },
    ],
    mustChangePassword: false,
    disabledAtMs: at === 3 ? Date.now() : null,
    createdAtMs: Date.now() - 8e9,
  }));
  const withdrawn = new Set<string>();

  return function answer(
    request: IncomingMessage,
    url: URL,
    body: Record<string, unknown>,
    who: string | undefined,
  ): Answer {
    const path = url.pathname.replace('/api/v1/', '');
    const [kind, id, verb, part] = path.split('/').map(decodeURIComponent);
    const call = `${request.method} ${kind}`;
    if (call === 'POST session') return signIn(String(body.name), String(body.password));
    if (!who)
      return { status: 401, body: { status: 401, code: 'no_session', message: 'sign in', details: {} } };
    const role = ROLES[who] ? who : 'administrator';
    const aboutSilences = answerAboutSilences(call, [id, verb], body, url.searchParams);
    if (aboutSilences) return aboutSilences;
    const aboutMap = answerAboutMap(call, [id], body);
    if (aboutMap) return aboutMap;
    const aboutSystem = answerAboutSystem(call, [id]);
    if (aboutSystem) return aboutSystem;
    const aboutAdmin = answerAboutAdmin(call, [id]);
    if (aboutAdmin) return aboutAdmin;
    const aboutTrials = answerAboutTrials(call, [id, verb], body);
    if (aboutTrials) return aboutTrials;
    const aboutBoards = answerAboutBoards(call, [id, verb], body);
    if (aboutBoards) return aboutBoards;
    const aboutExplore = answerAboutExplore(call, [id], body, url.searchParams, world.fleet);
    if (aboutExplore) return aboutExplore;
    const aboutContacts = answerAboutContacts(call, [id, verb], body);
    if (aboutContacts) return aboutContacts;
    const standing = [...world.active.values(), ...world.history];
    const aboutMarks = answerAboutMarks(call, [id, verb], url.searchParams, standing);
    if (aboutMarks) return aboutMarks;
    const aboutTarget = answerAboutTarget(call, [id, verb, part, url.pathname.split('/')[6]]);
    if (aboutTarget) return aboutTarget;
    const aboutInside = answerAboutInside(call, [id, verb], url.searchParams, world.fleet);
    if (aboutInside) return aboutInside;
    const aboutDevices = answerAboutDevices(world.fleet, call, [id, verb, part], body);
    if (aboutDevices) return aboutDevices;
    const aboutRooms = answerAboutRooms(call, [id, verb], body, world.fleet);
    if (aboutRooms) return aboutRooms;
    const aboutServices = answerAboutServices(call, [id], url.searchParams);
    if (aboutServices) return aboutServices;
    const aboutJobs = answerAboutJobs(call, [id, verb], body, url.searchParams);
    if (aboutJobs) return aboutJobs;
    const aboutWalls = answerAboutWalls(call, [id, verb], body, world);
    if (aboutWalls) return aboutWalls;
    switch (call) {
      case 'GET session':
        return {
          body: {
            person: 'p-0',
            name: who,
            displayName: who === 'admin' ? '系统管理员' : who,
            language: 'zh-CN',
            memberships: [{ organisation: '*', role }],
            permissions: ROLES[role],
            organisations: ORGANISATIONS,
            mustChangePassword: who === 'change',
          },
        };
      case 'DELETE session':
        return { status: 204, cookie: '' };
      case 'PUT session':
        return body.old === 'wrong'
          ? { status: 403, body: { status: 403, code: 'wrong_password', message: '' } }
          : { status: 204, cookie: 'admin' };
      case 'GET changes':
        return { body: fakeChanges(world.fleet, world.active.values()) };
      case 'GET fleet':
        return { body: fakeFleetAnswer(world.fleet, targetOf, ORGANISATIONS) };
      case 'GET targets':
        if (id && verb === 'page')
          return { body: pageOf(id, (ask) => answer(request, new URL(`/api/v1/${ask}`, url), {}, who).body) };
        if (id) return oneTarget(id);
        return { body: { targets: world.fleet.map(targetOf), next: null } };
      case 'GET query':
        return { body: { series: query(world.fleet, url.searchParams) } };
      case 'POST queries':
        return { body: { answers: questionsOf(body).map((each) => ({ series: query(world.fleet, each) })) } };
      case 'GET alerts': {
        const states = url.searchParams.getAll('state').flatMap((each) => each.split(','));
        const all = [...world.active.values(), ...world.history];
        const target = url.searchParams.get('target');
        return {
          body: {
            alerts: all.filter(
              (a) => (states.length === 0 || states.includes(a.state)) && (!target || a.target === target),
            ),
            next: null,
          },
        };
      }
      case 'POST alerts': {
        const alert = world.active.get(id);
        if (!alert || verb !== 'acknowledge')
          return { status: 404, body: { status: 404, code: 'not_found', message: '' } };
        const after = {
          ...alert,
          acknowledged: { by: who, atMs: Date.now(), comment: String(body.comment ?? '') },
        };
        world.active.set(id, after);
        world.tell(eventOf('acknowledged', after, Date.now()));
        return { body: after };
      }
      case 'GET records':
        return { body: { records: recordsOf(world.fleet, url.searchParams), next: null } };
      case 'GET rules':
        return {
          body: {
            rules: [...rules.values()].map(({ rule, origin }, at) => ({ rule, origin, revision: at + 1 })),
          },
        };
      case 'PUT rules':
        rules.set(id, { rule: body as unknown as Rule, origin: 'changed' });
        return { body: { rule: body, origin: 'changed', revision: 99 } };
      case 'DELETE rules':
        rules.set(id, { rule: FAKE_RULES.find((rule) => rule.id === id) as Rule, origin: 'default' });
        return { status: 204 };
      case 'GET agents':
        return {
          body: {
            agents: world.fleet.slice(0, 40).map((machine, at) => agentOf(machine, at, withdrawn)),
            next: null,
          },
        };
      case 'PUT agents':
        return { body: {} };
      case 'DELETE agents':
        withdrawn.add(id);
        return { status: 204 };
      case 'POST enrol-tokens':
        return {
          status: 201,
          body: { token: 'ward_enrol_7Kq2vX9mTzB4wYc8Rj5nLhP3', expiresAtMs: Date.now() + 3_600_000 },
        };
      case 'GET channels':
        return { body: { channels } };
      case 'PUT channels':
        channels.push({ ...(body as unknown as ChannelEntry), name: id });
        return { body };
      case 'POST channels':
        return {
          body:
            id === 'duty-mail'
              ? { delivered: false, retryable: true, reason: 'connect ECONNREFUSED 10.1.2.3:25' }
              : { delivered: true, retryable: false, reason: '' },
        };
      case 'DELETE channels':
        channels.splice(
          channels.findIndex((each) => each.name === id),
          1,
        );
        return { status: 204 };
      case 'GET people':
        return { body: { people, next: null } };
      case 'POST people':
        people.push({ ...people[1], ...(body as object), id: `p-${people.length}`, disabledAtMs: null });
        return { status: 201, body: people.at(-1) };
      case 'PUT people':
      case 'PATCH people':
        return { status: 204 };
      case 'GET audit':
        return { body: { entries: auditEntries(), next: null } };
      default:
        return { status: 404, body: { status: 404, code: 'not_found', message: call } };
    }
  };

  function oneTarget(id: string): Answer {
    const found = world.fleet.find((machine) => machine.id === id);
    if (!found) return { status: 404, body: { status: 404, code: 'not_found', message: id } };
    return { body: targetOf(found) };
  }
}

function signIn(name: string, password: string): Answer {
  if (password === 'locked') {
    const details = { waitMs: 90_000 };
    return { status: 429, body: { status: 429, code: 'too_many_attempts', message: '', details } };
  }
  if (password === 'wrong')
    return { status: 401, body: { status: 401, code: 'wrong_name_or_password', message: '' } };
  return { body: { token: 'x', expiresAtMs: 0 }, cookie: name };
}

function targetOf(machine: FakeMachine) {
  const { id, name, address, organisation, device } = machine;
  const place = {
    zone: device ? '' : 'core',
    owner: '',
    contract: '',
    ...(fakePlaceOf(id) ?? {
      ...{ room: '', rack: '', rackUnit: 0, rackUnits: 0 },
      parents: { network: [], power: [], cooling: [], host: [] },
    }),
  };
  return {
    id,
    kind: device?.kind ?? 'server',
    vendor: device?.vendor ?? '',
    model: device?.model ?? '',
    recognised: null,
    polls: pollsOf(machine),
    name,
    host: name,
    address,
    organisation,
    ...place,
    createdAtMs: 0,
  };
}

/** What the page of a target begins with, gathered from what answers each part alone. */
function pageOf(id: string, ask: (path: string) => unknown) {
  const records = (kind: string) => ask(`records?target=${id}&kind=${kind}`) as { records: unknown[] };
  const states = ['inventory', 'top_processes', 'neighbours', 'agent_report'];
  const { polls } = ask(`targets/${id}/polls`) as { polls?: unknown[] };
  return {
    target: { ...(ask(`targets/${id}`) as object), polls: polls ?? [] },
    agentVersion: '1.0.0',
    series: (ask(`series?target=${id}`) as { series?: unknown[] }).series ?? null,
    records: Object.fromEntries(states.map((kind) => [kind, records(kind).records])),
    events: { ...records('event'), next: null },
    traps: records('trap').records,
    evidence: (ask(`targets/${id}/evidence`) as { evidence?: unknown[] }).evidence ?? [],
    configs: (ask(`targets/${id}/configs`) as { versions?: unknown[] }).versions ?? [],
  };
}

/** Questions in one request, as each would stand in an address. */
function questionsOf(body: Record<string, unknown>): URLSearchParams[] {
  return (body.questions as Record<string, unknown>[]).map(({ labels = {}, target, ...rest }) => {
    const search = new URLSearchParams(Object.entries(rest).map(([name, value]) => [name, String(value)]));
    for (const each of [target ?? []].flat()) search.append('target', String(each));
    for (const [name, value] of Object.entries(labels as object)) search.set(`label.${name}`, String(value));
    return search;
  });
}

function query(fleet: FakeMachine[], search: URLSearchParams) {
  const fromMs = Number(search.get('from'));
  const toMs = Number(search.get('to'));
  const stepMs = Number(search.get('stepMs'));
  const rate = search.get('aggregation') === 'rate';
  const found = [];
  for (const machine of fleet) {
    if (search.has('target') && !search.getAll('target').includes(machine.id)) continue;
    for (const series of machine.series) {
      if (series.metric !== search.get('metric')) continue;
      const cpu = search.get('label.cpu');
      if (cpu && series.labels.cpu !== cpu) continue;
      const timesMs: number[] = [];
      const values: number[] = [];
      const step = stepMs || INTERVAL_MS;
      for (let at = Math.ceil(fromMs / step) * step; at < toMs; at += step) {
        if (isSilent(machine, at)) continue;
        timesMs.push(at);
        values.push(rate ? (series.at(at + step) - series.at(at)) / (step / 1000) : series.at(at));
      }
      found.push({ target: machine.id, metric: series.metric, labels: series.labels, timesMs, values });
    }
  }
  return found;
}

function recordsOf(fleet: FakeMachine[], search: URLSearchParams) {
  const machine = fleet.find(({ id }) => id === search.get('target'));
  const kind = search.get('kind');
  if (!machine || (kind !== 'top_processes' && kind !== 'inventory')) return [];
  const data = kind === 'inventory' ? inventoryOf(machine) : topOf(machine);
  return [{ target: machine.id, kind, key: '', timeMs: Date.now() - 25_000, data }];
}

function topOf(machine: FakeMachine) {
  const names = ['oracle', 'java', 'mysqld', 'nginx', 'redis-server', 'node', 'systemd-journald', 'sshd'];
  const line = (name: string, at: number) => ({
    pid: 1200 + at * 37,
    name,
    user: ['oracle', 'tomcat', 'mysql', 'root'][at % 4],
    state: 'S',
    threads: 8,
    cpuPercent: 140 / (at + 1),
    memoryBytes: machine.memoryBytes / (at + 4),
    startedAtMs: Date.now() - 9e8,
    command: `/usr/lib/${name}/bin/${name} -Xmx4g -Dserver.port=80${at} --config=/etc/${name}/application-production.yml`,
  });
  return { byCpu: names.map(line), byMemory: names.map(line), processes: 312, windowMs: 60_000 };
}

function inventoryOf(machine: FakeMachine) {
  return {
    hostname: machine.name,
    os: {
      platform: 'linux',
      name: 'CentOS Linux',
      version: '7.9',
      kernel: '3.10.0-1160.el7.x86_64',
      architecture: 'x64',
    },
    machine: {
      manufacturer: 'Lenovo',
      model: 'ThinkSystem SR650',
      serial: 'J30012AB',
      uuid: '4c4c4544-0042',
      virtual: false,
    },
    firmware: { vendor: 'Lenovo', version: 'IVE178F', date: '2023-05-16' },
    processor: { model: 'Intel Xeon Gold 6226R CPU @ 2.90GHz', sockets: 2, cores: 32, threads: 64 },
    memory: {
      totalBytes: machine.memoryBytes,
      modules: [
        { slot: 'DIMM 1', bytes: machine.memoryBytes / 2, type: 'DDR4', maker: 'Samsung', serial: '1' },
      ],
    },
    disks: [
      { name: '/dev/sda', model: 'RAID 530-8i', serial: 'AA01', bytes: 480e9, type: 'SSD', bus: 'SAS' },
      { name: '/dev/sdb', model: 'RAID 530-8i', serial: 'AA02', bytes: 8e12, type: 'HDD', bus: 'SAS' },
    ],
    interfaces: [
      {
        name: 'eth0',
        mac: '7c:d3:0a:11:22:33',
        ipv4: machine.address,
        ipv6: 'fe80::7ed3:aff:fe11:2233',
        virtual: false,
      },
      { name: 'eth1', mac: '7c:d3:0a:11:22:34', ipv4: '', ipv6: '', virtual: false },
    ],
    runtime: { node: 'v24.21.0' },
  };
}

function agentOf(machine: FakeMachine, at: number, withdrawn: Set<string>) {
  return {
    id: `a-${machine.id}`,
    organisation: machine.organisation,
    target: machine.id,
    name: machine.name,
    hostname: machine.name.slice(0, 20),
    enrolledAtMs: Date.now() - 9e9,
    withdrawnAtMs: withdrawn.has(`a-${machine.id}`) || at === 30 ? Date.now() - 86_400_000 : null,
    connected: at % 17 !== 5,
    version: at === 6 ? '0.0.9' : '0.1.0',
    lastFrameAtMs: at === 23 ? null : Date.now() - (at % 17 === 5 ? 240_000 : 2_000),
    skewMs: at === 4 ? 95_000 : 12,
    missingFrames: at === 1 ? 36 : 0,
    gaps: at === 1 ? [{ epoch: 'e1', from: 81_203, to: 81_238, sinceMs: Date.now() - 4_000_000 }] : [],
    cloned: at === 8,
    zone: at === 0 ? 'default' : at === 2 ? 'dmz' : null,
    allowedZone: at === 0 ? 'default' : null,
    polledTargets: at === 0 ? 6 : 0,
  };
}

function auditEntries() {
  const actions = [
    'session.open',
    'rule.change',
    'alert.acknowledge',
    'agent.withdraw',
    'person.create',
    'channel.change',
  ];
  return Array.from({ length: 60 }, (_, at) => ({
    number: 1000 - at,
    atMs: Date.now() - at * 1_234_567,
    organisation: null,
    who: ['admin', '王建国', 'operator'][at % 3],
    address: '10.2.3.4',
    action: actions[at % actions.length],
    object: ['person:admin', 'rule:disk-warning', 'alert:ab12', 'agent:a-0003'][at % 4],
    outcome: at % 7 === 3 ? 'refused' : 'done',
    before: null,
    after: null,
  }));
}
