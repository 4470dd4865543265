import { ldapMetrics } from '#protocol/vocabulary/reachability.ts';
import { certificateMetrics } from '#protocol/vocabulary/web.ts';
import { oneQuestion } from '../one-question.ts';
import { LdapConfig } from './config.ts';

/** A directory: whether it lets in, finds what it shall, and keeps up with its provider. */
export const ldap = oneQuestion<LdapConfig>(
  {
    name: 'ldap',
    config: LdapConfig,
    metrics: [...ldapMetrics, ...certificateMetrics],
    title: { 'zh-CN': 'LDAP 目录', en: 'LDAP directory' },
    target: 'service',
    credentials: ['password'],
    asksOn: true,
    platforms: ['linux', 'win32', 'darwin'],
    every: { ms: 60_000 },
    timeoutMs: 48_000,
  },
  async () => (await import('./ask-directory.ts')).askDirectory,
);
