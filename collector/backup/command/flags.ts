import type { Flag } from '#config/command-line.ts';

const DATA: Flag = {
  name: 'data',
  value: 'DIR',
  path: ['data'],
  does: 'data directory of the collector, default ./data',
};
const CONFIG: Flag = {
  name: 'config',
  value: 'FILE',
  does: 'settings of the collector as YAML: where its data, its ledger and its store are',
};

export const BACKUP_USAGE =
  'usage: npm run backup -- --to DIR [options]\n\n' +
  'Backs a collector up. One that runs goes on meanwhile; one that does not is backed up as it lies there.';

export const BACKUP_FLAGS: readonly Flag[] = [
  {
    name: 'to',
    value: 'DIR',
    does: 'folder for backups, default: the setting backup.to; best on another machine',
  },
  DATA,
  CONFIG,
  { name: 'keep', value: 'N', does: 'how many backups stay, default: the setting backup.keep (14)' },
  { name: 'without-key', does: 'leaves out the key of sealed secrets: it has to be kept elsewhere then' },
  { name: 'list', does: 'lists the backups that are there' },
  { name: 'verify', does: 'reads every piece of every backup and compares it with its hash' },
];

export const RESTORE_USAGE =
  'usage: npm run restore -- --from DIR --data EMPTYDIR [--point TIME]\n' +
  '       npm run restore -- --from DIR --test [--point TIME]\n\n' +
  'Puts a backup back as a data directory, or proves that it can be put back.';

export const RESTORE_FLAGS: readonly Flag[] = [
  { name: 'from', value: 'DIR', does: 'folder of backups' },
  { name: 'data', value: 'DIR', does: 'data directory that is made: empty, or not there yet' },
  {
    name: 'point',
    value: 'TIME',
    does: 'which backup, by its name or the beginning of it, default: the newest',
  },
  { name: 'key', value: 'FILE', does: 'seal.key of the collector, for backups without it' },
  {
    name: 'test',
    does: 'restores into a temporary place, opens and counts everything, and removes it again; ends with 1 when something differs',
  },
  { name: 'temp', value: 'DIR', does: 'where the test restores to, default: in the folder of backups' },
];
