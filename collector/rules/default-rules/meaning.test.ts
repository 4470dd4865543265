import { expect, test } from 'vitest';
import { MEANINGS } from '#protocol/rule.ts';
import { defaultRules } from '../default-rules.ts';

/*
 * What an alert of each shipped rule means for the alerts of others. `service-refuses` is not among the unreachable: who
 * refuses is there. `ups-on-battery` is not among those of power: what hangs on it still runs.
 */
const MEANT = {
  unreachable: ['agent-silent', 'common-cause', 'device-unreachable', 'packet-loss', 'port-closed'],
  power: ['ups-output-off'],
  cooling: ['cooling-off'],
  temperature: [
    'cooling-return-hot',
    'cooling-return-hot-soon',
    'part-hot',
    'room-hot-soon',
    'room-temperature',
    'room-too-hot',
    'ups-battery-hot',
  ],
  zone: ['zone-without-agent'],
  monitor: [
    'calls-failing',
    'collector-clock',
    'collector-overloaded',
    'collector-restarted',
    'journal-loss',
    'judging-behind',
    'store-behind',
    'store-loss',
  ],
  general: ['cooling-alarms', 'cooling-general-alarm', 'ups-alarms'],
} satisfies Record<(typeof MEANINGS)[number], string[]>;

test.each(MEANINGS)('shipped rules of meaning %s are these', (meaning) => {
  const ids = defaultRules.filter((rule) => rule.meaning === meaning).map(({ id }) => id);

  expect(ids.sort()).toEqual(MEANT[meaning]);
});
