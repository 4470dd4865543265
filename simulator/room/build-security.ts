import type { Body } from '../models/body.ts';
import { huaweiFirewall } from '../models/huawei.ts';
import {
  dptech,
  hillstone,
  leadsec,
  legendsec,
  nsfocus,
  plainGateway,
  sangfor,
  topsec,
  venustech,
} from '../models/security.ts';
import type { SimulatedObject } from '../snmp/object-table.ts';
import type { Builder } from './build-room.ts';
import { connect, freePort } from './cables.ts';
import { addPorts } from './make-body.ts';
import type { RoomKind } from './room-device.ts';

interface Gateway {
  name: string;
  title: string;
  kind: RoomKind;
  objects: (body: Body) => SimulatedObject[];
}

const usg = (model: string, objectId: string, mostSessions: number) => (body: Body) =>
  huaweiFirewall(body, {
    model,
    objectId,
    release: 'V500R005C20SPC500',
    boards: [model],
    milliwatts: 160_000,
    mostSessions,
  });

/** What guards the room. */
const gateways: readonly Gateway[] = [
  {
    name: 'fw-core-1',
    title: 'Huawei USG6650',
    kind: 'firewall',
    objects: usg('USG6650', '1.3.6.1.4.1.2011.2.240.12', 1_200_000),
  },
  {
    name: 'fw-core-2',
    title: 'Huawei USG6650',
    kind: 'firewall',
    objects: usg('USG6650', '1.3.6.1.4.1.2011.2.240.12', 1_200_000),
  },
  {
    name: 'nip-1',
    title: 'Huawei NIP6620',
    kind: 'security',
    objects: usg('NIP6620', '1.3.6.1.4.1.2011.2.271.3', 400_000),
  },
  {
    name: 'ips-1',
    title: 'Huawei IPS6515E',
    kind: 'security',
    objects: usg('IPS6515E', '1.3.6.1.4.1.2011.2.321.7', 400_000),
  },
  { name: 'fw-insurance-1', title: 'Topsec NGFW4000-UF', kind: 'firewall', objects: topsec },
  { name: 'fw-insurance-2', title: 'Topsec NGFW4000-UF', kind: 'firewall', objects: topsec },
  { name: 'fw-internet-1', title: 'Hillstone SG-6000-E2860', kind: 'firewall', objects: hillstone },
  { name: 'fw-internet-2', title: 'Hillstone SG-6000-E2860', kind: 'firewall', objects: hillstone },
  { name: 'ips-internet-1', title: 'Venustech IPS', kind: 'security', objects: venustech },
  { name: 'ips-internet-2', title: 'Venustech IPS', kind: 'security', objects: venustech },
  { name: 'fw-district', title: 'Leadsec V6000-F4310', kind: 'firewall', objects: leadsec },
  {
    name: 'fw-wall',
    title: 'Ruijie RG-WALL 1600',
    kind: 'firewall',
    objects: (body) => plainGateway(body, 'Ruijie RG-WALL 1600E', '1.3.6.1.4.1.4881.250.1600'),
  },
  {
    name: 'fw-app',
    title: 'Netentsec NF-6000',
    kind: 'firewall',
    objects: (body) => plainGateway(body, 'Netentsec NGFW', '1.3.6.1.4.1.30803'),
  },
  {
    name: 'waf-1',
    title: 'NSFOCUS WAF-HD300C',
    kind: 'security',
    objects: (body) => nsfocus(body, 'WAF-HD300C'),
  },
  { name: 'dbfw-1', title: 'NSFOCUS DASFW', kind: 'security', objects: (body) => nsfocus(body, 'DASFW') },
  { name: 'lb-1', title: 'DPtech ADX3000', kind: 'load_balancer', objects: dptech },
  { name: 'sip-1', title: 'Sangfor SIP', kind: 'security', objects: (body) => sangfor(body, 'SIP-1000') },
  { name: 'sta-1', title: 'Sangfor STA', kind: 'security', objects: (body) => sangfor(body, 'STA-100') },
];

const clinics = 20;

export function addSecurity(builder: Builder): void {
  gateways.forEach((gateway, at) => {
    add(builder, gateway, {
      core: `core-${(at % 2) + 1}`,
      rack: `R${String(3 + (at % 4)).padStart(2, '0')}`,
    });
  });
  for (let number = 1; number <= clinics; number++) {
    const name = `clinic-${String(number).padStart(2, '0')}-fw`;
    const gateway: Gateway = {
      name,
      title: 'Legendsec NSG5000-TGSHWM',
      kind: 'firewall',
      objects: legendsec,
    };
    add(builder, gateway, { core: 'core-2', rack: `Clinic ${number}`, isElsewhere: true });
  }
}

function add(
  builder: Builder,
  { name, title, kind, objects }: Gateway,
  { core, rack, isElsewhere = false }: { core: string; rack: string; isElsewhere?: boolean },
): void {
  const device = builder.add({
    name,
    title,
    kind,
    rack,
    isElsewhere,
    feeds: isElsewhere ? [] : [builder.unit('ups-15k-1'), builder.unit('ups-15k-2')],
    power: [90, 160],
    body: { busy: isElsewhere ? 0.15 : 0.35, memory: 0.45 },
  });
  const names = Array.from({ length: isElsewhere ? 4 : 8 }, (_, at) => `${portName(title)}${at}`);
  addPorts(device.body, { names, mbps: 1_000 });
  const upper = builder.devices.find((one) => one.name === core)!;
  connect(builder.links, [device, freePort(device)], [upper, freePort(upper)], { lldp: false });
  builder.tells(device, () => objects(device.body));
}

function portName(title: string): string {
  if (title.startsWith('Huawei')) return 'GigabitEthernet1/0/';
  if (title.startsWith('Hillstone')) return 'ethernet0/';
  return 'eth';
}
