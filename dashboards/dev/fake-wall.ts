import type { AlertEvent } from '#protocol/alert.ts';
import { defaultWallView, type Wall } from '#protocol/wall.ts';
import { eventOf } from './fake-alerts.ts';
import type { Answer, FakeWorld } from './fake-api.ts';

const HOUR_MS = 3_600_000;
const madeAtMs = Date.now() - 90 * 24 * HOUR_MS;
const wall = (id: string, name: string, changes: Partial<Wall> = {}): Wall => ({
  id,
  name,
  organisation: '*',
  view: defaultWallView('zh-CN'),
  createdBy: 'admin',
  createdAtMs: madeAtMs,
  tokenMadeAtMs: madeAtMs,
  seenAtMs: Date.now(),
  seenAddress: '10.2.0.41',
  ...changes,
});
const walls = [
  wall('w-1', '区卫健委机房大屏'),
  wall('w-2', '疾控中心值班室', {
    organisation: 'centre',
    seenAtMs: Date.now() - 4 * HOUR_MS,
    view: { ...defaultWallView('zh-CN'), speech: 'warning', theme: 'light' },
  }),
  wall('w-3', '旧会议室', { tokenMadeAtMs: null }),
  wall('w-4', '指挥中心', { seenAtMs: null, seenAddress: '' }),
];
const TOKEN = 'ww_R6cQe0YbHnq1v8mJx4Zt7LwPd2sKfUa9iGoEjBrTyXM';

/** Walls, who is on duty, and what happened lately; undefined for other calls. */
export function answerAboutWalls(
  call: string,
  [id, verb]: string[],
  body: Record<string, unknown>,
  world: FakeWorld,
): Answer | undefined {
  const found = walls.find((each) => each.id === id);
  switch (call) {
    case 'GET version':
      return { body: { version: '0.0.0', build: '' } };
    case 'GET wall':
      return {
        body: { wall: { id: 'w-1', name: walls[0].name, organisation: '*' }, view: walls[0].view, build: '' },
      };
    case 'POST wall':
      return { status: 204, cookie: 'admin' };
    case 'GET walls':
      return { body: id ? found : { walls } };
    case 'POST walls':
      if (found && verb === 'withdraw') return { body: Object.assign(found, { tokenMadeAtMs: null }) };
      if (found) return { body: { ...Object.assign(found, { tokenMadeAtMs: Date.now() }), token: TOKEN } };
      walls.push(wall(`w-${walls.length + 1}`, '', { ...(body as object), seenAtMs: null, seenAddress: '' }));
      return { status: 201, body: { ...walls[walls.length - 1], token: TOKEN } };
    case 'PUT walls':
      return { body: Object.assign(found ?? {}, body) };
    case 'DELETE walls':
      walls.splice(
        walls.findIndex((each) => each.id === id),
        1,
      );
      return { status: 204 };
    case 'GET duty':
      return { body: { atMs: Date.now(), teams: teams() } };
    case 'GET alert-events':
      return { body: { events: eventsOf(world), next: null, searchedToMs: null } };
  }
  return undefined;
}

function teams() {
  const evening = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 3 * HOUR_MS;
  return [
    {
      id: 't1',
      organisation: 'default',
      name: '值班组',
      now: [{ name: '王建国', untilMs: evening }],
      next: { name: '李敏', fromMs: evening },
    },
    {
      id: 't2',
      organisation: 'default',
      name: '数据库组',
      now: [
        { name: '陈晓东', untilMs: null },
        { name: '赵磊', untilMs: null },
      ],
      next: null,
    },
    {
      id: 't3',
      organisation: 'default',
      name: '机房动力与环境',
      now: [],
      next: { name: '孙志强', fromMs: evening + 9 * HOUR_MS },
    },
  ];
}

function eventsOf({ active, history }: FakeWorld): AlertEvent[] {
  const resolved = history.map((alert) => eventOf('resolved', alert, alert.resolvedAtMs ?? 0));
  const fired = [...active.values()]
    .filter(({ state }) => state === 'firing')
    .map((alert) => eventOf('fired', alert, alert.firedAtMs ?? 0));
  return [...fired, ...resolved].sort((one, other) => other.atMs - one.atMs).slice(0, 24);
}
