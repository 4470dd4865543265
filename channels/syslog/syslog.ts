import { hostname as ownHostname } from 'node:os';
import type { Channel, ChannelType } from '../channel.ts';
import { delivered, failed, withinTime } from '../delivery.ts';
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
  // More datagrams at once than this are lost in the buffers of the receiver.
  eventsPerCall: 100,
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
      const messages = syslogMessages(config, call, hostname);
      const isUdp = config.transport === 'udp';
      return withinTime(
        config.timeoutMs,
        signal,
        async (ending) => {
          await (isUdp ? sendDatagrams : sendStream)(config, messages, ending);
          return delivered(`${messages.length} ${isUdp ? 'sent, which is all that UDP can tell' : 'taken'}`);
        },
        ({ message, code }) => failed(true, message || code || 'no connection'),
      );
    },
    async close() {},
  };
}
