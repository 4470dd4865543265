import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figures, realOptions, running, type TestTree, testTree } from '../test-tree.ts';
import { SocketsConfig } from './config.ts';
import { sockets } from './sockets.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');

describe('the probe for sockets', () => {
  let tree: TestTree;
  beforeEach(() => {
    tree = testTree();
    tree.write('proc/net/sockstat', fixture('sockstat'));
  });
  afterEach(() => tree.end());

  async function read(config: object): Promise<Record<string, number>> {
    const probe = sockets.create(SocketsConfig.parse(config), tree.options);
    const measurements = await probe.collect(running);
    await probe.close();
    return figures(measurements);
  }

  it('tells what the kernel counts, pages as bytes', async () => {
    expect(await read({})).toEqual({
      'sockstat.sockets_used': 211,
      'sockstat.tcp_inuse': 9,
      'sockstat.tcp_orphan': 1,
      'sockstat.tcp_tw': 19,
      'sockstat.tcp_alloc': 47,
      'sockstat.tcp_mem_bytes': 22 * 4096,
      'sockstat.udp_inuse': 2,
      'sockstat.udp_mem_bytes': 3 * 4096,
      'sockstat.raw_inuse': 4,
    });
  });

  it('adds what it counts for IPv6 where there is IPv6', async () => {
    tree.write('proc/net/sockstat6', 'TCP6: inuse 5\nUDP6: inuse 6\nRAW6: inuse 0\n');

    expect(await read({})).toMatchObject({ 'sockstat.tcp6_inuse': 5, 'sockstat.udp6_inuse': 6 });
  });

  it('counts the states of both protocols on request, half-open ones as they are known', async () => {
    tree.write('proc/net/tcp', fixture('tcp'));
    tree.write('proc/net/tcp6', fixture('tcp'));

    expect(await read({ tcpStates: true })).toMatchObject({
      'netstat.tcp_listen': 2,
      'netstat.tcp_established': 2,
      'netstat.tcp_time_wait': 2,
      'netstat.tcp_syn_recv': 2,
      'netstat.tcp_close_wait': 0,
    });
  });

  it.runIf(process.platform === 'linux')('sees a socket that listens on this machine', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const probe = sockets.create(SocketsConfig.parse({ tcpStates: true }), realOptions);
    const real = figures(await probe.collect(running));
    await probe.close();
    server.close();

    expect(real['netstat.tcp_listen']).toBeGreaterThanOrEqual(1);
    expect(real['sockstat.tcp_inuse']).toBeGreaterThanOrEqual(1);
  });
});
