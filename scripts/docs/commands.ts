import { debianPackages } from '../debian-packages.ts';
import { commands } from '../launch/commands.js';

/** What can be run in the project's folder, and what it may install on the machine. */
export function commandsPage(): string {
  return [
    '# Commands',
    '',
    'Written by `npm run docs`; change `scripts/launch/commands.js` and `scripts/debian-packages.ts` instead.',
    '',
    'Every command first installs the npm packages when `package-lock.json` differs from what is installed, and runs',
    'under the Node 24 among them, whatever Node the machine has (20 or newer). To start a TypeScript file by hand:',
    '`node scripts/launch.js path/to/file.ts [options]`.',
    '',
    '| command | what it is for | file |',
    '|---|---|---|',
    ...Object.entries(commands).map(
      ([name, { does, file }]) => `| \`${spoken(name)}\` | ${does} | \`${file}\` |`,
    ),
    '',
    '## Debian packages',
    '',
    'As root on Debian or Ubuntu, `npm test` and `npm run bench -- --peers` install what is missing of these, with',
    'service start blocked meanwhile. `npm test -- --no-install` installs nothing and skips what needs them.',
    '',
    '| package | for | why |',
    '|---|---|---|',
    ...debianPackages.map(({ name, purpose, why }) => `| \`${name}\` | ${purpose} | ${why} |`),
    '',
  ].join('\n');
}

function spoken(name: string): string {
  return name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
}
