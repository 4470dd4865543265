import type { Flag } from '#config/command-line.ts';

/** What the agent understands on its command line. */
export const agentFlags: readonly Flag[] = [
  {
    name: 'collector',
    value: 'URL',
    path: ['collectors'],
    many: true,
    does: 'where to send, such as https://ward.example:8642; may be given several times',
  },
  {
    name: 'token',
    value: 'TOKEN',
    path: ['token'],
    does: 'one-time token, needed at the first start only',
  },
  { name: 'token-file', value: 'FILE', path: ['token_file'], does: 'file that holds the token' },
  {
    name: 'ca',
    value: 'FILE',
    path: ['tls', 'ca'],
    does: 'PEM of the authority that signed the certificate of the collector',
  },
  {
    name: 'pin',
    value: 'FILE',
    path: ['tls', 'pin'],
    does: 'PEM of that certificate itself, such as one that nobody signed',
  },
  {
    name: 'data',
    value: 'DIR',
    path: ['data'],
    does: 'where key and outbox are kept (default ./data/agent)',
  },
  { name: 'interval', value: '10s', path: ['interval'], does: 'how often to measure (default 10s)' },
  {
    name: 'zone',
    value: 'ZONE',
    path: ['zone'],
    does: 'asks the devices of this network zone; without one it asks none',
  },
  { name: 'config', value: 'FILE', does: 'a YAML file with everything else' },
  { name: 'version', does: 'the version of this agent' },
];

export const agentUsage = 'Usage: ward-agent --collector URL --token TOKEN [options]';
