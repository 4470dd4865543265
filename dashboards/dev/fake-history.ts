import type { Answer } from './fake-api.ts';
import { type FakeMachine, INTERVAL_MS, isSilent } from './fake-fleet.ts';

/** Values of the past and what else targets recorded; undefined for anything else. */
export function answerAboutHistory(
  call: string,
  body: Record<string, unknown>,
  search: URLSearchParams,
  fleet: readonly FakeMachine[],
): Answer | undefined {
  switch (call) {
    case 'GET query':
      return { body: { series: query(fleet, search) } };
    case 'POST queries':
      return { body: { answers: questionsOf(body).map((each) => ({ series: query(fleet, each) })) } };
    case 'GET records':
      return { body: { records: recordsOf(fleet, search), next: null } };
    default:
      return undefined;
  }
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

function query(fleet: readonly FakeMachine[], search: URLSearchParams) {
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

function recordsOf(fleet: readonly FakeMachine[], search: URLSearchParams) {
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
