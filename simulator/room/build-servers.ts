import { esxi, type VirtualMachine, vcenter, windowsHost } from '../models/hypervisors.ts';
import { networkObjects } from '../models/network.ts';
import { ibmc, ilo, imm, type ServerBody, xcc } from '../models/server-boards.ts';
import type { SimulatedObject } from '../snmp/object-table.ts';
import { plug } from './build-facility.ts';
import type { Builder } from './build-room.ts';
import { linuxHost } from './linux-host.ts';
import { addPorts, makeParts } from './make-body.ts';
import type { RoomDevice } from './room-device.ts';

/** Families of server boards: how many of them stand in the room, and what they tell. */
const families: readonly {
  prefix: string;
  model: string;
  count: number;
  idle: number;
  tells: (body: ServerBody) => SimulatedObject[];
}[] = [
  { prefix: 'ilo-dl360', model: 'ProLiant DL360 Gen9', count: 10, idle: 170, tells: (body) => ilo(body, 4) },
  { prefix: 'ilo-dl380', model: 'ProLiant DL380 Gen10', count: 6, idle: 210, tells: (body) => ilo(body, 5) },
  { prefix: 'ilo-dl580', model: 'ProLiant DL580 Gen9', count: 2, idle: 420, tells: (body) => ilo(body, 4) },
  { prefix: 'xcc-sr650', model: 'ThinkSystem SR650', count: 27, idle: 200, tells: xcc },
  { prefix: 'imm-x3850', model: 'System x3850 X6', count: 9, idle: 430, tells: imm },
  { prefix: 'imm-x3650', model: 'System x3650 M5', count: 5, idle: 180, tells: imm },
  { prefix: 'ibmc', model: 'RH2288H V3', count: 3, idle: 190, tells: ibmc },
];

const racks = 20;
const hypervisors = 24;
const windowsHosts = 6;
const linuxHosts = 4;
const gibibyteKib = 1_048_576;

/** Boards of servers, and the systems that run on some of them. */
export function addServers(builder: Builder): void {
  let placed = 0;
  // One after another, so that a rack holds servers of several families.
  const nextRack = () => (placed++ % racks) + 1;
  const boards = families.flatMap((family) =>
    Array.from({ length: family.count }, (_, at) => addBoard(builder, family, at + 1, nextRack())),
  );
  for (let number = 1; number <= hypervisors; number++) addHypervisor(builder, number, boards[number * 2]!);
  addVcenter(builder, boards[2]!);
  for (let number = 1; number <= windowsHosts; number++) addWindows(builder, number, boards[number * 2 + 1]!);
  for (let number = 1; number <= linuxHosts; number++) addLinux(builder, number, nextRack());
  addConsole(builder);
}

function addBoard(
  builder: Builder,
  family: (typeof families)[number],
  number: number,
  rack: number,
): RoomDevice {
  const { model, idle, tells } = family;
  const device = builder.add({
    name: `${family.prefix}-${String(number).padStart(2, '0')}`,
    kind: 'server_board',
    title: model,
    rack: rackName(rack),
    feeds: [builder.unit('ups-90k'), builder.unit('ups-60k')],
    power: [idle, idle * 2.4],
    body: { fans: 6, supplies: 2, busy: 0.32 },
  });
  plug(builder, device, accessOf(rack));
  const body: ServerBody = {
    ...device.body,
    model,
    disks: makeParts('Disk', 8),
    dimms: makeParts('DIMM', 12),
    watts: (nowMs) => device.watts(nowMs),
  };
  // Incidents find the parts of the server where those of any device are.
  device.body = body;
  builder.tells(device, () => tells(body));
  return device;
}

/** A system that runs on a server: busy when that is, off when that is. */
function addSystem(
  builder: Builder,
  board: RoomDevice,
  name: string,
  title: string,
  kind: RoomDevice['kind'],
): RoomDevice {
  const device = builder.add({ name, kind, title, rack: board.rack, feeds: board.feeds, watts: () => 0 });
  device.body.load = board.body.load;
  addPorts(device.body, { names: ['vmnic0', 'vmnic1'], mbps: 10_000 });
  plug(builder, device, accessOf(Number(board.rack.slice(1))));
  return device;
}

function addHypervisor(builder: Builder, number: number, board: RoomDevice): void {
  const device = addSystem(
    builder,
    board,
    `esxi-${String(number).padStart(2, '0')}`,
    'VMware ESXi 7',
    'hypervisor',
  );
  const machines = Array.from(
    { length: 6 + (number % 5) },
    (_, at): VirtualMachine => ({
      name: `vm-${String(number).padStart(2, '0')}-${at + 1}`,
      memoryMib: 4_096 * (1 + (at % 4)),
      cores: 2 + 2 * (at % 3),
      isOn: at % 6 !== 5,
    }),
  );
  const host = {
    cores: 16,
    memoryKib: 256 * gibibyteKib,
    disks: [{ path: '/vmfs/volumes/local', gib: 500, usedShare: 0.41 }],
  };
  builder.tells(device, () => esxi(device.body, host, machines));
}

function addVcenter(builder: Builder, board: RoomDevice): void {
  const device = addSystem(builder, board, 'vcenter', 'VMware vCenter 7', 'hypervisor');
  builder.tells(device, () => vcenter(device.body));
}

function addWindows(builder: Builder, number: number, board: RoomDevice): void {
  const device = addSystem(builder, board, `hyperv-${number}`, 'Windows Server 2019', 'server');
  const disks = [
    { path: 'C:\\ Label:System  Serial Number 1a2b3c4d', gib: 100, usedShare: 0.64 },
    { path: 'D:\\ Label:Data  Serial Number 5e6f7a8b', gib: 2_000, usedShare: 0.52 },
  ];
  builder.tells(device, () => windowsHost(device.body, { cores: 8, memoryKib: 128 * gibibyteKib, disks }));
}

/** Hosts without SNMP: only their command line can be asked. */
function addLinux(builder: Builder, number: number, rack: number): void {
  const device = builder.add({
    name: `legacy-${number}`,
    kind: 'server',
    title: 'CentOS 7',
    rack: rackName(rack),
    feeds: [builder.unit('ups-90k')],
    power: [120, 220],
    body: { busy: 0.3, memory: 0.5 },
  });
  plug(builder, device, accessOf(rack));
  device.ssh = { platform: 'linux', answers: {}, otherwise: linuxHost({ device, now: () => builder.now() }) };
}

function addConsole(builder: Builder): void {
  const device = builder.add({
    name: 'kvm-1',
    kind: 'console',
    title: 'Avocent ACS 8032',
    rack: 'R06',
    feeds: [builder.unit('ups-3k')],
    power: [260, 340],
  });
  addPorts(device.body, { names: ['eth0', 'eth1'], mbps: 1_000 });
  plug(builder, device, 'acc-06');
  builder.tells(device, () => networkObjects(device.body, 'Avocent ACS 8032', '1.3.6.1.4.1.10418.26.1.3'));
}

function rackName(rack: number): string {
  return `R${String(rack).padStart(2, '0')}`;
}

function accessOf(rack: number): string {
  return `acc-${String(rack).padStart(2, '0')}`;
}
