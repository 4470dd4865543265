import { createTransport } from 'nodemailer';
import type { Call, Channel, ChannelType, Delivery, Preview } from '../channel.ts';
import { delivered, failed, orAborted, withinTime } from '../delivery.ts';
import { EmailConfig } from './config.ts';
import { mailOf } from './words.ts';

/** A mail to one or more addresses, by SMTP. */
export const email: ChannelType<EmailConfig> = {
  name: 'email',
  title: { 'zh-CN': '电子邮件', en: 'E-mail' },
  reaches: 'email',
  callsPerMinute: 30,
  config: EmailConfig,
  secrets: ['password'],
  destination: ['host', 'port', 'security', 'verifyCertificate'],
  isForPrograms: false,
  hasTemplates: true,
  create: createEmail,
  preview: previewEmail,
};

function createEmail(config: EmailConfig): Channel {
  return {
    async tell(call, signal) {
      if (call.to?.email === '') return failed(false, `no address is entered for ${call.to.name}`);
      // A connection of its own for each mail: calls are rare, and servers drop idle ones.
      const transport = createTransport(transportOptions(config));
      try {
        return await withinTime(
          config.timeoutMs,
          signal,
          async (ending) => answered(await orAborted(transport.sendMail(messageOf(config, call)), ending)),
          refused,
        );
      } finally {
        transport.close();
      }
    },
    async close() {},
  };
}

function previewEmail(config: EmailConfig, call: Call): Preview {
  const { subject, html, leftOut } = mailOf(call, config.templates);
  const size = { used: Buffer.byteLength(html), most: null, unit: 'bytes' } as const;
  return { title: subject, text: html, form: 'html', size, leftOut };
}

function transportOptions(config: EmailConfig) {
  const { host, port, security, timeoutMs } = config;
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { rejectUnauthorized: config.verifyCertificate },
    auth: config.user === '' ? undefined : { user: config.user, pass: config.password },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function messageOf(config: EmailConfig, call: Call) {
  const domain = config.from.slice(config.from.indexOf('@') + 1);
  const [first] = call.events;
  const { subject, text, html } = mailOf(call, config.templates);
  return {
    from: { name: 'Ward 守望', address: config.from },
    to: call.to?.email ?? config.to,
    subject,
    text,
    html,
    messageId: `<${call.id}.${call.attempt}@${domain}>`,
    // All that is said of one alert stands together in the mailbox.
    references: first && call.events.length === 1 ? [`<${first.alert.id}@${domain}>`] : [],
    headers: {
      'auto-submitted': 'auto-generated',
      'ward-call': call.id,
      'ward-attempt': String(call.attempt),
    },
  };
}

/** What nodemailer says of a mail that was taken. */
interface Sent {
  response: string;
  rejected?: readonly unknown[];
}

interface SmtpError extends Error {
  /** nodemailer's own code, such as `EAUTH`. */
  code?: string;
  /** What the server answered with. */
  responseCode?: number;
}

function answered(sent: Sent): Delivery {
  const rejected = (sent.rejected ?? []).map(String);
  const note = rejected.length > 0 ? `; not taken for ${rejected.join(', ')}` : '';
  return delivered(`${sent.response}${note}`);
}

/** The server said no for good with 5xx; everything else may pass. */
function refused(error: SmtpError): Delivery {
  const isFinal = error.responseCode !== undefined && error.responseCode >= 500;
  return failed(!isFinal, error.message);
}
