import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderBytes } from '../folder-bytes.ts';
import { freePort, startPeer } from './peer.ts';
import { promqlInquiry } from './promql.ts';
import { ask, figureOf, type Question, type StorePeer } from './store-peer.ts';

/** Prometheus as a receiver of remote write, which is how it takes what is pushed. */
export async function startPrometheus(): Promise<StorePeer> {
  const port = await freePort();
  const peer = await startPeer({
    program: 'prometheus',
    debianPackage: 'prometheus',
    args(folder) {
      const file = join(folder, 'prometheus.yml');
      writeFileSync(file, 'global: {}\n');
      return [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-remote-write-receiver',
        '--web.enable-admin-api',
      ];
    },
    readyLine: (line) => (/ready to receive web requests/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${port}`,
  });
  const { url } = peer;

  return Object.assign(peer, {
    destination: { url: `${url}/api/v1/write`, headers: {}, format: 'remote_write' as const },
    taken: () => figureOf(`${url}/metrics`, /^prometheus_tsdb_head_samples_appended_total\b/),
    async diskBytes() {
      // A snapshot holds the head as the block that it will become.
      const answer = await ask('POST', `${url}/api/v1/admin/tsdb/snapshot`);
      const folder = join(peer.folder, 'data/snapshots', JSON.parse(answer).data.name);
      const bytes = folderBytes(folder);
      rmSync(folder, { recursive: true });
      return bytes;
    },
    ask: (question: Question) => [promqlInquiry(url, question)],
  });
}
