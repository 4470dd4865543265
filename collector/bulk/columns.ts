/** The columns of a sheet of targets, in the order of exports: the key that every language takes, and both names. */
export const COLUMNS = [
  { key: 'id', zh: '编号', en: 'ID' },
  { key: 'name', zh: '名称', en: 'Name' },
  { key: 'organisation', zh: '单位', en: 'Organisation' },
  { key: 'kind', zh: '类型', en: 'Kind' },
  { key: 'address', zh: '地址', en: 'Address' },
  { key: 'zone', zh: '区域', en: 'Zone' },
  { key: 'room', zh: '机房', en: 'Room' },
  { key: 'rack', zh: '机柜', en: 'Rack' },
  { key: 'rackUnit', zh: '起始U位', en: 'Rack unit' },
  { key: 'rackUnits', zh: '高度U', en: 'Height in units' },
  { key: 'owner', zh: '负责人', en: 'Owner' },
  { key: 'contract', zh: '维保合同', en: 'Contract' },
  { key: 'vendor', zh: '厂商', en: 'Vendor' },
  { key: 'model', zh: '型号', en: 'Model' },
  { key: 'network', zh: '上级网络', en: 'Network parents' },
  { key: 'power', zh: '供电', en: 'Power parents' },
  { key: 'cooling', zh: '制冷', en: 'Cooling parents' },
  { key: 'host', zh: '宿主机', en: 'Host machine' },
  { key: 'probe', zh: '探测方式', en: 'Probe' },
  { key: 'credential', zh: '凭据', en: 'Credential' },
  { key: 'every', zh: '间隔秒', en: 'Interval in seconds' },
  { key: 'asked', zh: '启用', en: 'Enabled' },
  { key: 'settings', zh: '探测设置', en: 'Probe settings' },
] as const;
export type ColumnKey = (typeof COLUMNS)[number]['key'];

/** Texts that are written as they stand, with how many characters each may have. */
export const TEXTS = {
  name: 200,
  address: 255,
  zone: 100,
  room: 100,
  rack: 100,
  owner: 200,
  contract: 200,
  vendor: 100,
  model: 200,
} as const satisfies Partial<Record<ColumnKey, number>>;
export type TextKey = keyof typeof TEXTS;

/** Whole numbers, with the most that each may be; empty stands for 0, which is: unknown. */
export const NUMBERS = { rackUnit: 60, rackUnits: 20 } as const satisfies Partial<Record<ColumnKey, number>>;
export type NumberKey = keyof typeof NUMBERS;

export const SIDES = ['network', 'power', 'cooling', 'host'] as const satisfies readonly ColumnKey[];
export type Side = (typeof SIDES)[number];

/** Kinds as people write them, beside the codes of other kinds that are there. */
export const KIND_NAMES: Readonly<Record<string, readonly string[]>> = {
  server: ['服务器'],
  switch: ['交换机'],
  router: ['路由器'],
  firewall: ['防火墙'],
  security: ['安全设备', 'security device'],
  load_balancer: ['负载均衡', 'load balancer'],
  pdu: ['机柜 pdu', '机柜pdu', '配电'],
  ups: ['不间断电源'],
  air_conditioner: ['精密空调', '空调', 'air conditioner'],
  sensor: ['传感器'],
  storage: ['存储'],
  fibre_switch: ['光纤交换机', 'fibre switch', 'fiber switch'],
  server_board: ['服务器管理口', 'server board'],
  hypervisor: ['虚拟化主机'],
  console: ['控制台', 'kvm / 控制台', 'kvm'],
  device: ['设备', '其他设备'],
  database: ['数据库'],
  service: ['服务'],
  page: ['网页', 'web page'],
  host: ['主机'],
};

/** Other names under which a column is found. */
const ALIASES: Readonly<Record<string, ColumnKey>> = {
  机构: 'organisation',
  organization: 'organisation',
  种类: 'kind',
  type: 'kind',
  ip: 'address',
  ip地址: 'address',
  u位: 'rackUnit',
  责任人: 'owner',
  合同: 'contract',
  品牌: 'vendor',
  上联: 'network',
  interval: 'every',
  间隔: 'every',
  设置: 'settings',
};

const byName = new Map<string, ColumnKey>(Object.entries(ALIASES));
for (const { key, zh, en } of COLUMNS) for (const name of [key, zh, en]) byName.set(plain(name), key);

/** The column that a heading means; undefined for one that is not known here. */
export function columnNamed(heading: string): ColumnKey | undefined {
  return byName.get(plain(heading));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_*（）()]/g, '');
}
