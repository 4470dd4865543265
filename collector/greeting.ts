import type { NetworkInterfaceInfo } from 'node:os';
import { isLoopback } from './config/address.ts';
import type { CollectorConfig } from './config/config.ts';

export interface GreetingOptions {
  config: CollectorConfig;
  /** As it is reached from this machine. */
  url: string;
  firstPassword: string | undefined;
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}

/** What a person who has just started the collector wants to know, and nothing else. */
export function greeting({ config, url, firstPassword, interfaces }: GreetingOptions): string {
  const { data, listen, agent, interval } = config;
  const others = isEverywhere(listen.host) ? addressesOf(interfaces, url) : [];
  const lines = ['', `  Ward 守望   ${url}`, ...others.map((other) => `              ${other}`)];
  lines.push(`  data        ${data}`);
  if (agent)
    lines.push(`  agent       measures this machine every ${interval / 1000} s, log ${data}/agent/agent.log`);
  if (firstPassword !== undefined) {
    lines.push('', `  first sign-in   admin   ${firstPassword}`);
    lines.push('  shown only now; change it in the menu of your account');
  }
  if (isOpenToReaders(config)) {
    lines.push(
      '',
      '  Without TLS passwords and keys can be read on the way to other machines: set tls in the',
    );
    lines.push('  configuration, or listen on 127.0.0.1 behind a proxy that brings it.');
  }
  return [...lines, '', '  Ctrl-C stops.', ''].join('\n');
}

/** Whether what passes can be read on a network: neither TLS here nor a proxy that is trusted to bring it. */
export function isOpenToReaders({ listen, tls, trustProxy }: CollectorConfig): boolean {
  return !isLoopback(listen) && tls === undefined && trustProxy.length === 0;
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** `url` under each address that this machine has for others. */
function addressesOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, url: string): string[] {
  return Object.values(interfaces)
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => {
      const other = new URL(url);
      other.hostname = address;
      return other.origin;
    });
}
