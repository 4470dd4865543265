import { describe, expect, it } from 'vitest';
import { commandLists } from './command-lists.ts';

/** Settings of one's own session that end with it; nothing of the device changes. */
const OF_THE_SESSION = [
  'screen-length disable',
  'screen-length 0 temporary',
  'terminal length 0',
  'terminal width 256',
];

/** Programs that only read, with the arguments that keep them so. */
const READS_ONLY = [
  /^echo @@ward:[a-z0-9]+$/,
  /^cat \/(?:proc|sys|etc)\/[a-z0-9_/-]+$/,
  /^timeout \d df -[kiP]+l$/,
  /^ps -eo stat=$/,
  /^uname -[srm]+$/,
  /^sleep 1$/,
  /^systemctl list-units(?: --[a-z-]+(?:=[a-z]+)?)+$/,
];

const all = Object.entries(commandLists).flatMap(([platform, { how, texts }]) =>
  Object.entries(texts).map(([name, text]) => ({ platform, how, name, text })),
);

describe('every command that can be sent', () => {
  it.each(all)('$platform $name ends nothing, starts nothing and writes nothing: $text', ({ how, text }) => {
    expect(text).not.toMatch(/[\r\n>|&`$\\"]/);
    if (how === 'exec') {
      const [, script] = /^env LC_ALL=C sh -c '([^']+)'$/.exec(text) ?? [];
      for (const step of (script ?? '').split('; ')) {
        expect(
          READS_ONLY.some((form) => form.test(step)),
          step,
        ).toBe(true);
      }
    } else if (!OF_THE_SESSION.includes(text)) {
      expect(text).toMatch(/^(?:display|show) [a-z][a-z -]+$/);
    }
  });

  it('reads the configuration as it runs, and never the one with secrets in clear', () => {
    for (const { text } of all) expect(text).not.toMatch(/simple|plain|include|begin|tftp|save|copy/);
  });
});
