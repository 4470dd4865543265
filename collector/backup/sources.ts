import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreSnapshot } from '#collector/store/store.ts';
import type { SourceFile } from './copy-file.ts';

/** Small files of a data directory; with the last ones whoever has them is the collector, or its agent. */
const SMALL = ['agent/agent.yaml', 'agent/assignment.json'];
const SECRET = ['seal.key', 'agent/identity.json', 'agent/sealing.key'];

/** The files of a store's snapshot, whose folder lies in the data directory. */
export function storeFiles(folder: string, files: StoreSnapshot['files']): SourceFile[] {
  return files.map(({ name, path, bytes }) => ({
    name: `${folder}/${name}`,
    path,
    bytes,
    kind: name.endsWith('.chunks') ? 'growing' : 'still',
  }));
}

/** What else a data directory holds that a restored collector, and the agent beside it, need to be the same. */
export function smallFiles(dataDir: string, withKey: boolean): SourceFile[] {
  return [...SMALL, ...(withKey ? SECRET : [])].flatMap((name) => {
    const path = join(dataDir, ...name.split('/'));
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    return bytes === undefined ? [] : [{ name, path, bytes, kind: 'made' as const }];
  });
}
