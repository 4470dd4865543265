import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { folderBytes } from '../folder-bytes.ts';
import { freePort, startPeer } from './peer.ts';
import { promqlInquiry, selectorOf } from './promql.ts';
import { ask, figureOf, type Question, type StorePeer, untilSteady } from './store-peer.ts';

/** The single node, with its defaults; what it has just got may be asked for at once. */
export async function startVictoriaMetrics(): Promise<StorePeer> {
  const port = await freePort();
  const peer = await startPeer({
    program: 'victoria-metrics',
    debianPackage: 'victoria-metrics',
    args: (folder) => [
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-search.latencyOffset=0s',
    ],
    readyLine: (line) => (/started VictoriaMetrics in/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${port}`,
  });
  const { url } = peer;
  // Caches that make it fast are no data: they can be thrown away.
  const dataBytes = () =>
    folderBytes(join(peer.folder, 'data/data')) + folderBytes(join(peer.folder, 'data/indexdb'));

  return Object.assign(peer, {
    destination: { url: `${url}/write`, headers: {}, format: 'lines' as const },
    taken: () => figureOf(`${url}/metrics`, /^vm_rows_added_to_storage_total\b/),
    async diskBytes() {
      await ask('GET', `${url}/internal/force_flush`);
      await ask('GET', `${url}/internal/force_merge`);
      await sleep(1_000);
      return untilSteady(dataBytes);
    },
    ask(question: Question) {
      // Answers are computed, not remembered: a page asks for another span every few seconds.
      const computed = promqlInquiry(url, question, '&nocache=1');
      if (question.top !== undefined) return [computed];
      const span = `&start=${question.fromMs / 1000}&end=${(question.toMs - 1) / 1000}`;
      const raw = {
        way: 'export',
        url: `${url}/api/v1/export?match[]=${encodeURIComponent(selectorOf(question))}${span}`,
        points: (body: string) =>
          body
            .trim()
            .split('\n')
            .reduce((sum, line) => sum + JSON.parse(line).values.length, 0),
      };
      return [computed, raw];
    },
  });
}
