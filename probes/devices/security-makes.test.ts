import { describe, expect, it } from 'vitest';
import { readWalk, systemText, walkText } from './walk-text.ts';

interface Make {
  profile: string;
  object: string;
  description?: string;
  walk: Parameters<typeof walkText>[0];
  /** Every reading beside those of interfaces. */
  values: Record<string, number | string>;
  identity?: Record<string, string>;
}

const DPTECH = '1.3.6.1.4.1.31648';
const TOPSEC = '1.3.6.1.4.1.14331.5.5.1';
const VENUS = '1.3.6.1.4.1.15227';
const LEADSEC = '1.3.6.1.4.1.9833.1';
const SANGFOR = '1.3.6.1.4.1.35047';
const STONE = '1.3.6.1.4.1.28557.2';

const makes: Record<string, Make> = {
  'DPtech chassis': {
    profile: 'dptech',
    object: `${DPTECH}.1.12029`,
    description:
      'DPTECH Conplat Platform Software\r Version V100R004, Release S111\r DPX8000-A12 Product Version X\r',
    walk: {
      [`${DPTECH}.3.3.0`]: 'Release S111',
      [`${DPTECH}.3.10.0`]: 4096,
      [`${DPTECH}.3.14.0`]: '0205X',
      [`${DPTECH}.3.15.3.0`]: 9,
      [`${DPTECH}.3.15.4.0`]: 41,
      [`${DPTECH}.3.15.5.0`]: 35,
      [`${DPTECH}.3.15.8.0`]: 0,
      [`${DPTECH}.3.15.9.0`]: 120_000,
      [`${DPTECH}.3.15.11.1.3`]: { '0.1': 0, '0.2': 1 },
      [`${DPTECH}.3.15.12.1.3`]: { '0.1': 0 },
      [`${DPTECH}.6.1.1.3`]: { 1: 'MPUB', 3: '8XGS' },
      [`${DPTECH}.6.1.1.6`]: { 1: 9, 3: 0 },
      [`${DPTECH}.6.1.1.7`]: { 1: 35, 3: 0 },
      [`${DPTECH}.6.1.1.17`]: { 1: 29, 3: 31 },
    },
    values: {
      'cpu.usage_active cpu-total': 9,
      'mem.used_percent': 35,
      'mem.total': 4_294_967_296,
      'hardware.temperature_celsius CPU': 41,
      'firewall.sessions': 120_000,
      'hardware.state power Power 0.1': 'ok',
      'hardware.state power Power 0.2': 'critical',
      'hardware.state fan Fan 0.1': 'ok',
      'cpu.usage_active MPUB slot 1': 9,
      'mem.used_percent MPUB slot 1': 35,
      'hardware.temperature_celsius MPUB slot 1': 29,
      'hardware.temperature_celsius 8XGS slot 3': 31,
      'hardware.redundancy_lost power': 'yes',
    },
    identity: { model: 'DPX8000-A12', serial: '0205X', version: 'Release S111' },
  },
  'DPtech load balancer': {
    profile: 'dptech-adx',
    object: `${DPTECH}.1.3000`,
    description: 'DPTECH Conplat Platform Software ADX3000-GS',
    walk: { [`${DPTECH}.3.15.3.0`]: 3 },
    values: { 'cpu.usage_active cpu-total': 3 },
    identity: { model: 'ADX3000-GS' },
  },
  'Topsec since 3.3.005': {
    profile: 'topsec',
    object: '1.3.6.1.4.1.14331.1.4',
    walk: {
      [`${TOPSEC}.3.1.0`]: '"Q123',
      [`${TOPSEC}.3.2.0`]: '"NGFW4000',
      [`${TOPSEC}.4.1.0`]: 'BACKUP',
      [`${TOPSEC}.4.5.0`]: 62,
      [`${TOPSEC}.4.6.0`]: 40,
      [`${TOPSEC}.4.9.0`]: 7_000,
      [`${TOPSEC}.4.10.0`]: 12,
    },
    values: {
      'cpu.usage_active cpu-total': 62,
      'mem.used_percent': 40,
      'firewall.sessions': 7_000,
      'firewall.session_rate': 12,
      'firewall.ha_role': 'backup',
    },
    identity: { model: 'NGFW4000', serial: 'Q123' },
  },
  'Topsec in tenths of a percent': {
    profile: 'topsec',
    object: '1.3.6.1.4.1.14331.1.4',
    walk: { [`${TOPSEC}.4.5.0`]: 625, [`${TOPSEC}.4.6.0`]: 331 },
    values: { 'cpu.usage_active cpu-total': 62.5, 'mem.used_percent': 33.1 },
  },
  'Topsec before 3.3.005': {
    profile: 'topsec',
    object: '1.3.6.1.4.1.14331.1.2',
    walk: {
      [`${TOPSEC}.4.2.0`]: 155,
      [`${TOPSEC}.4.3.0`]: 480,
      [`${TOPSEC}.4.5.0`]: 9_100,
      [`${TOPSEC}.4.6.0`]: 50,
    },
    values: {
      'cpu.usage_active cpu-total': 15.5,
      'mem.used_percent': 48,
      'firewall.sessions': 9_100,
      'firewall.session_rate': 50,
    },
  },
  'Venustech in sentences': {
    profile: 'venustech-vsos',
    object: `${VENUS}.1.3.1`,
    description: 'VENUS VSOS-V0700R0101B20200101',
    walk: {
      [`${VENUS}.1.3.1.1.1.0`]: 'cpu-usage: 12.25%',
      [`${VENUS}.1.3.1.1.2.0`]: 'memory-usage: 40.5%',
      [`${VENUS}.1.3.1.1.3.0`]: 'session-num: 321',
      [`${VENUS}.1.3.1.1.6.0`]: 'memory-total: 1000kB',
      [`${VENUS}.1.3.1.1.7.0`]: 'memory-free: 600kB',
    },
    values: {
      'cpu.usage_active cpu-total': 12.25,
      'mem.used_percent': 40.5,
      'mem.total': 1_024_000,
      'mem.used': 409_600,
      'firewall.sessions': 321,
    },
    identity: { version: 'V0700R0101B20200101' },
  },
  'Venustech firewall': {
    profile: 'venustech-firewall',
    object: `${VENUS}.9.1.2`,
    walk: {
      [`${VENUS}.200.1.4.0`]: '天清汉马USG防火墙V2.6 USG-FW-310',
      [`${VENUS}.200.2.1.1.4`]: { 1: 21, 2: 20, 3: 22 },
      [`${VENUS}.200.2.2.1.0`]: 2_000_000,
      [`${VENUS}.200.2.2.2.0`]: 500_000,
      [`${VENUS}.200.2.2.3.0`]: 75,
      [`${VENUS}.200.2.3.1.2`]: { 1: 1_000 },
      [`${VENUS}.200.2.3.1.3`]: { 1: 300 },
      [`${VENUS}.200.2.3.1.4`]: { 1: 31 },
      [`${VENUS}.1.22.101.2.0`]: 88,
    },
    values: {
      'cpu.usage_active cpu-total': 21,
      'mem.used_percent': 75,
      'mem.total': 2_048_000_000,
      'mem.used': 1_536_000_000,
      'firewall.sessions': 88,
      'disk.used_percent disk 1': 31,
      'disk.total disk 1': 1_024_000,
      'disk.used disk 1': 307_200,
    },
    identity: { model: 'USG-FW-310' },
  },
  Leadsec: {
    profile: 'leadsec',
    object: '1.3.6.1.4.1.9833.1.1.1',
    walk: {
      [`${LEADSEC}.4.1.1.4`]: { 1: 70, 2: 60, 3: 80 },
      [`${LEADSEC}.4.2.3.0`]: 0,
      [`${LEADSEC}.4.2.4.0`]: 0,
      [`${LEADSEC}.4.2.5.0`]: 4_000,
      [`${LEADSEC}.4.2.6.0`]: 1_000,
      [`${LEADSEC}.4.3.1.2`]: { 1: '/' },
      [`${LEADSEC}.4.3.1.6`]: { 1: 1_000 },
      [`${LEADSEC}.4.3.1.8`]: { 1: 450 },
      [`${LEADSEC}.4.3.1.9`]: { 1: 47 },
    },
    values: {
      'cpu.usage_active cpu-total': 30,
      'mem.used_percent': 75,
      'mem.total': 4_096_000,
      'mem.used': 3_072_000,
      'disk.used_percent /': 47,
      'disk.total /': 1_024_000,
      'disk.used /': 460_800,
    },
  },
  'NSFOCUS whose disk tells no percentage': {
    profile: 'nsfocus',
    object: '1.3.6.1.4.19849',
    walk: {
      '1.3.6.1.4.1.19849.6.1.1.0': 'WAF-HD300C',
      '1.3.6.1.4.1.19849.6.2.2.0': 14,
      '1.3.6.1.4.1.19849.6.2.3.0': 51,
      '1.3.6.1.4.1.19849.6.2.5.0': 596,
    },
    values: { 'cpu.usage_active cpu-total': 14, 'mem.used_percent': 51 },
    identity: { model: 'WAF-HD300C' },
  },
  NSFOCUS: {
    profile: 'nsfocus',
    object: '1.3.6.1.4.1.19849',
    walk: { '1.3.6.1.4.1.19849.6.2.5.0': 37 },
    values: { 'disk.used_percent system': 37 },
  },
  'Sangfor AD': {
    profile: 'sangfor',
    object: SANGFOR,
    description: 'Linux AD-1000-B420 3.10.0 #1 SMP',
    walk: {
      [`${SANGFOR}.1.3.0`]: 8,
      [`${SANGFOR}.2.2.1.0`]: 500,
      [`${SANGFOR}.2.2.18.0`]: 'master',
      [`${SANGFOR}.2.2.19.0`]: 44,
      [`${SANGFOR}.1.5.1.2`]: { 1: '"/dev/sda1', 2: '"tmpfs' },
      [`${SANGFOR}.1.5.1.6`]: { 1: '"91%', 2: '"0%' },
      [`${SANGFOR}.1.9.1.6`]: { 1: '"0C', 2: '"51C' },
      [`${SANGFOR}.1.12.0`]: 0,
      [`${SANGFOR}.1.14.1.2`]: { 1: '"fan1' },
      [`${SANGFOR}.1.14.1.3`]: { 1: 3_000 },
      [`${SANGFOR}.1.14.1.4`]: { 1: 1 },
      [`${SANGFOR}.1.15.1.2`]: { 1: '"psu1', 2: '"psu2' },
      [`${SANGFOR}.1.15.1.3`]: { 1: 2, 2: 1 },
    },
    values: {
      'cpu.usage_active cpu-total': 8,
      'mem.used_percent': 44,
      'firewall.sessions': 500,
      'firewall.ha_role': 'master',
      'disk.used_percent /dev/sda1': 91,
      'disk.used_percent tmpfs': 0,
      'hardware.temperature_celsius CPU 2': 51,
      'hardware.state system device': 'warning',
      'hardware.fan_rpm fan1': 3_000,
      'hardware.state fan fan1': 'ok',
      'hardware.state power psu1': 'ok',
      'hardware.state power psu2': 'critical',
      'hardware.redundancy_lost power': 'yes',
    },
    identity: { model: 'AD-1000-B420' },
  },
  'Sangfor that answers as plain Linux': {
    profile: 'sangfor',
    object: '1.3.6.1.4.1.8072.3.2.10',
    description: 'Linux AF-1000 2.6.30',
    walk: { [`${SANGFOR}.1.3.0`]: 17 },
    values: { 'cpu.usage_active cpu-total': 17 },
    identity: { model: 'AF-1000' },
  },
  'Legendsec NSG': {
    profile: 'legendsec-360',
    object: '1.3.6.1.4.1.32328.1.1',
    walk: {
      '1.3.6.1.4.1.32328.6.1.8.0': 45,
      '1.3.6.1.4.1.32328.6.1.10.1.2.0': '11%',
      '1.3.6.1.4.1.32328.6.1.10.2.2.0': 20,
      '1.3.6.1.4.1.32328.6.1.10.3.2.0': 61,
      '1.3.6.1.4.1.32328.6.1.10.5.1.1.3': { 1: 5_400 },
      '1.3.6.1.4.1.32328.6.2.1.2.0': 2_048,
    },
    values: {
      'cpu.usage_active cpu-total': 11,
      'mem.used_percent': 61,
      'disk.used_percent system': 20,
      'hardware.temperature_celsius device': 45,
      'firewall.sessions': 2_048,
      'hardware.fan_rpm Fan 1': 5_400,
    },
  },
  'Legendsec SecGate': {
    profile: 'legendsec-360',
    object: '1.3.6.1.4.1.24968.1.1.1',
    walk: {
      '1.3.6.1.4.1.24968.1.3.8.0': 700,
      '1.3.6.1.4.1.24968.1.3.9.0': 6,
      '1.3.6.1.4.1.24968.1.3.10.0': 33,
    },
    values: { 'cpu.usage_active cpu-total': 6, 'mem.used_percent': 33, 'firewall.sessions': 700 },
  },
  Hillstone: {
    profile: 'hillstone',
    object: '1.3.6.1.4.1.28557.1.77',
    description: 'Hillstone Security Appliance SG-6000-M3108',
    walk: {
      [`${STONE}.2.1.1.0`]: '2509XX',
      [`${STONE}.2.1.2.0`]: 'Version 5.5 SG6000-M-3-5.5R6P10.bin 2019/05/01 10:00:00',
      [`${STONE}.2.1.3.0`]: 77,
      [`${STONE}.2.1.4.0`]: 4_000,
      [`${STONE}.2.1.5.0`]: 1_000,
      [`${STONE}.2.1.7.0`]: 15_000,
      [`${STONE}.2.1.8.0`]: 4,
      [`${STONE}.26.1.2.1.2`]: { 1: 'FAN0', 2: 'FAN1' },
      [`${STONE}.26.1.2.1.3`]: { 1: 0, 2: 1 },
      [`${STONE}.26.1.2.1.4`]: { 1: 6_000, 2: 0 },
      [`${STONE}.26.1.2.1.5`]: { 1: 0, 2: 3 },
      [`${STONE}.27.1.2.1.2`]: { 1: 'PS0', 2: 'PS1', 3: 'PS2' },
      [`${STONE}.27.1.2.1.3`]: { 1: 0, 2: 1, 3: 4 },
      [`${STONE}.28.1.2.1.2`]: { 1: 'CPU', 2: 'Slot' },
      [`${STONE}.28.1.2.1.3`]: { 1: 63, 2: 0 },
    },
    values: {
      'cpu.usage_active cpu-total': 77,
      'mem.used_percent': 25,
      'mem.total': 4_096_000,
      'mem.used': 1_024_000,
      'firewall.sessions': 15_000,
      'firewall.ha_role': 'master',
      'hardware.temperature_celsius CPU': 63,
      'hardware.state power PS0': 'ok',
      'hardware.state power PS2': 'critical',
      'hardware.redundancy_lost power': 'yes',
      'hardware.fan_rpm FAN0': 6_000,
      'hardware.state fan FAN1': 'critical',
    },
    identity: { model: 'SG-6000-M3108', serial: '2509XX', version: '5.5R6P10' },
  },
};

describe.each(Object.entries(makes))(
  '%s',
  (_name, { profile, object, description, walk, values, identity }) => {
    it('is recognised, and read as its profile says', async () => {
      const read = await readWalk(systemText(object, description ?? 'security appliance'), walkText(walk));

      expect(read.profile.profile).toBe(profile);
      const mine = Object.entries(read.values).filter(([name]) => !/^(net|device)\./.test(name));
      expect(Object.fromEntries(mine)).toEqual(values);
      expect(read.identity).toMatchObject(identity ?? {});
    });
  },
);

describe('Netentsec', () => {
  it('is told from a Vyatta router, whose number it has', async () => {
    const ngfw = await readWalk(systemText('1.3.6.1.4.1.30803', 'Netentsec NGFW'));
    const router = await readWalk(systemText('1.3.6.1.4.1.30803', 'Vyatta VC6.5R1'));

    expect(ngfw.profile.profile).toBe('netentsec');
    expect(router.profile.profile).toBe('generic');
  });
});
