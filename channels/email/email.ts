import { createTransport } from 'nodemailer';
import type { Call, Channel, ChannelType, Delivery } from '../channel.ts';
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
  create: createEmail,
};

function createEmail(config: EmailConfig): Channel {
  return {
    async tell(call, signal) {
      const timeout = AbortSignal.timeout(config.timeoutMs);
      // A connection of its own for each mail: calls are rare, and servers drop idle ones.
      const transport = createTransport(transportOptions(config));
      try {
        const sent = transport.sendMail(messageOf(config, call));
        return answered(await orAborted(sent, AbortSignal.any([signal, timeout])));
      } catch (error) {
        if (timeout.aborted) return failed(true, `no answer within ${config.timeoutMs} ms`);
        if (signal.aborted) return failed(true, 'stopped before an answer came');
        return refused(error as SmtpError);
      } finally {
        transport.close();
      }
    },
    async close() {},
  };
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
  return {
    from: { name: 'Ward 守望', address: config.from },
    to: call.to?.email || config.to,
    ...mailOf(call),
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
  return { delivered: true, answer: `${sent.response}${note}`.slice(0, 300) };
}

/** The server said no for good with 5xx; everything else may pass. */
function refused(error: SmtpError): Delivery {
  const isFinal = error.responseCode !== undefined && error.responseCode >= 500;
  return failed(!isFinal, error.message.slice(0, 300));
}

function failed(retryable: boolean, reason: string): Delivery {
  return { delivered: false, retryable, reason };
}

function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
