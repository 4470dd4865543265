/* The scripted incidents of the demo room. */
import type { Part } from '../models/body.ts';
import type { Incident } from './incident.ts';
import { insideIncidents } from './inside-incidents.ts';
import type { Room } from './room.ts';
import type { RoomDevice } from './room-device.ts';

const minuteMs = 60_000;
/** How long a switch takes to start. */
const startMs = 45_000;

/** In the order of the menu. */
export const incidents: readonly Incident[] = [
  {
    name: 'ups-on-battery',
    title: { 'zh-CN': '市电中断，UPS 由电池供电', en: 'Mains fail, the UPS run on battery' },
    description: {
      'zh-CN': '市电中断 6 分钟：所有 UPS 转电池供电并发送陷阱，剩余时间与电量下降，之后恢复并充电。',
      en: 'No mains for 6 minutes: all UPS go to battery and send traps, charge and minutes left fall, then all recharge.',
    },
    durationMs: 6 * minuteMs,
    begin: (room) => {
      room.isMainsOut = true;
    },
    end: (room) => {
      room.isMainsOut = false;
    },
  },
  {
    name: 'air-conditioner-fails',
    title: { 'zh-CN': '精密空调停机，机房升温', en: 'An air conditioner fails and the room warms' },
    description: {
      'zh-CN': '空调 crac-1 停机告警 12 分钟：另一台满负荷仍不够，机房温度每分钟上升约半度，直到超过 28 °C。',
      en: 'crac-1 stops with an alarm for 12 minutes: the other one at full power is not enough, the room warms by about half a degree a minute until it is over 28 °C.',
    },
    durationMs: 12 * minuteMs,
    begin: (room) => setCooling(room, 'crac-1', true),
    end: (room) => setCooling(room, 'crac-1', false),
  },
  {
    name: 'switch-dies',
    title: { 'zh-CN': '汇聚交换机宕机', en: 'A switch dies with all that hangs behind it' },
    description: {
      'zh-CN': '汇聚交换机 agg-3 无响应 4 分钟：其下的接入交换机、服务器管理口全部失联，核心交换机端口断开。',
      en: 'agg-3 answers nothing for 4 minutes: access switches and server boards behind it cannot be reached, ports of the core go down.',
    },
    durationMs: 4 * minuteMs,
    begin: (room) => {
      room.device('agg-3').isDead = true;
    },
    end: (room, nowMs) => {
      const device = room.device('agg-3');
      device.isDead = false;
      restart(room, device, nowMs, 0);
    },
  },
  {
    name: 'port-flaps',
    title: { 'zh-CN': '端口反复断开', en: 'A port flaps' },
    description: {
      'zh-CN': 'acc-04 的上联端口 2 分钟内每 10 秒断开或连通一次，并发送 linkDown / linkUp 陷阱。',
      en: 'The uplink of acc-04 goes down and up every 10 seconds for 2 minutes, with linkDown and linkUp traps.',
    },
    durationMs: 2 * minuteMs,
    begin: (room) => setCut(room, 'acc-04', true),
    go: (room, share) => setCut(room, 'acc-04', Math.floor(share * 12) % 2 === 0),
    end: (room) => setCut(room, 'acc-04', false),
  },
  {
    name: 'fan-fails',
    title: { 'zh-CN': '核心交换机风扇故障', en: 'A fan of a core switch fails' },
    description: {
      'zh-CN': 'core-1 的 2 号风扇故障 5 分钟，并发送陷阱。',
      en: 'Fan 2 of core-1 fails for 5 minutes, with a trap.',
    },
    durationMs: 5 * minuteMs,
    begin: (room) => breakPart(room, 'core-1', (device) => device.body.fans[1]!, `${huaweiTraps}.6.3`),
    end: (room) => mendPart(room, 'core-1', (device) => device.body.fans[1]!, `${huaweiTraps}.6.4`),
  },
  {
    name: 'power-supply-fails',
    title: {
      'zh-CN': '服务器电源故障，冗余丧失',
      en: 'A power supply of a server fails: redundancy is lost',
    },
    description: {
      'zh-CN': '服务器 xcc-sr650-03 与 ilo-dl380-02 各有一个电源故障 8 分钟，另一个承担全部负载。',
      en: 'One of two supplies fails in xcc-sr650-03 and in ilo-dl380-02 for 8 minutes; the other one carries all.',
    },
    durationMs: 8 * minuteMs,
    begin: (room) => {
      for (const name of ['xcc-sr650-03', 'ilo-dl380-02'])
        breakPart(room, name, (device) => device.body.supplies[1]!);
    },
    end: (room) => {
      for (const name of ['xcc-sr650-03', 'ilo-dl380-02'])
        mendPart(room, name, (device) => device.body.supplies[1]!);
    },
  },
  {
    name: 'optic-weakens',
    title: { 'zh-CN': '光模块收光衰减', en: 'The light of an optical module weakens' },
    description: {
      'zh-CN': 'agg-2 上联光模块的接收光功率 6 分钟内从约 −6 dBm 降到 −20 dBm，端口错误增加。',
      en: 'The light that agg-2 receives falls from about −6 to −20 dBm within 6 minutes, and errors grow.',
    },
    durationMs: 6 * minuteMs,
    begin: () => {},
    go: (room, share) => {
      const { body } = room.device('agg-2');
      const optic = body.optics[0]!;
      optic.rxDbm = -6 - 14 * share;
      const port = body.ports.find(({ index }) => index === optic.port)!;
      if (share > 0.4) port.life.addErrors(8 * share);
    },
    end: (room) => {
      room.device('agg-2').body.optics[0]!.rxDbm = -5.6;
    },
  },
  {
    name: 'pool-fills',
    title: { 'zh-CN': '存储池写满', en: 'A storage pool fills up' },
    description: {
      'zh-CN': 'array-1 的 pool_pacs 在 8 分钟内从约 76% 涨到 97%，之后被清理。',
      en: 'pool_pacs of array-1 grows from about 76 to 97 % within 8 minutes, then somebody cleans up.',
    },
    durationMs: 8 * minuteMs,
    begin: () => {},
    go: (room, share) => fillPool(room, 0.76 + 0.21 * share),
    end: (room) => fillPool(room, 0.76),
  },
  {
    name: 'configuration-changes',
    title: { 'zh-CN': '交换机配置被改动', en: 'Somebody changes the configuration of a switch' },
    description: {
      'zh-CN': 'acc-01 增加了一个 VLAN 和一条静态路由（不会恢复）。',
      en: 'acc-01 gets one more VLAN and a static route (this stays).',
    },
    durationMs: 0,
    begin: (room) => {
      const { addedLines } = room.device('acc-01');
      const number = 900 + addedLines.length;
      addedLines.push(
        '#',
        `vlan ${number}`,
        ' description temporary',
        '#',
        ` ip route-static 10.99.${number - 900}.0 24 10.66.0.254`,
      );
    },
  },
  {
    name: 'device-restarts',
    title: { 'zh-CN': '交换机重启', en: 'A switch restarts' },
    description: {
      'zh-CN': 'acc-07 重启：45 秒无响应，之后运行时间与计数器归零并发送 coldStart。',
      en: 'acc-07 restarts: 45 seconds of silence, then uptime and counters begin at zero and a coldStart is sent.',
    },
    durationMs: 2 * minuteMs,
    begin: (room, nowMs) => restart(room, room.device('acc-07'), nowMs, startMs),
    go: (room, share) => {
      const device = room.device('acc-07');
      if (share * 2 * minuteMs < startMs + 2_000 || device.startsUntilMs === 0) return;
      device.startsUntilMs = 0;
      room.tell({ device, oid: '1.3.6.1.6.3.1.1.5.1', objects: [] });
    },
  },
  ...insideIncidents,
];

