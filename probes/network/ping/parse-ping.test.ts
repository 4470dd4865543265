import { describe, expect, it } from 'vitest';
import { parsePing, pingFigures } from './parse-ping.ts';

describe('what ping prints', () => {
  it.each([
    [
      'iputils, one lost, one twice',
      `PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.045 ms
64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.090 ms (DUP!)
64 bytes from 10.0.0.1: icmp_seq=3 ttl=64 time=12.5 ms

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 404ms
rtt min/avg/max/mdev = 0.045/6.272/12.500/6.227 ms`,
      [0.045, 12.5],
      '',
    ],
    [
      'iputils, refused by a router',
      `PING 10.9.0.1 (10.9.0.1) 56(84) bytes of data.
From 10.0.0.254 icmp_seq=1 Destination Host Unreachable
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms`,
      [],
      'Destination Host Unreachable',
    ],
    [
      'BusyBox',
      `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.064 ms
64 bytes from 127.0.0.1: seq=1 ttl=64 time=0.101 ms

2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 0.064/0.082/0.101 ms`,
      [0.064, 0.101],
      '',
    ],
    [
      'macOS over IPv6',
      `PING6(56=40+8+8 bytes) ::1 --> ::1
16 bytes from ::1, icmp_seq=0 hlim=64 time=0.068 ms
round-trip min/avg/max/std-dev = 0.068/0.068/0.068/0.000 ms`,
      [0.068],
      '',
    ],
    [
      'Windows',
      `Pinging 10.0.0.1 with 32 bytes of data:\r
Reply from 10.0.0.1: bytes=32 time=14ms TTL=128\r
Reply from 10.0.0.1: bytes=32 time<1ms TTL=128\r
Request timed out.\r
Reply from 10.0.0.9: Destination host unreachable.\r
\r
    Packets: Sent = 4, Received = 3, Lost = 1 (25% loss),\r
Approximate round trip times in milli-seconds:\r
    Minimum = 0ms, Maximum = 14ms, Average = 7ms\r
`,
      [14, 0.5],
      'Reply from 10.0.0.9: Destination host unreachable.',
    ],
  ])('by %s is understood', (_whose, text, times, trouble) => {
    expect(parsePing(text)).toEqual({ times, trouble });
  });

  it('by Windows in Chinese is understood as the bytes come, in GBK', () => {
    // 来自 10.0.0.1 的回复: 字节=32 时间=3ms TTL=64 / 时间<1ms / 最短 = 0ms，最长 = 3ms，平均 = 1ms
    const [from, reply, bytes, time] = ['c0b4d7d4', 'b5c4bbd8b8b4', 'd7d6bdda', 'cab1bce4'];
    const [shortest, longest, mean] = ['d7eeb6cc', 'd7eeb3a4', 'c6bdbef9'];
    const text = [
      [from, ' 10.0.0.1 ', reply, ': ', bytes, '=32 ', time, '=3ms TTL=64\r\n'],
      [from, ' 10.0.0.1 ', reply, ': ', bytes, '=32 ', time, '<1ms TTL=64\r\n'],
      ['    ', shortest, ' = 0ms\xa3\xac', longest, ' = 3ms\xa3\xac', mean, ' = 1ms\r\n'],
    ]
      .flat()
      .map((part) => (/^[0-9a-f]{8,}$/.test(part) ? Buffer.from(part, 'hex').toString('latin1') : part))
      .join('');

    expect(parsePing(text)).toEqual({ times: [3, 0.5], trouble: '' });
  });
});

describe('figures', () => {
  it('tell loss, spread and jitter', () => {
    expect(pingFigures([10, 14, 12, 12], 5)).toEqual({
      lossPercent: 20,
      averageMs: 12,
      minimumMs: 10,
      maximumMs: 14,
      deviationMs: Math.sqrt(2),
      jitterMs: 2,
    });
  });

  it('of one packet have no jitter', () => {
    expect(pingFigures([10], 1)).toMatchObject({ lossPercent: 0, deviationMs: 0, jitterMs: Number.NaN });
  });
});
