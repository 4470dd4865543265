import type { KeptCorrections, TopologyAnswer, TopologyEdge, TopologyNode } from '../api/topology.ts';
import { type FakeMachine, type FakeSeries, INTERVAL_MS } from './fake-fleet.ts';

interface Port {
  node: string;
  port: string;
  speed: number | null;
}

/** A cable with how full it is, in percent; null: it is down. */
interface FakeCable {
  from: Port;
  to: Port;
  fill: number | null;
  source: TopologyEdge['source'];
}

const machines: FakeMachine[] = [];
const strangers: TopologyNode[] = [];
const cables: FakeCable[] = [];
let kept: KeptCorrections[] = [];

/** A network of some sixty things: two cores, pairs below them, floors, hosts, firewalls above. */
export function makeNetwork(startMs: number): FakeMachine[] {
  const isp = stranger('ISP-CT-电信出口');
  const isp2 = stranger('ISP-CU-联通出口');
  const fw1 = device('边界防火墙-1', 'firewall', startMs);
  const fw2 = device('边界防火墙-2', 'firewall', startMs);
  const core1 = device('core-sw-1', 'switch', startMs);
  const core2 = device('core-sw-2', 'switch', startMs);
  cable(isp, 'Gi0/0/1', fw1, 'GE0/0', 1_000, 62);
  cable(isp2, 'Gi0/0/1', fw2, 'GE0/0', 1_000, 18);
  cable(fw1, 'XGE0/1', fw2, 'XGE0/1', 10_000, 2);
  for (const [at, wall] of [fw1, fw2].entries()) {
    cable(core1, `XGE1/0/${at + 1}`, wall, 'XGE0/2', 10_000, 21);
    cable(core2, `XGE1/0/${at + 1}`, wall, 'XGE0/3', 10_000, 8);
  }
  cable(core1, '40GE1/0/49', core2, '40GE1/0/49', 40_000, 12);
  cable(core1, '40GE1/0/50', core2, '40GE1/0/50', 40_000, 11);
  const areas = ['门诊楼', '住院楼', 'server-room', '行政楼'];
  let floor = 0;
  for (const [area, name] of areas.entries()) {
    const pair = [1, 2].map((twin) => device(`${name}-汇聚-${twin}`, 'switch', startMs));
    for (const [twin, dist] of pair.entries()) {
      const fill = area === 2 ? 74 : 20 + area * 9;
      cable(core1, `XGE2/0/${area * 2 + twin + 1}`, dist, 'XGE1/0/49', 10_000, fill);
      cable(
        core2,
        `XGE2/0/${area * 2 + twin + 1}`,
        dist,
        'XGE1/0/50',
        10_000,
        area === 1 && twin === 1 ? null : 7,
      );
    }
    cable(pair[0] as string, 'XGE1/0/51', pair[1] as string, 'XGE1/0/51', 10_000, 3);
    for (let at = 0; at < 4; at++) {
      const access = device(`${name}-${at + 1}F-接入`, 'switch', startMs, area === 0 && at === 2);
      cable(
        pair[0] as string,
        `GE1/0/${at + 1}`,
        access,
        'GE1/0/51',
        1_000,
        area === 2 && at === 0 ? 94 : 12 + at * 11,
      );
      cable(pair[1] as string, `GE1/0/${at + 1}`, access, 'GE1/0/52', 1_000, 5);
      const hosts = area === 2 ? 5 : at === 1 ? 2 : 6;
      for (let host = 0; host < hosts; host++) {
        floor++;
        const id =
          area === 2
            ? device(`esxi-${at + 1}${host}`, 'server', startMs)
            : stranger(`AP-${name}-${at + 1}F-${host + 1}`);
        cable(access, `GE1/0/${host + 1}`, id, 'eth0', 1_000, 4 + (floor % 30));
      }
    }
  }
  const storage = device('影像存储-01', 'storage', startMs);
  cable(core1, 'XGE3/0/1', storage, 'e0a', 10_000, 41);
  cable(core2, 'XGE3/0/1', storage, 'e0b', 10_000, 38);
  const remote = device('分院-路由器', 'router', startMs);
  const branch = device('分院-接入', 'switch', startMs);
  cable(core1, '', remote, '', null, 0, 'parents');
  cable(remote, '', branch, '', null, 0, 'parents');
  return machines;
}

