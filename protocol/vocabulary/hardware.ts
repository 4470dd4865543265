import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** Conditions of a part. Parts that are not there have no series. */
export const partStates = defineStates(
  ['ok', '正常', 'ok'],
  ['warning', '告警', 'warning'],
  ['critical', '故障', 'failed'],
  ['unknown', '未知', 'unknown'],
);

/** Kinds of parts, the values of the label `type`. */
export const PART_TYPES = [
  'system',
  'board',
  'fan',
  'power',
  'temperature',
  'voltage',
  'processor',
  'memory',
  'disk',
  'volume',
  'controller',
  'battery',
  'enclosure',
  'pool',
  'optic',
  'stack',
  'vm',
  'other',
] as const;

/** Parts of a device: boards, fans, supplies, disks … `part` is the name that the device gives. */
export const hardwareMetrics = [
  ...defineMetrics(
    'hardware',
    ['type', 'part'],
    [
      ['state', 'state', '1', '部件状态', 'Condition of a part', partStates],
      ['power_watts', 'gauge', 'W', '功率', 'Power'],
    ],
  ),
  ...defineMetrics(
    'hardware',
    ['type'],
    [
      [
        'redundancy_lost',
        'state',
        '1',
        '冗余丧失：1 表示在位的同类部件只剩一个正常',
        'Redundancy lost: 1 when of several parts of this kind only one or none is left that works',
        yesOrNo,
      ],
    ],
  ),
  ...defineMetrics(
    'hardware',
    ['sensor'],
    [
      ['temperature_celsius', 'gauge', '°C', '温度', 'Temperature'],
      ['voltage_volts', 'gauge', 'V', '电压', 'Voltage'],
      ['current_amps', 'gauge', 'A', '电流', 'Current'],
    ],
  ),
  ...defineMetrics(
    'hardware',
    ['fan'],
    [
      ['fan_percent', 'gauge', '%', '风扇转速占最大值的比例', 'Speed of a fan as a share of its greatest'],
      ['fan_rpm', 'gauge', 'rpm', '风扇转速', 'Speed of a fan'],
    ],
  ),
] as const;

/**
 * CPU, memory and file systems of devices, under the names that hosts use. `cpu` is `cpu-total` where a device tells
 * one figure, else the name of the board; `module` likewise and empty for the device as a whole.
 */
export const loadMetrics = [
  ...defineMetrics('cpu', ['cpu'], [['usage_active', 'gauge', '%', 'CPU 使用率', 'CPU in use']]),
  ...defineMetrics(
    'mem',
    ['module'],
    [
      ['used_percent', 'gauge', '%', '内存使用率', 'Memory in use'],
      ['total', 'gauge', 'B', '内存总量', 'All memory'],
      ['used', 'gauge', 'B', '已用内存', 'Memory in use'],
    ],
  ),
  ...defineMetrics('swap', [], [['used_percent', 'gauge', '%', '交换区使用率', 'Swap in use']]),
  ...defineMetrics(
    'disk',
    ['path'],
    [
      ['used_percent', 'gauge', '%', '已用空间占比', 'Share of space in use'],
      ['total', 'gauge', 'B', '容量', 'Size'],
      ['used', 'gauge', 'B', '已用空间', 'Space in use'],
    ],
  ),
  ...defineMetrics(
    'system',
    [],
    [
      ['load1', 'gauge', '1', '1 分钟平均负载', 'Tasks running or waiting, average of 1 minute'],
      ['load5', 'gauge', '1', '5 分钟平均负载', 'The same over 5 minutes'],
      ['load15', 'gauge', '1', '15 分钟平均负载', 'The same over 15 minutes'],
      ['processes', 'gauge', '1', '进程数', 'Processes'],
    ],
  ),
] as const;

/** Storage arrays. */
export const storageMetrics = [
  ...defineMetrics(
    'storage',
    ['pool'],
    [
      ['used_percent', 'gauge', '%', '存储池已用占比', 'Share of a pool in use'],
      ['total', 'gauge', 'B', '存储池容量', 'Size of a pool'],
      ['used', 'gauge', 'B', '存储池已用空间', 'Space of a pool in use'],
    ],
  ),
  ...defineMetrics(
    'volume',
    ['volume'],
    [
      ['total', 'gauge', 'B', '卷容量', 'Size of a volume'],
      ['allocated', 'gauge', 'B', '卷已分配空间', 'Space allocated to a volume'],
    ],
  ),
] as const;

/** Virtual machines as their host tells them. */
export const vmMetrics = defineMetrics(
  'vm',
  ['vm'],
  [
    [
      'power',
      'state',
      '1',
      '虚拟机电源状态',
      'Power of a virtual machine',
      defineStates(
        ['on', '开机', 'on'],
        ['off', '关机', 'off'],
        ['suspended', '挂起', 'suspended'],
        ['unknown', '未知', 'unknown'],
      ),
    ],
  ],
);
