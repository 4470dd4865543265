import { type AlertEvent, UNTOUCHED } from '#protocol/alert.ts';
import type { Call } from './channel.ts';

/** A call that looks like a real one: for tests, and as a test send when `test` is set. */
export function sampleCall(nowMs: number, more: Partial<Call> = {}): Call {
  return {
    id: '0123456789abcdef0123456789abcdef',
    events: [sampleEvent(nowMs)],
    targetNames: { 'target-1': 'web1' },
    ruleNames: { 'disk-space-critical': { 'zh-CN': '磁盘空间告急', en: 'Disk space critical' } },
    evidence: {},
    language: 'en',
    zone: 'Asia/Shanghai',
    pagesUrl: '',
    to: null,
    more: null,
    drill: null,
    test: false,
    attempt: 0,
    sentAtMs: nowMs,
    ...more,
  };
}

/** A disk that has just become too full. */
export function sampleEvent(nowMs: number, more: Partial<AlertEvent['alert']> = {}): AlertEvent {
  return {
    id: 'fedcba9876543210fedcba9876543210',
    kind: more.state === 'resolved' ? 'resolved' : 'fired',
    atMs: nowMs,
    position: 1,
    late: false,
    by: null,
    comment: '',
    from: null,
    alert: {
      id: '00112233445566778899aabbccddeeff',
      rule: 'disk-space-critical',
      ruleRevision: 1,
      organisation: 'default',
      target: 'target-1',
      metric: 'disk.used_percent',
      labels: { path: '/data' },
      unit: '%',
      severity: 'critical',
      state: 'firing',
      beganAtMs: nowMs,
      firedAtMs: nowMs,
      value: 91.2,
      threshold: 90,
      ...UNTOUCHED,
      ...more,
    },
  };
}
