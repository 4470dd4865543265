import { TextDecoder } from 'node:util';

/** Severities of RFC 5424, worst first: their numbers are their places. */
const SYSLOG_SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'] as const;
export type SyslogSeverity = (typeof SYSLOG_SEVERITIES)[number];

/** What a message is and says. */
export interface SyslogMessage {
  severity: SyslogSeverity;
  /** As it was sent, without the number in front. */
  text: string;
  /** The device that it is about, where it says so by address: what relays pass on. */
  about: string | undefined;
}

/** RFC 3164: a message without a number counts as user.notice. */
const NO_PRIORITY = 13;
const MOST_PRIORITY = 191;
const MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) /;

/** A message in the form of RFC 5424, RFC 3164, or what devices take for it. */
export function parseMessage(message: Buffer): SyslogMessage {
  const { priority, end } = priorityIn(message);
  const text = decode(message.subarray(end))
    .replace(/^\ufeff/, '')
    .replace(/[\0\r\n]+$/, '');
  return {
    severity: SYSLOG_SEVERITIES[priority % 8] as SyslogSeverity,
    text,
    about: addressIn(text),
  };
}

/** `<134>` at the beginning: facility * 8 + severity. */
function priorityIn(message: Buffer): { priority: number; end: number } {
  if (message[0] !== 0x3c) return { priority: NO_PRIORITY, end: 0 };
  let priority = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = message[at] ?? 0;
    if (byte === 0x3e && at > 1 && priority <= MOST_PRIORITY) return { priority, end: at + 1 };
    if (byte < 0x30 || byte > 0x39) break;
    priority = priority * 10 + byte - 0x30;
  }
  return { priority: NO_PRIORITY, end: 0 };
}

/** The name of the host, where it is an address. */
function addressIn(text: string): string | undefined {
  const words = text.slice(0, 200).split(' ');
  // 5424: version, time, host. 3164: month, day (perhaps behind two spaces), perhaps a year, time, host.
  const isNew = words[0] === '1' && words.length > 3;
  const rest = isNew
    ? words[2]
    : MONTH.test(text)
      ? words.find((_, at) => /^\d\d:\d\d:\d\d/.test(words[at - 1] ?? ''))
      : undefined;
  return rest !== undefined && /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)$/i.test(rest)
    ? rest
    : undefined;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What is no UTF-8 is taken for GBK, in which older devices write Chinese. */
function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
