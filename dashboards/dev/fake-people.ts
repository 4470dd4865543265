import type { Answer } from './fake-api.ts';

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

export const ORGANISATIONS = [
  { id: 'default', name: '区卫生健康委', zone: 'Asia/Shanghai', language: 'zh-CN', createdAtMs: 0 },
  { id: 'centre', name: '疾病预防控制中心', zone: 'Asia/Shanghai', language: 'zh-CN', createdAtMs: 0 },
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

/** Signs in whoever asks, but for the passwords that show how it fails. */
export function signIn(name: string, password: string): Answer {
  if (password === 'locked') {
    const details = { waitMs: 90_000 };
    return { status: 429, body: { status: 429, code: 'too_many_attempts', message: '', details } };
  }
  if (password === 'wrong')
    return { status: 401, body: { status: 401, code: 'wrong_name_or_password', message: '' } };
  return { body: { token: 'x', expiresAtMs: 0 }, cookie: name };
}

/** Who is signed in, who there is, and what they did; undefined for anything else. */
export function answerAboutPeople(
  call: string,
  body: Record<string, unknown>,
  who: string,
): Answer | undefined {
  const role = ROLES[who] ? who : 'administrator';
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
      return undefined;
  }
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
