import { expect, test } from 'vitest';
import type { FleetChange } from '#protocol/fleet.ts';
import type { ToBrowser } from '#protocol/live.ts';
import { LiveHub } from './hub.ts';
import type { LiveConnection, Viewer } from './viewer.ts';

function join(hub: LiveHub, viewer: Partial<Viewer> = {}): LiveConnection & { texts: ToBrowser[] } {
  const texts: ToBrowser[] = [];
  const browser = {
    viewer: { person: 'p', scope: 'all', seesTarget: () => true, seesOrganisation: () => true, ...viewer },
    texts,
    sendText: (text: string) => void texts.push(JSON.parse(text)),
    sendEncoded: (bytes: Uint8Array) => void texts.push(JSON.parse(Buffer.from(bytes).toString())),
    sendBytes() {},
    waitingBytes: () => 0,
    close() {},
  };
  hub.join(browser, { bytes: Buffer.from('{"type":"alerts","alerts":[],"truncatedAt":null}'), moment: 0 });
  texts.length = 0;
  return browser;
}

const fell = (id: string): FleetChange => ({
  id,
  heardAtMs: 1,
  intervalMs: 10_000,
  heardBy: 1,
  silent: true,
});

test('who follows the fleet is told at once which list is the newest, and then what changes; nobody else is', () => {
  const hub = new LiveHub();
  hub.sendFleet({ revision: 7, version: 0 }, []);
  const follower = join(hub);
  const other = join(hub);

  hub.followFleet(follower);
  hub.sendFleet({ revision: 7, version: 0 }, [fell('t')]);
  hub.sendFleet({ revision: 8, version: 0 }, []);
  hub.leave(follower);
  hub.sendFleet({ revision: 9, version: 0 }, []);

  expect(follower.texts).toEqual([
    { type: 'fleet', revision: 7, version: 0, changes: [] },
    { type: 'fleet', revision: 7, version: 0, changes: [fell('t')] },
    { type: 'fleet', revision: 8, version: 0, changes: [] },
  ]);
  expect(other.texts).toEqual([]);
});

test('a change is told to those who see the target, and another list to all', () => {
  const hub = new LiveHub();
  const blind = join(hub, { scope: 'none', seesTarget: () => false });
  hub.followFleet(blind);

  hub.sendFleet({ revision: 0, version: 0 }, [fell('t')]);
  hub.sendFleet({ revision: 1, version: 0 }, [fell('t')]);

  expect(blind.texts.slice(1)).toEqual([{ type: 'fleet', revision: 1, version: 0, changes: [] }]);
});
