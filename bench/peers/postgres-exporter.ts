import { freePort, type Peer, startPeer } from './peer.ts';

/** postgres_exporter as Debian ships it, with what it collects by default; its account is `bench`, password too. */
export async function startPostgresExporter(port: number): Promise<Peer> {
  const web = await freePort();
  const address = `postgresql://bench:bench@127.0.0.1:${port}/postgres?sslmode=disable`;
  return startPeer({
    program: 'prometheus-postgres-exporter',
    debianPackage: 'prometheus-postgres-exporter',
    args: () => [`--web.listen-address=127.0.0.1:${web}`],
    env: { DATA_SOURCE_NAME: address },
    readyLine: (line) => (/[Ll]istening/.test(line) ? line : undefined),
    url: `http://127.0.0.1:${web}`,
  });
}
