import { defineMetrics, defineStates } from '../define-metrics.ts';

/** Whether a port lets in, in Telegraf's words and numbers. */
export const tcpMetrics = defineMetrics(
  'net_response',
  ['port'],
  [
    [
      'response_time',
      'gauge',
      's',
      '连接耗时；有期望应答时到应答为止',
      'Time to connect; with an expected answer, until it came',
    ],
    [
      'result_code',
      'state',
      '1',
      '端口检查结果',
      'What became of asking a port',
      defineStates(
        ['success', '正常', 'answers'],
        ['timeout', '无应答', 'no answer'],
        ['connection_failed', '连接被拒绝', 'refuses connections'],
        ['read_failed', '连接后中断', 'hangs up without an answer'],
        ['string_mismatch', '应答不符合预期', 'not the expected answer'],
      ),
    ],
  ],
);

/** Echoes of packets, in Telegraf's words; jitter is Ward's. */
export const pingMetrics = defineMetrics(
  'ping',
  [],
  [
    ['percent_packet_loss', 'gauge', '%', '丢包率', 'Packets that did not come back'],
    ['average_response_ms', 'gauge', 'ms', '平均往返时间', 'Round trip, mean'],
    ['minimum_response_ms', 'gauge', 'ms', '最短往返时间', 'Round trip, shortest'],
    ['maximum_response_ms', 'gauge', 'ms', '最长往返时间', 'Round trip, longest'],
    ['standard_deviation_ms', 'gauge', 'ms', '往返时间标准差', 'Round trip, standard deviation'],
    [
      'jitter_ms',
      'gauge',
      'ms',
      '抖动：相邻两次往返时间之差的平均',
      'Jitter: mean difference of one round trip and the next',
    ],
  ],
);

/** What a name server answers, in Telegraf's words. */
export const dnsMetrics = [
  ...defineMetrics(
    'dns_query',
    ['domain', 'record_type'],
    [
      ['query_time_ms', 'gauge', 'ms', '查询耗时', 'Time to the answer'],
      [
        'rcode_value',
        'state',
        '1',
        '应答码',
        'Code of the answer',
        defineStates(
          ['noerror', '正常', 'no error'],
          ['formerr', '请求格式错误', 'format error'],
          ['servfail', '服务器失败', 'server failure'],
          ['nxdomain', '域名不存在', 'no such name'],
          ['notimp', '不支持该查询', 'not implemented'],
          ['refused', '拒绝查询', 'refused'],
        ),
      ],
      ['answers', 'gauge', '1', '应答记录数', 'Records of the answer'],
      [
        'ttl_seconds',
        'gauge',
        's',
        '记录有效时间（最短）',
        'Shortest time that a record of the answer may be kept',
      ],
      ['soa_serial', 'gauge', '1', '区域序列号', 'Serial number of the zone'],
    ],
  ),
  ...defineMetrics(
    'dns_zone',
    ['domain', 'server'],
    [
      [
        'serials_behind',
        'gauge',
        '1',
        '另一台服务器的区域序列号落后多少（负数为超前）',
        'Serial numbers that another server is behind the one that is asked; negative when it is ahead',
      ],
    ],
  ),
];

/** The clock of a time server, beside that of the agent. */
export const ntpServerMetrics = defineMetrics(
  'ntp_server',
  [],
  [
    [
      'offset_seconds',
      'gauge',
      's',
      '服务器时钟比探测机快多少（负数为慢）',
      "How far its clock is ahead of the agent's; negative when it is behind",
    ],
    ['round_trip_seconds', 'gauge', 's', '往返时间', 'Time of the question and its answer on the way'],
    ['stratum', 'gauge', '1', '时间源层级，16 为未同步', 'Steps to the reference clock; 16: follows none'],
    ['root_delay_seconds', 'gauge', 's', '到基准时钟的往返延迟', 'Round trip to the reference clock'],
    [
      'root_dispersion_seconds',
      'gauge',
      's',
      '相对基准时钟的最大误差',
      'Greatest error against the reference clock',
    ],
    [
      'reference_age_seconds',
      'gauge',
      's',
      '距上次校时的时间',
      'Time since its clock was last set or corrected',
    ],
    [
      'leap',
      'state',
      '1',
      '闰秒指示',
      'What it says of leap seconds',
      defineStates(
        ['none', '无', 'none'],
        ['insert', '将插入闰秒', 'one is inserted today'],
        ['delete', '将删除闰秒', 'one is left out today'],
        ['unsynchronized', '时钟未同步', 'clock follows no source'],
      ),
    ],
  ],
);

/** A server of mail, as far as it can be asked without sending any. */
export const smtpMetrics = [
  ...defineMetrics(
    'smtp',
    [],
    [['response_seconds', 'gauge', 's', '会话总耗时', 'Time of the whole exchange']],
  ),
  ...defineMetrics(
    'smtp',
    // connect, banner, ehlo, tls, auth
    ['phase'],
    [['phase_seconds', 'gauge', 's', '各阶段耗时', 'Time of one phase']],
  ),
];

/** A directory. */
export const ldapMetrics = defineMetrics(
  'ldap',
  [],
  [
    ['connect_seconds', 'gauge', 's', '建立连接耗时', 'Time to connect, with TLS where it is used'],
    ['bind_seconds', 'gauge', 's', '登录耗时', 'Time to sign in'],
    ['search_seconds', 'gauge', 's', '查询耗时', 'Time of the search'],
    ['entries', 'gauge', '1', '查到的条目数', 'Entries that the search found'],
    ['last_change_age_seconds', 'gauge', 's', '距上次写入的时间', 'Time since the last change that it holds'],
    [
      'replication_lag_seconds',
      'gauge',
      's',
      '复制落后时间',
      'How far its last change is behind that of its provider',
    ],
  ],
);

/** Whether something answers: TCP, ping, DNS, time, mail, directories. */
export const reachabilityMetrics = [
  ...tcpMetrics,
  ...pingMetrics,
  ...dnsMetrics,
  ...ntpServerMetrics,
  ...smtpMetrics,
  ...ldapMetrics,
];
