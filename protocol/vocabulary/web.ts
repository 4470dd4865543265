import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** What a page is like when something answers; `altered` stands apart from the answers that are plainly wrong. */
export const pageStates = defineStates(
  ['ok', '正常', 'as expected'],
  ['altered', '内容被改动', 'altered'],
  ['wrong_status', '状态码不符', 'wrong status'],
  ['text_missing', '缺少应有文字', 'required text is missing'],
  ['forbidden_text', '出现禁止文字', 'forbidden text'],
  ['json_mismatch', '接口数据不符', 'JSON is not as expected'],
  ['value_missing', '取不到变量', 'a value for the next step is missing'],
  ['too_large', '页面过大', 'too large'],
  ['redirect_loop', '循环跳转', 'redirects in a circle'],
  ['too_many_redirects', '跳转过多', 'too many redirects'],
);

/** Whether a certificate proves who shows it, the gravest reason first where there are several. */
export const certificateStates = defineStates(
  ['ok', '正常', 'valid'],
  ['weak_key', '密钥过短', 'key too short'],
  ['weak_signature', '签名算法过旧', 'signature too weak'],
  ['incomplete_chain', '证书链不完整', 'chain is incomplete'],
  ['unknown_issuer', '颁发者不受信任', 'unknown issuer'],
  ['self_signed', '自签名', 'self-signed'],
  ['wrong_name', '域名不匹配', 'for another name'],
  ['not_yet_valid', '尚未生效', 'not valid yet'],
  ['chain_expired', '上级证书已过期', 'a certificate above it expired'],
  ['expired', '已过期', 'expired'],
  ['invalid', '无效', 'not valid'],
);

/** A main column of a site: a list of links such as "news" that must be there and lead to a living page. */
export const siteColumnStates = defineStates(
  ['ok', '正常', 'as expected'],
  ['missing', '首页找不到', 'not on the start page'],
  ['not_answering', '打不开', 'does not answer'],
  ['too_few_links', '链接过少', 'too few links'],
  ['too_small', '内容过少', 'too little content'],
);

/** Certificates, as every probe that meets one tells them. */
export const certificateMetrics = [
  ...defineMetrics(
    'x509_cert',
    [],
    [['expiry', 'gauge', 's', '证书剩余时间', 'Time until the certificate expires; below 0 it has']],
  ),
  ...defineMetrics(
    'certificate',
    [],
    [
      ['days_left', 'gauge', 'd', '证书剩余天数', 'Days until the certificate expires; below 0 it has'],
      [
        'chain_days_left',
        'gauge',
        'd',
        '上级证书最短剩余天数',
        'Days until the first of the certificates above it expires',
      ],
      ['state', 'state', '1', '证书状态', 'Whether the certificate proves who shows it', certificateStates],
    ],
  ),
];

/** What only the probe `certificate` looks at. */
export const certificateOnlyMetrics = defineMetrics(
  'certificate',
  [],
  [
    ['key_bits', 'gauge', '1', '密钥长度', 'Bits of the key'],
    [
      'weak_protocol',
      'state',
      '1',
      '接受 TLS 1.0 或 1.1',
      'Whether TLS 1.0 or 1.1 is accepted, tried once a day',
      yesOrNo,
    ],
    [
      'fingerprint',
      'state',
      '1',
      '证书指纹（48 位），变化即换了证书',
      'First 48 bits of its fingerprint: another number is another certificate',
    ],
    ['handshake_seconds', 'gauge', 's', 'TLS 握手耗时', 'Time for the TLS handshake'],
  ],
);

/** One page or interface. */
export const pageMetrics = [
  ...defineMetrics(
    'http_response',
    [],
    [
      [
        'response_time',
        'gauge',
        's',
        '响应时间（全部步骤与跳转，含正文）',
        'Time until all of the answer was there, over all steps and redirects',
      ],
      ['http_response_code', 'state', '1', '状态码', 'Status of the last answer'],
      ['content_length', 'gauge', 'B', '正文大小', 'Size of the last answer, unpacked'],
    ],
  ),
  ...defineMetrics(
    'page',
    [],
    [
      ['state', 'state', '1', '页面状态', 'Whether the answer is the expected one', pageStates],
      ['connect_seconds', 'gauge', 's', '建立连接耗时', 'Time to connect, all steps together'],
      ['tls_seconds', 'gauge', 's', 'TLS 握手耗时', 'Time for TLS handshakes, all steps together'],
      [
        'first_byte_seconds',
        'gauge',
        's',
        '等待首字节耗时',
        'Time from the question to the beginning of the answer, all steps together',
      ],
      ['transfer_seconds', 'gauge', 's', '传输耗时', 'Time to transfer the answers, all steps together'],
      ['redirects', 'gauge', '1', '跳转次数', 'Redirects that were followed'],
      [
        'altered_percent',
        'gauge',
        '%',
        '与认可内容的差异',
        'How much of the page differs from what was accepted',
      ],
      [
        'fingerprint',
        'state',
        '1',
        '页面指纹（48 位，已屏蔽噪声）',
        'First 48 bits of the hash of the page without its noise',
      ],
    ],
  ),
  ...defineMetrics(
    'page',
    ['name'],
    [['value', 'gauge', '1', '接口返回的数值', 'A number that the answer holds']],
  ),
  ...defineMetrics(
    'page',
    ['step'],
    [['step_seconds', 'gauge', 's', '单个步骤耗时', 'Time of one step, where there are several']],
  ),
];

/** A site as a whole, from its start page. */
export const siteMetrics = [
  ...defineMetrics(
    'site',
    [],
    [
      ['pages', 'gauge', '1', '检查的页面数', 'Pages that the last check looked at'],
      ['links', 'gauge', '1', '发现的链接数', 'Different links within the site that the last check found'],
      ['broken_links', 'gauge', '1', '失效链接数', 'Links of the last check that lead nowhere'],
      ['columns_missing', 'gauge', '1', '异常栏目数', 'Main columns that are not as expected'],
      ['age_seconds', 'gauge', 's', '距上次完整检查', 'Time since the last check was complete'],
    ],
  ),
  ...defineMetrics(
    'site',
    ['column'],
    [['column_state', 'state', '1', '栏目状态', 'Whether a main column is as expected', siteColumnStates]],
  ),
];

/** Pages and certificates. */
export const webMetrics = [...pageMetrics, ...certificateMetrics, ...certificateOnlyMetrics, ...siteMetrics];
