import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** Interfaces of a device, beside those that `probes/host/net` sends under the same names (`net.bytes_recv` …). */
export const interfaceMetrics = defineMetrics(
  'net',
  ['interface', 'alias'],
  [
    ['bytes_recv', 'counter', 'B', '接收的字节', 'Bytes received'],
    ['bytes_sent', 'counter', 'B', '发送的字节', 'Bytes sent'],
    ['packets_recv', 'counter', '1', '接收的包', 'Packets received'],
    ['packets_sent', 'counter', '1', '发送的包', 'Packets sent'],
    ['err_in', 'counter', '1', '接收错误', 'Packets received with an error'],
    ['err_out', 'counter', '1', '发送错误', 'Packets that could not be sent'],
    ['drop_in', 'counter', '1', '接收丢包', 'Packets received and dropped'],
    ['drop_out', 'counter', '1', '发送丢包', 'Packets dropped instead of sent'],
    ['speed', 'gauge', 'Mbit/s', '协商速率', 'Negotiated speed'],
    [
      'link_state',
      'state',
      '1',
      '端口状态：管理关闭的端口为“停用”',
      'State of a port; one that people shut is `disabled`',
      defineStates(
        ['up', '连通', 'up'],
        ['down', '断开', 'down'],
        ['disabled', '停用', 'disabled'],
        ['other', '其他', 'other'],
      ),
    ],
  ],
);

/** Optical modules. */
export const opticMetrics = defineMetrics(
  'optic',
  ['interface'],
  [
    ['rx_dbm', 'gauge', 'dBm', '接收光功率', 'Light received'],
    [
      'rx_margin_db',
      'gauge',
      'dB',
      '接收光余量：高出模块可用下限多少；仅在端口连通时（推导）',
      'Light received above the least that the module can read, while the port is up (derived)',
    ],
    ['tx_dbm', 'gauge', 'dBm', '发送光功率', 'Light sent'],
    ['temperature_celsius', 'gauge', '°C', '光模块温度', 'Temperature of the module'],
    ['bias_milliamps', 'gauge', 'mA', '偏置电流', 'Bias current'],
    ['voltage_volts', 'gauge', 'V', '光模块电压', 'Voltage of the module'],
  ],
);

/** Fibre-channel ports. */
export const fibreMetrics = defineMetrics(
  'fibre',
  ['port'],
  [
    ['crc_errors', 'counter', '1', 'CRC 错误', 'Frames received with a wrong checksum'],
    ['encoding_errors', 'counter', '1', '编码错误', 'Encoding errors outside of frames'],
    ['link_failures', 'counter', '1', '链路故障次数', 'Times the link failed'],
    ['bytes_recv', 'counter', 'B', '接收的字节', 'Bytes received'],
    ['bytes_sent', 'counter', 'B', '发送的字节', 'Bytes sent'],
    [
      'port_state',
      'state',
      '1',
      '光纤端口状态',
      'State of a port; one that people shut is `disabled`',
      defineStates(
        ['up', '在线', 'online'],
        ['down', '离线', 'offline'],
        ['disabled', '停用', 'disabled'],
        ['other', '其他', 'other'],
      ),
    ],
  ],
);

/** Firewalls and other devices that keep sessions. */
export const firewallMetrics = defineMetrics(
  'firewall',
  [],
  [
    ['sessions', 'gauge', '1', '会话数', 'Sessions'],
    ['session_rate', 'gauge', '1/s', '每秒新建会话', 'New sessions a second'],
    ['session_limit', 'gauge', '1', '会话上限', 'The most sessions it can keep'],
    ['sessions_percent', 'gauge', '%', '会话占上限的比例', 'Share of that limit in use'],
    [
      'ha_role',
      'state',
      '1',
      '双机角色',
      'Role in a pair',
      defineStates(
        ['master', '主', 'master'],
        ['backup', '备', 'backup'],
        ['alone', '单机', 'alone'],
        ['other', '其他', 'other'],
      ),
    ],
  ],
);

/** What a device says of itself as a whole. */
export const deviceMetrics = defineMetrics(
  'device',
  [],
  [
    [
      'uptime_seconds',
      'gauge',
      's',
      '设备运行时间（不受 497 天回绕影响）',
      'Time since the device started, over the wrap at 497 days',
    ],
    ['restarts', 'counter', '1', '观察到的重启次数', 'Restarts seen since it is watched'],
    ['neighbours', 'gauge', '1', '邻居数（LLDP）', 'Neighbours told by LLDP'],
  ],
);

/** What a device lists as wrong at present, in its own words; one that ends has no series any more. */
export const alarmMetrics = defineMetrics(
  'device',
  ['alarm'],
  [['alarm', 'state', '1', '设备当前的告警', 'An alarm that the device lists at present', yesOrNo]],
);

/** Traps that the device sent; one series for each kind of trap that has a severity. */
export const trapMetrics = defineMetrics(
  'trap',
  ['trap'],
  [
    [
      'severity',
      'state',
      '1',
      '最近一次陷阱的级别；恢复陷阱使其归零',
      'Severity of the last trap of this kind; the one that clears it brings it back to none',
      defineStates(
        ['none', '无', 'none'],
        ['info', '提示', 'info'],
        ['warning', '警告', 'warning'],
        ['critical', '严重', 'critical'],
      ),
    ],
  ],
);
export const trapCountMetrics = defineMetrics(
  'trap',
  [],
  [
    ['received', 'counter', '1', '收到的陷阱数', 'Traps received'],
    ['unknown', 'counter', '1', '未识别的陷阱数', 'Traps that no profile knows; kept and shown'],
  ],
);

/** Configuration and identity of devices that are asked over SSH. */
export const configMetrics = defineMetrics(
  'config',
  [],
  [
    [
      'fingerprint',
      'state',
      '1',
      '配置指纹（48 位散列），变化即配置被改动',
      'First 48 bits of the hash of the configuration: another number is another configuration',
    ],
  ],
);
