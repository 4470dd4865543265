import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALERT_EVENT_KINDS } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import type { Call } from './channel.ts';
import { channelTypes } from './channel-types.ts';
import { sampleCall, sampleEvent } from './sample-call.ts';

const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);

/** Names as hostile as they come. */
const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom(
    '*x*[a](http://evil.example)',
    '<@all>',
    '<!channel>',
    '</b><a href="http://evil">',
    '{{x}} {phone} $&',
  ),
);

const event = fc
  .record({
    kind: fc.constantFrom(...ALERT_EVENT_KINDS),
    severity: fc.constantFrom(...SEVERITIES),
    from: fc.option(fc.constantFrom(...SEVERITIES)),
    by: fc.option(name),
    comment: name,
    target: fc.constantFrom('a', 'b', 'c'),
    labels: fc.dictionary(name, name, { maxKeys: 4 }),
    value: fc.option(fc.double({ noNaN: true })),
    threshold: fc.option(fc.double({ noNaN: true })),
    unit: fc.constantFrom('%', 'B', 's', 'd', '1/s', '', '℃'),
    isOver: fc.boolean(),
  })
  .map(({ kind, from, by, comment, isOver, ...alert }) => ({
    ...sampleEvent(T0, { ...alert, ...(isOver && { state: 'resolved', resolvedAtMs: T0 + 5_000 }) }),
    kind,
    from,
    by,
    comment,
  }));

const call = fc
  .record({
    events: fc.array(event, { minLength: 1, maxLength: 60 }),
    names: fc.record({ a: name, b: name, c: name }),
    seen: fc.array(name, { maxLength: 8 }),
    taken: fc.option(
      fc.record({
        total: fc.nat(5_000),
        hanging: fc.nat(5_000),
        notWell: fc.nat(5_000),
        names: fc.array(name, { maxLength: 10 }),
      }),
    ),
    storm: fc.option(fc.nat(20_000)),
    language: fc.constantFrom('zh-CN' as const, 'en' as const),
    attempt: fc.nat(3),
    test: fc.boolean(),
    pagesUrl: fc.constantFrom('', 'https://ward.example.com/'),
  })
  .map(({ names, seen, taken, storm, events, ...rest }): Call => {
    const { id } = events[0].alert;
    return sampleCall(T0, {
      ...rest,
      events,
      targetNames: names,
      ruleNames: { 'disk-space-critical': { 'zh-CN': names.a, en: names.b } },
      evidence: { [id]: seen },
      ...(taken && { consequences: { [id]: taken } }),
      more: storm === null ? null : stormOf(events.length + storm),
    });
  });

function stormOf(events: number): Call['more'] {
  const rules = [['disk-space-critical', events]] as const;
  return {
    events,
    fired: { info: 0, warning: 0, critical: events },
    resolved: 0,
    rules,
    targets: [['a', 3]],
    targetCount: 3,
  };
}

test.each(channelTypes.map((type) => [type.name, type] as const))(
  'whatever a call is about, %s keeps within its bounds, cuts no character, and lists or counts each event',
  (_, type) => {
    fc.assert(
      fc.property(call, (any) => {
        const { title, text, size, leftOut } = type.preview(configOf(type.name), any);

        expect(size.most === null || size.used <= size.most).toBe(true);
        expect(leftOut).toBeGreaterThanOrEqual(0);
        expect(leftOut).toBeLessThanOrEqual(any.more?.events ?? any.events.length);
        expect(title).not.toMatch(/[\r\n]/);
        expect(title.isWellFormed() && text.isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  },
);

/** What a kind needs at least. */
function configOf(kind: string): unknown {
  const type = channelTypes.find((each) => each.name === kind);
  const needed: Record<string, object> = {
    telegram: { token: '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr', chat: '1' },
    email: { host: 'h', port: 25, security: 'none', from: 'a@example.com', to: ['b@example.com'] },
    sms: { url: 'https://x.example/', body: '{"to":"{phone}","text":"{text}"}' },
    webhook: { url: 'https://x.example/', secret: 'sixteen letters!' },
    syslog: { host: 'h', port: 514 },
    'snmp-trap': { host: 'h', community: 'c' },
  };
  return type?.config.parse(needed[kind] ?? { url: 'https://x.example/' });
}
