import type { ProbeState } from '#protocol/probe-state.ts';
import type { LabelValues } from '#protocol/rule.ts';
import { cannotBeRead, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/*
 * Why a target cannot be read. Of every probe each reason is told by one rule: by one of these, or by the rules of what
 * the probe tells besides, such as the state of a port, a page or a certificate.
 */

/** Ports have a rule of their own, which names the port. */
const PORTS = 'tcp';
/** They tell the state of the certificate itself, whose rules say what is wrong with it. */
const TELL_CERTIFICATES = ['http', 'certificate', 'smtp', 'ldap'];
/** What a wrong answer of these means is said by rules of their own. */
const TELL_ANSWERS = [PORTS, 'http', 'dns', 'smtp', 'ldap'];

export const unreadRules: readonly RuleDefinition[] = [
  {
    id: 'device-unreachable',
    name: { 'zh-CN': '目标无应答', en: 'Does not answer' },
    reason: {
      'zh-CN': '一次超时多是丢包；一分钟内都没有任何应答：设备或服务、它的电源或通往它的网络中断了。',
      en: 'One silence is mostly a lost packet. Without any answer for a minute the device or service, its power or the way to it is down.',
    },
    ...unread(['silent'], PORTS),
    holdMs: MINUTE_MS,
    severity: 'critical',
    meaning: 'unreachable',
  },
  {
    id: 'service-refuses',
    name: { 'zh-CN': '服务拒绝连接', en: 'Service refuses connections' },
    reason: {
      'zh-CN': '机器在，端口却没有程序监听或立即断开：服务已停止或正在崩溃重启。一分钟排除正常重启。',
      en: 'The machine is there and nothing listens, or it hangs up at once: the service has stopped or keeps crashing. One minute leaves out a restart.',
    },
    ...unread(['refused'], PORTS),
    holdMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'device-changed-identity',
    name: { 'zh-CN': '目标身份改变', en: 'Target is another one' },
    reason: {
      'zh-CN':
        '主机密钥、SNMP 引擎或应答来源与以前不同：设备或主机被更换，或者有人冒充。在有人确认之前不再使用凭据。',
      en: 'Host key, SNMP engine or the sender of its answers is not what it was: the device or host was replaced, or somebody poses as it. Credentials are not used until a person has confirmed it.',
    },
    ...unread(['other_identity']),
    severity: 'critical',
  },
  {
    id: 'device-wrong-secret',
    name: { 'zh-CN': '凭据被拒绝', en: 'Credentials refused' },
    reason: {
      'zh-CN':
        '团体名、用户、密码或令牌不被接受：密码改过，或者账号被锁定、已过期；重试会锁定账号，所以每十分钟才试一次。',
      en: 'Community, user, password or token is not accepted: it was changed there, or the account is locked or has expired. Trying on would lock the account, so it is tried every ten minutes only.',
    },
    ...unread(['wrong_secret']),
    severity: 'warning',
  },
  {
    id: 'database-full',
    name: { 'zh-CN': '连接数已满', en: 'Takes no more sessions' },
    reason: {
      'zh-CN': '服务以“连接或会话已满”拒绝，应用和用户此刻也连不上。一次就通知：普通账号的名额已经用完。',
      en: 'It refuses with the words that it is full, and applications get the same answer now. Once is enough: what ordinary accounts may have is used up.',
    },
    ...unread(['full']),
    severity: 'critical',
  },
  {
    id: 'database-denied',
    name: { 'zh-CN': '监控账号无权读取', en: 'The account may read nothing' },
    reason: {
      'zh-CN':
        '账号或来源地址被认出，但什么都不许读，监控形同虚设；数据库用 check --grants 打印的脚本授权，其他服务放开只读的状态页。',
      en: 'The account or address is known there and may read nothing, so that nothing is watched. For a database the script that check --grants prints gives the rights; other services have a page of their state to open.',
    },
    ...unread(['denied']),
    severity: 'warning',
  },
  {
    id: 'target-not-understood',
    name: { 'zh-CN': '应答无法识别，读不到数据', en: 'Answers cannot be understood' },
    reason: {
      'zh-CN':
        '有应答，但出错或不合协议：端口上换了别的程序，或服务自身有故障。五分钟排除重启和升级；在此期间这个目标实际上无人值守。',
      en: 'It answers with an error, or follows no rule: another program took the port, or the service is not well. Five minutes leave out a restart or an upgrade; meanwhile nobody watches this target.',
    },
    // Name servers have a rule of their own, which says what it means.
    ...unread(['failed', 'not_understood'], 'dns'),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'target-wrong-answer',
    name: { 'zh-CN': '应答不符合预期，读不到数据', en: 'Not the expected answer' },
    reason: {
      'zh-CN':
        '状态页返回了别的状态码，或端口上不是应有的服务：配置被改、前面加了网关，或服务出错。五分钟排除发布和重载。',
      en: 'The page of its state has another status, or the port belongs to something else: a setting was changed, a gateway was put before it, or it is ill. Five minutes leave out a deployment or a reload.',
    },
    ...unread(['wrong_answer'], TELL_ANSWERS),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'target-too-slow',
    name: { 'zh-CN': '应答过慢，数据不全', en: 'Too slow to be read' },
    reason: {
      'zh-CN':
        '有应答，但在时限内读不完：目标过载，或线路太慢。五分钟排除一次备份或高峰；网页由“未在时限内传完”单独告警。',
      en: 'It answers, and not all of it within its time: it is overloaded, or the line is slow. Five minutes leave out a backup or a peak; pages have a rule of their own.',
    },
    ...unread(['too_slow'], 'http'),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'target-misconfigured',
    name: { 'zh-CN': '采集设置与目标不符', en: 'Settings do not fit the target' },
    reason: {
      'zh-CN':
        '目标不支持所问的内容，或设置本身有误；等待不会变好，需要有人改设置，在此之前这一项实际上无人值守。五分钟留给刚改完的人。',
      en: 'It does not know what is asked, or the settings make no sense. Waiting does not help, somebody has to correct them, and until then nobody watches this. Five minutes are for whoever is at it.',
    },
    ...unread(['misconfigured', 'unsupported']),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'target-bad-certificate',
    name: { 'zh-CN': '服务的证书不可信', en: 'Certificate of the service does not hold' },
    reason: {
      'zh-CN':
        '证书不能证明对方是谁，因此没有交出凭据，也读不到数据：已过期、名称不符，或不是受信任机构签发。五分钟排除正在更换。',
      en: 'The certificate proves nobody, so no credential was given and nothing is read: it has expired, is for another name, or comes from nobody that is believed. Five minutes leave out a replacement under way.',
    },
    ...unread(['bad_certificate'], TELL_CERTIFICATES),
    holdMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
];

/** Violated while targets cannot be read for one of these reasons; `except` names probes that tell it otherwise. */
function unread(
  why: readonly ProbeState[],
  except?: LabelValues,
): Pick<RuleDefinition, 'watch' | 'condition'> {
  const { watch, condition } = cannotBeRead(...why);
  return { watch: except === undefined ? watch : { ...watch, notLabels: { probe: except } }, condition };
}
