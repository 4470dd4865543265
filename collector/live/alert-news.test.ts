import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { sampleEvent } from '#channels/sample-call.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { ToBrowser } from '#protocol/live.ts';
import type { Severity } from '#protocol/rule.ts';
import { AlertSnapshots, encodeAlerts } from './alert-snapshots.ts';
import { DEFAULT_HUB_LIMITS, LiveHub } from './hub.ts';
import type { LiveConnection, Viewer } from './viewer.ts';

interface Browser extends LiveConnection {
  texts: ToBrowser[];
  encoded: Uint8Array[];
}

let made = 0;
function event(organisation = 'default', severity: Severity = 'warning'): AlertEvent {
  const sample = sampleEvent(1_000, { severity });
  return { ...sample, id: `e${++made}`, alert: { ...sample.alert, organisation } };
}
const many = (count: number, organisation?: string, severity?: Severity) =>
  Array.from({ length: count }, () => event(organisation, severity));

function viewer(...organisations: string[]): Viewer {
  return {
    person: 'p',
    scope: organisations.join(' '),
    seesTarget: () => true,
    seesOrganisation: (id) => organisations.includes(id),
  };
}

async function join(hub: LiveHub, who: Viewer): Promise<Browser> {
  const browser: Browser = {
    viewer: who,
    texts: [],
    encoded: [],
    sendText: (text) => browser.texts.push(JSON.parse(text)),
    sendEncoded(text) {
      browser.encoded.push(text);
      browser.texts.push(JSON.parse(Buffer.from(text).toString()));
    },
    sendBytes() {},
    waitingBytes: () => 0,
    close() {},
  };
  hub.join(browser, { bytes: await encodeAlerts({ alerts: [], truncatedAt: null }), moment: hub.moment });
  browser.texts.length = 0;
  browser.encoded.length = 0;
  return browser;
}

async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; !done() && tries < 3_000; tries++) await sleep(5);
  expect(done()).toBe(true);
}
const ids = ({ texts }: Browser) =>
  texts.map((text) => (text.type === 'alert_events' ? text.events.map(({ id }) => id) : text.type));

describe('what happens to alerts', () => {
  test('is told at once when it was quiet, and what follows in a moment in one message', async () => {
    const hub = new LiveHub();
    const browser = await join(hub, viewer('default'));
    const [first, second, third] = many(3);

    hub.sendEvents([first]);
    expect(ids(browser)).toEqual([[first.id]]);
    hub.sendEvents([second]);
    hub.sendEvents([third]);

    await until(() => browser.texts.length === 2);
    expect(ids(browser)).toEqual([[first.id], [second.id, third.id]]);
  });

  test('is told to those who see the organisation, in its order, encoded once for all who see the same', async () => {
    const hub = new LiveHub();
    const [both, alsoBoth, one, none] = await Promise.all([
      join(hub, viewer('default', 'other')),
      join(hub, viewer('default', 'other')),
      join(hub, viewer('other')),
      join(hub, viewer('third')),
    ]);
    const events = [event('default'), event('other'), event('default'), event('other')];

    hub.sendEvents(events);

    expect(ids(both)).toEqual([events.map(({ id }) => id)]);
    expect(ids(one)).toEqual([[events[1].id, events[3].id]]);
    expect(none.texts).toEqual([]);
    expect(alsoBoth.encoded[0]).toBe(both.encoded[0]);
  });

  test('is only counted in a storm, for those who see so much', async () => {
    const hub = new LiveHub();
    const all = await join(hub, viewer('default', 'other'));
    const few = await join(hub, viewer('other'));
    const resolved = many(5).map((each) => ({ ...each, kind: 'resolved' as const }));

    hub.sendEvents([...many(9_990), ...many(3, 'other', 'critical'), ...resolved]);

    expect(all.texts).toEqual([
      { type: 'alert_storm', events: 9_998, fired: 9_993, resolved: 5, worst: 'critical' },
    ]);
    expect(few.texts).toMatchObject([{ type: 'alert_events', events: [{}, {}, {}] }]);
  });
});

describe('what stands', () => {
  test('is read once for all who ask in the same moment, and anew after something has happened', async () => {
    const hub = new LiveHub();
    let reads = 0;
    const read = async () => {
      reads++;
      return { alerts: [event().alert], truncatedAt: null };
    };
    const snapshots = new AlertSnapshots(read, () => hub.moment);
    const who = viewer('default');

    const [first, second] = await Promise.all([snapshots.of(who), snapshots.of(viewer('default'))]);
    const other = await snapshots.of(viewer('default', 'other'));
    hub.sendEvents([event()]);
    const fresh = await snapshots.of(who);

    expect(second).toBe(first);
    expect(reads).toBe(3);
    expect([first.moment, other.moment, fresh.moment]).toEqual([0, 0, 1]);
  });

  test('is followed by what was told while it was read', async () => {
    const hub = new LiveHub();
    const browser = await join(hub, viewer('default'));
    const before = event();
    hub.sendEvents([before]);
    const standing = { bytes: await encodeAlerts({ alerts: [], truncatedAt: null }), moment: 0 };
    browser.texts.length = 0;

    hub.sendAlerts(browser, standing);

    expect(ids(browser)).toEqual(['alerts', [before.id]]);
  });

  test('is to be asked for again when reading took longer than is remembered', async () => {
    let nowMs = 0;
    const hub = new LiveHub(DEFAULT_HUB_LIMITS, () => nowMs);
    const browser = await join(hub, viewer('default'));
    for (let moment = 0; moment < 50; moment++) {
      nowMs += 1_000;
      hub.sendEvents([event()]);
    }
    browser.texts.length = 0;

    hub.sendAlerts(browser, { bytes: await encodeAlerts({ alerts: [], truncatedAt: null }), moment: 3 });

    expect(ids(browser)).toEqual(['alerts', 'alert_storm']);
  });

  test('says the same however many there are', async () => {
    const alerts = many(601).map(({ alert }) => alert);

    const message = JSON.parse(Buffer.from(await encodeAlerts({ alerts, truncatedAt: 601 })).toString());

    expect(message).toEqual({ type: 'alerts', truncatedAt: 601, alerts });
  });

  test('that cannot be read is tried again by whoever asks next', async () => {
    let works = false;
    const snapshots = new AlertSnapshots(
      async () => {
        if (!works) throw new Error('busy');
        return { alerts: [], truncatedAt: null };
      },
      () => 0,
    );
    await expect(snapshots.of(viewer('default'))).rejects.toThrow('busy');
    works = true;

    expect((await snapshots.of(viewer('default'))).bytes.length).toBeGreaterThan(10);
  });
});
