import { probeStateCode } from '#protocol/probe-state.ts';
import { HOUR_MS, is, MINUTE_MS, type RuleDefinition, SECOND_MS } from './rule-definition.ts';

/** Two visits in a row, a minute apart and a little less. */
const TWO_VISITS_MS = 50 * SECOND_MS;

/** Pages and certificates. That nobody answers, or a port is shut, is told by the rules for devices and services. */
export const webRules: readonly RuleDefinition[] = [
  {
    id: 'page-wrong-answer',
    name: { 'zh-CN': '网页应答不符合预期', en: 'Page answers wrongly' },
    reason: {
      'zh-CN':
        '状态码、文字或接口数据与规定的不符，连续两次：对访问者来说页面已不可用。出错页面的开头保存在证据里。',
      en: 'Status, text or data are not as they should be, twice in a row: to its visitors the page is out of order. The beginning of the wrong page is kept as evidence.',
    },
    // All words behind "altered".
    watch: { metric: 'page.state' },
    condition: { kind: 'above', threshold: 1 },
    holdMs: TWO_VISITS_MS,
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'page-altered',
    name: { 'zh-CN': '网页内容被改动', en: 'Page altered' },
    reason: {
      'zh-CN':
        '与认可的内容不同，噪声已经屏蔽，所以第一次就通知：可能被篡改或植入暗链。差异在证据里；若是正常更新，把告警给出的指纹填入 accepted。十分钟的恢复延迟避免多台服务器内容不一时反复。',
      en: 'It differs from what was accepted, without its noise: one visit is enough, for it may have been defaced or have got hidden links. The difference is kept as evidence; if it is right, write the fingerprint of the alert into `accepted`. Ten minutes keep servers that differ from going back and forth.',
    },
    ...is('page.state', 'altered'),
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'page-slow',
    name: { 'zh-CN': '网页响应慢', en: 'Page slow' },
    reason: {
      'zh-CN': '超过 5 秒多数访问者会离开；五分钟排除偶尔的高峰。各阶段耗时说明慢在网络、握手还是程序。',
      en: 'After five seconds most visitors leave. Five minutes leave out a short rush; the times of the phases say whether network, handshake or program is slow.',
    },
    watch: { metric: 'http_response.response_time' },
    condition: { kind: 'above', threshold: 5 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 4,
    recoveryDelayMs: MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'page-not-in-time',
    name: { 'zh-CN': '网页未在时限内传完', en: 'Page not there in time' },
    reason: {
      'zh-CN': '有应答，但在时限（默认 10 秒）内没有传完，连续两次：访问者看到的是转圈的空白页。',
      en: 'It begins to answer and is not done within its time (10 s by default), twice in a row: visitors see a blank page.',
    },
    watch: { metric: 'probe.state', labels: { probe: 'http' } },
    condition: { kind: 'equal', value: probeStateCode('too_slow') },
    holdMs: TWO_VISITS_MS,
    severity: 'critical',
  },
  {
    id: 'certificate-expires',
    name: { 'zh-CN': '证书即将到期', en: 'Certificate is about to expire' },
    reason: {
      'zh-CN':
        '续期应在到期前 30 天完成，这里留出两周办理。规定的续期期限已过。一周内不更换，浏览器将拒绝打开页面，接口调用将失败。',
      en: 'Renewal is to be done 30 days before the end; this leaves two weeks to do it. The time by which it was to be renewed has passed. Unless it is replaced within the week, browsers will refuse the page and programs the interface.',
    },
    watch: { metric: 'certificate.days_left' },
    condition: { kind: 'below', threshold: 45 },
    recoveryDelayMs: HOUR_MS,
    severity: 'info',
    tiers: [
      { severity: 'warning', threshold: 30 },
      { severity: 'critical', threshold: 7 },
    ],
  },
  {
    id: 'certificate-chain-expires',
    name: { 'zh-CN': '上级证书 30 天内到期', en: 'Certificate above expires within 30 days' },
    reason: {
      'zh-CN': '服务器送出的中间证书即将到期；自己的证书仍有效，访问者也会被拒绝。',
      en: 'A certificate that the server sends along is about to end. Visitors are refused then, however valid its own one is.',
    },
    watch: { metric: 'certificate.chain_days_left' },
    condition: { kind: 'below', threshold: 30 },
    recoveryDelayMs: HOUR_MS,
    severity: 'warning',
  },
  {
    id: 'certificate-unusable',
    name: { 'zh-CN': '证书过期或域名不匹配', en: 'Certificate expired, or for another name' },
    reason: {
      'zh-CN': '已过期、尚未生效、域名不匹配或上级证书过期：每个浏览器都会拦截，一次就通知。',
      en: 'Expired, not valid yet, for another name, or below one that expired: every browser stops its visitors. One look is enough.',
    },
    // All words from "wrong_name" on.
    watch: { metric: 'certificate.state' },
    condition: { kind: 'above', threshold: 5 },
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'certificate-self-signed',
    name: { 'zh-CN': '自签名证书', en: 'Certificate is self-signed' },
    reason: {
      'zh-CN': '无法证明对方是谁，访问者习惯忽略警告后，冒充者同样能得手。内部系统可用 ca 指定自己的证书。',
      en: 'It proves nobody, and visitors who are used to the warning will not notice an impostor. Within a site of your own name it in the setting `ca`.',
    },
    ...is('certificate.state', 'self_signed'),
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'certificate-unknown-issuer',
    name: { 'zh-CN': '证书颁发者不受信任', en: 'Issuer of the certificate unknown' },
    reason: {
      'zh-CN': '证书不通向任何受信任的机构；内部机构可用 ca 指定。',
      en: 'It leads to no authority that is believed. One of your own is named by the setting `ca`.',
    },
    ...is('certificate.state', 'unknown_issuer'),
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'certificate-incomplete-chain',
    name: { 'zh-CN': '证书链不完整', en: 'Certificate without its chain' },
    reason: {
      'zh-CN': '服务器没有送出中间证书：部分浏览器能自己补齐，手机和程序则会失败。',
      en: 'The server leaves out the certificate between. Some browsers fetch it themselves; phones and programs fail.',
    },
    ...is('certificate.state', 'incomplete_chain'),
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'certificate-weak-key',
    name: { 'zh-CN': '证书密钥过短', en: 'Key of the certificate too short' },
    reason: {
      'zh-CN': 'RSA 低于 2048 位、椭圆曲线低于 224 位已不被认可，下次续期前应更换。',
      en: 'RSA below 2048 bits and curves below 224 are no longer accepted: replace it at once rather than at the next renewal.',
    },
    ...is('certificate.state', 'weak_key'),
    severity: 'warning',
  },
  {
    id: 'certificate-weak-signature',
    name: { 'zh-CN': '证书签名算法过旧', en: 'Signature of the certificate too weak' },
    reason: {
      'zh-CN': 'MD5 和 SHA-1 签名可以伪造。',
      en: 'Signatures with MD5 and SHA-1 can be forged.',
    },
    ...is('certificate.state', 'weak_signature'),
    severity: 'warning',
  },
  {
    id: 'certificate-weak-protocol',
    name: { 'zh-CN': '仍接受 TLS 1.0 或 1.1', en: 'TLS 1.0 or 1.1 still accepted' },
    reason: {
      'zh-CN': '两者自 2021 年起废止（RFC 8996），等级保护测评会列为问题。每天检查一次。',
      en: 'Both are withdrawn since 2021 (RFC 8996), and assessments list them as a finding. Tried once a day.',
    },
    ...is('certificate.weak_protocol', 'yes'),
    severity: 'info',
  },
  {
    id: 'site-broken-links',
    name: { 'zh-CN': '网站有失效链接', en: 'Site has broken links' },
    reason: {
      'zh-CN': '一次检查中两次都打不开的链接；清单和所在页面保存在证据里。',
      en: 'Links that led nowhere twice in one check; which they are, and where they stand, is kept as evidence.',
    },
    watch: { metric: 'site.broken_links' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'warning',
  },
  {
    id: 'site-column',
    name: { 'zh-CN': '网站主要栏目异常', en: 'Main column of a site not as expected' },
    reason: {
      'zh-CN': '首页上没有该栏目，或打不开、内容过少：首页返回 200 也不算完整。',
      en: 'The start page lacks it, it does not answer, or there is too little in it: a start page with status 200 is not a whole site.',
    },
    watch: { metric: 'site.column_state' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'critical',
  },
];
