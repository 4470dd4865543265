import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readCollectorConfig } from '#collector/config/command-line.ts';
import { ensureDashboards } from './dashboards.ts';
import { projectFolder } from './run-tool.ts';

// `npm start`: the pages are built first, then this very process becomes the collector, with the same arguments.
const collector = join(projectFolder, 'collector/main.ts');
const args = process.argv.slice(2);

if (willStart()) await ensureDashboards((message) => console.error(message));
process.argv = [process.execPath, collector, ...args];
await import(pathToFileURL(collector).href);

/** False for `--help` and for mistakes, both of which the collector answers at once. */
function willStart(): boolean {
  try {
    return 'config' in readCollectorConfig(args);
  } catch {
    return false;
  }
}
