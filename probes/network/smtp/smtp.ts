import { smtpMetrics } from '#protocol/vocabulary/reachability.ts';
import { certificateMetrics } from '#protocol/vocabulary/web.ts';
import { oneQuestion } from '../one-question.ts';
import { SmtpConfig } from './config.ts';

/** A mail server: greeting, TLS with its certificate, signing in, each with its time. */
export const smtp = oneQuestion<SmtpConfig>(
  {
    name: 'smtp',
    config: SmtpConfig,
    metrics: [...smtpMetrics, ...certificateMetrics],
    title: { 'zh-CN': 'SMTP 邮件服务器', en: 'SMTP mail server' },
    target: 'service',
    credentials: ['password'],
    isPublic: true,
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 48_000,
  },
  async () => (await import('./ask-mail.ts')).askMail,
);
