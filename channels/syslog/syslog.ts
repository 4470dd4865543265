import { hostname as ownHostname } from 'node:os';
import type { Channel, ChannelType } from '../channel.ts';
import { delivered, failed, givenUp } from '../delivery.ts';
import { unlisted } from '../message.ts';
import { SyslogConfig } from './config.ts';
import { sendDatagrams, sendStream } from './send.ts';
import { syslogMessages } from './words.ts';

/** A receiver of syslog, such as a log store or a security centre. */
export const syslog: ChannelType<SyslogConfig> = {
  name: 'syslog',
  title: { 'zh-CN': 'Syslog', en: 'Syslog' },
  reaches: null,
  callsPerMinute: 300,
  config: SyslogConfig,
  secrets: [],
  destination: [],
  isForPrograms: true,
  hasTemplates: false,
  create: createSyslog,
  preview(config, call) {
    const lines = syslogMessages(config, call, config.hostname || 'ward');
    const used = Math.max(...lines.map((line) => Buffer.byteLength(line)));
    const leftOut = unlisted(call);
    return {
      title: '',
      text: lines.join('\n'),
      form: 'text',
      size: { used, most: 2_048, unit: 'bytes' },
      leftOut,
    };
  },
};

function createSyslog(config: SyslogConfig): Channel {
  const hostname = config.hostname || ownHostname() || '-';
  return {
    async tell(call, signal) {
      const timeout = AbortSignal.timeout(config.timeoutMs);
      const messages = syslogMessages(config, call, hostname);
      const send = config.transport === 'udp' ? sendDatagrams : sendStream;
      try {
        await send(config, messages, AbortSignal.any([signal, timeout]));
        const how = config.transport === 'udp' ? 'sent, which is all that UDP can tell' : 'taken';
        return delivered(`${messages.length} ${how}`);
      } catch (error) {
        const { message, code } = error as Error & { code?: string };
        return givenUp(timeout, signal, config.timeoutMs) ?? failed(true, message || code || 'no connection');
      }
    },
    async close() {},
  };
}