/** What the network map asks. */
export function answerAboutMap(
  call: string,
  [id]: readonly (string | undefined)[],
  body: Record<string, unknown>,
): { status?: number; body?: unknown } | undefined {
  if (call === 'GET topology') return { body: topology() };
  if (call !== 'PUT topology' || id !== 'corrections') return undefined;
  const wanted = body as unknown as KeptCorrections;
  const before = kept.find(({ organisation }) => organisation === wanted.organisation)?.revision ?? 0;
  if (before !== wanted.revision) {
    const details = { revision: before, changedBy: 'wang' };
    return { status: 409, body: { status: 409, code: 'changed_meanwhile', message: '', details } };
  }
  const after = { ...wanted, revision: before + 1, changedBy: 'admin', changedAtMs: Date.now() };
  kept = [...kept.filter(({ organisation }) => organisation !== wanted.organisation), after];
  return { body: after };
}

function topology(): TopologyAnswer {
  const nodes = [
    ...machines.map(({ id, name, address, organisation, device: of }) => ({
      id,
      target: id,
      name,
      kind: of?.kind ?? 'server',
      address,
      description: '',
      organisation,
      zone: '',
    })),
    ...strangers,
  ];
  const toldAtMs = Date.now() - 90_000;
  return {
    nodes,
    edges: cables.map(({ from, to, source }) => ({
      from: { ...from, interface: from.port || null },
      to: { ...to, interface: to.port || null },
      source,
      seenBy: from.node.startsWith('unknown') ? 'one' : 'both',
      toldAtMs: source === 'lldp' ? toldAtMs : null,
    })),
    nodesTotal: nodes.length,
    corrections: kept,
  };
}

function device(name: string, kind: string, startMs: number, isSilent = false): string {
  const id = `t-76${String(machines.length).padStart(2, '0')}`;
  machines.push({
    id,
    name,
    address: `10.70.0.${machines.length + 1}`,
    organisation: 'default',
    cores: 1,
    memoryBytes: 1024 ** 3,
    series: [],
    silent: isSilent ? [[startMs - 3_600_000, Number.POSITIVE_INFINITY]] : [],
    device: { kind, vendor: 'Huawei', model: 'S6730', polls: [] },
  });
  return id;
}

function stranger(name: string): string {
  const id = `unknown ${name.toLowerCase()}`;
  strangers.push({
    id,
    target: null,
    name,
    kind: '',
    address: '',
    description: 'AirEngine 5760',
    organisation: 'default',
    zone: '',
  });
  return id;
}

function cable(
  from: string,
  fromPort: string,
  to: string,
  toPort: string,
  speed: number | null,
  fill: number | null,
  source: FakeCable['source'] = 'lldp',
): void {
  cables.push({
    from: { node: from, port: fromPort, speed },
    to: { node: to, port: toPort, speed },
    fill,
    source,
  });
  const machine = machines.find(({ id }) => id === from) ?? machines.find(({ id }) => id === to);
  const port = machine?.id === from ? fromPort : toPort;
  if (machine && port && speed) machine.series.push(...seriesOf(machine.id, port, speed, fill));
}

function seriesOf(target: string, port: string, speed: number, fill: number | null): FakeSeries[] {
  const common = { target, labels: { interface: port, alias: '' }, intervalMs: INTERVAL_MS };
  const state = {
    ...common,
    metric: 'net.link_state',
    kind: 'state' as const,
    unit: '1',
    at: () => (fill === null ? 1 : 0),
  };
  if (fill === null) return [state];
  const perSecond = (speed * 1e6 * fill) / 800;
  const grow = (share: number) => (timeMs: number) =>
    Math.round((timeMs / 1_000 - 1.78e9) * perSecond * share + Math.sin(timeMs / 9_000) * perSecond * share);
  return [
    state,
    { ...common, metric: 'net.bytes_sent', kind: 'counter', unit: 'B', at: grow(1) },
    { ...common, metric: 'net.bytes_recv', kind: 'counter', unit: 'B', at: grow(0.3) },
  ];
}
