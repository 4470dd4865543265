import type { RecordingRow } from './recordings-rows.ts';

const ruijie = 'ruijie-s5750-rgos10.snmprec';
const dptech = 'dptech-dpx8000-a5.snmprec';
const topsec = 'topsec-ngfw4000-uf.snmprec';
const vsos = 'venustech-vsos-v0600r0705.snmprec';
const venus = 'venustech-firewall-15227.9.1.2.snmprec';
const leadsec = 'leadsec-legend-firewall.snmprec';
const netentsec = 'netentsec-ngfw.snmprec';
const ads = 'nsfocus-ads.snmprec';
const osms = 'nsfocus-osms.snmprec';
const sangfor = 'sangfor-ad1800.snmprec';
const hillstone = 'hillstone-sg6000.snmprec';
/** What the walks of the other makes must give; worked out from the walks. */
export const securityRows: readonly RecordingRow[] = [
  {
    file: ruijie,
    metric: 'cpu.usage_active',
    labels: { cpu: 'cpu-total' },
    value: 39,
    unit: '%',
    limits: { high: 90 },
  },
  {
    file: ruijie,
    metric: 'mem.used_percent',
    labels: { module: 'memory' },
    value: 50,
    unit: '%',
    limits: { high: 90 },
  },
  { file: ruijie, metric: 'mem.total', labels: { module: 'memory' }, value: 256 * 1024 ** 2, unit: 'B' },
  {
    file: ruijie,
    metric: 'hardware.temperature_celsius',
    labels: { sensor: 'number 1:invalid' },
    value: null,
  },
  {
    file: ruijie,
    metric: 'hardware.state',
    labels: { type: 'board', part: 'S5750-24GT/12SFP slot1' },
    value: 'ok',
  },
  {
    file: ruijie,
    metric: 'net.bytes_recv',
    labels: { interface: 'Gi0/1' },
    value: 4_568_779_854_116,
    unit: 'B',
  },

  { file: dptech, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 5, unit: '%' },
  { file: dptech, metric: 'mem.used_percent', labels: {}, value: 29, unit: '%' },
  { file: dptech, metric: 'hardware.temperature_celsius', labels: { sensor: 'CPU' }, value: 37, unit: '°C' },
  { file: dptech, metric: 'hardware.state', labels: { type: 'power', part: 'Power 1.2' }, value: 'ok' },
  { file: dptech, metric: 'hardware.state', labels: { type: 'fan', part: 'Fan 0.1' }, value: 'ok' },
  { file: dptech, metric: 'firewall.sessions', labels: {}, value: 313_404 },
  {
    file: dptech,
    metric: 'mem.used_percent',
    labels: { module: 'FW1000-Blade-EI slot 20' },
    value: 3,
    unit: '%',
  },
  {
    file: dptech,
    metric: 'net.bytes_sent',
    labels: { interface: 'bond1' },
    value: 1_000_994_645_087_683,
    unit: 'B',
  },

  { file: topsec, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 3, unit: '%' },
  { file: topsec, metric: 'mem.used_percent', labels: {}, value: 33, unit: '%' },
  { file: topsec, metric: 'firewall.ha_role', labels: {}, value: 'master' },
  { file: topsec, metric: 'net.bytes_recv', labels: { interface: 'feth0' }, value: 355_148_877, unit: 'B' },

  { file: vsos, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 1.522843, unit: '%' },
  { file: vsos, metric: 'mem.used_percent', labels: {}, value: 18.8, unit: '%' },
  { file: vsos, metric: 'mem.total', labels: {}, value: 8_089_344 * 1024, unit: 'B' },
  { file: vsos, metric: 'firewall.sessions', labels: {}, value: 45 },
  { file: venus, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 8, unit: '%' },
  { file: venus, metric: 'mem.used_percent', labels: {}, value: 47, unit: '%' },
  { file: venus, metric: 'firewall.sessions', labels: {}, value: 1429 },
  { file: venus, metric: 'disk.used_percent', labels: { path: 'disk 1' }, value: 49, unit: '%' },

  { file: leadsec, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 18, unit: '%' },
  { file: leadsec, metric: 'mem.total', labels: {}, value: 4_008_072 * 1024, unit: 'B' },
  {
    file: leadsec,
    metric: 'mem.used_percent',
    labels: {},
    value: ((4_008_072 - 2_524_080) * 100) / 4_008_072,
    unit: '%',
  },
  { file: leadsec, metric: 'disk.used_percent', labels: { path: '/' }, value: 40, unit: '%' },
  { file: leadsec, metric: 'net.link_state', labels: { interface: 'eth5' }, value: 'disabled' },

  { file: ads, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 5, unit: '%' },
  { file: ads, metric: 'mem.used_percent', labels: {}, value: 70, unit: '%' },
  { file: ads, metric: 'net.drop_in', labels: { interface: 'eth0' }, value: 307_019 },
  { file: osms, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 9, unit: '%' },
  { file: osms, metric: 'mem.used_percent', labels: {}, value: 33, unit: '%' },
  { file: osms, metric: 'disk.used_percent', labels: { path: 'system' }, value: null },

  { file: sangfor, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 0, unit: '%' },
  { file: sangfor, metric: 'mem.used_percent', labels: {}, value: 65, unit: '%' },
  { file: sangfor, metric: 'disk.used_percent', labels: { path: '/dev/sda8' }, value: 16, unit: '%' },
  { file: sangfor, metric: 'firewall.sessions', labels: {}, value: 136 },
  { file: sangfor, metric: 'firewall.ha_role', labels: {}, value: 'backup' },
  { file: sangfor, metric: 'hardware.temperature_celsius', labels: { sensor: 'CPU 1' }, value: null },

  { file: hillstone, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 55, unit: '%' },
  {
    file: hillstone,
    metric: 'mem.used_percent',
    labels: {},
    value: (1_444_687 * 100) / 8_388_608,
    unit: '%',
  },
  { file: hillstone, metric: 'mem.total', labels: {}, value: 8 * 1024 ** 3, unit: 'B' },
  {
    file: hillstone,
    metric: 'hardware.temperature_celsius',
    labels: { sensor: 'Switch' },
    value: 68,
    unit: '°C',
  },
  {
    file: hillstone,
    metric: 'hardware.temperature_celsius',
    labels: { sensor: 'Chassis_Inlet' },
    value: 24,
    unit: '°C',
  },
  { file: hillstone, metric: 'hardware.state', labels: { type: 'power', part: 'PS1' }, value: 'ok' },
  { file: hillstone, metric: 'net.link_state', labels: { interface: 'ethernet0/6' }, value: 'down' },
  // Four processors: 22, 19, 100 and 100 %.
  { file: netentsec, metric: 'cpu.usage_active', labels: { cpu: 'cpu-total' }, value: 60.25, unit: '%' },
  // Of 7,844,812 kB are 1,922,224 free, 274,532 in buffers, 3,000,276 in caches.
  { file: netentsec, metric: 'mem.used_percent', labels: {}, value: 33.751987938, unit: '%' },
  { file: netentsec, metric: 'mem.total', labels: {}, value: 8_033_087_488, unit: 'B' },
  { file: netentsec, metric: 'swap.used_percent', labels: {}, value: 26.534309346, unit: '%' },
  { file: netentsec, metric: 'system.load1', labels: {}, value: 2.48 },
  { file: netentsec, metric: 'disk.used_percent', labels: { path: '/' }, value: 28.607668733, unit: '%' },
  { file: netentsec, metric: 'disk.used_percent', labels: { path: '/dev/shm' }, value: null },
  { file: netentsec, metric: 'net.link_state', labels: { interface: 'mgt', alias: '' }, value: 'down' },
  { file: ads, metric: 'mem.used', labels: {}, value: null },
];