const huaweiTraps = '1.3.6.1.4.1.2011.5.25.219.2';

function setCooling(room: Room, name: string, hasFailed: boolean): void {
  const unit = room.air.units.find(({ rating }) => rating.name === name);
  if (unit) unit.hasFailed = hasFailed;
}

function setCut(room: Room, name: string, isCut: boolean): void {
  for (const link of room.device(name).uplinks) link.isCut = isCut;
}

function fillPool(room: Room, share: number): void {
  const pool = room.device('array-1').pools[1]!;
  pool.usedMib = pool.totalMib * share;
}

type FindPart = (device: RoomDevice) => Part;

function breakPart(room: Room, name: string, find: FindPart, trap?: string): void {
  setPart(room, name, find, false, trap);
}

function mendPart(room: Room, name: string, find: FindPart, trap?: string): void {
  setPart(room, name, find, true, trap);
}

function setPart(room: Room, name: string, find: FindPart, ok: boolean, trap: string | undefined): void {
  const device = room.device(name);
  const part = find(device);
  part.ok = ok;
  if (!trap) return;
  const named = { oid: '1.3.6.1.2.1.47.1.1.1.1.7.67108867', type: 'octets' as const, value: part.name };
  room.tell({ device, oid: trap, objects: [named] });
}

/** Nothing is heard of it for a while, then all begins at zero. */
function restart(room: Room, device: RoomDevice, nowMs: number, silentMs: number): void {
  device.startsUntilMs = nowMs + silentMs;
  device.body.startedMs = nowMs + silentMs;
  for (const { life } of device.body.ports) life.restart(nowMs + silentMs);
  if (silentMs === 0) room.tell({ device, oid: '1.3.6.1.6.3.1.1.5.1', objects: [] });
}
