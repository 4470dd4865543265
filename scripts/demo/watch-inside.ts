import { setTimeout as sleep } from 'node:timers/promises';
import type { SiteListing } from '#simulator/inside/site.ts';
import type { Call } from './watch-room.ts';

/** Later it is too late for a story. */
const MOST_PATIENCE_MS = 60_000;

/** One page, certificate or interface of the room's site. */
interface WatchedPage {
  name: string;
  probe: 'http' | 'certificate' | 'site';
  at: { host: string; port: number };
  settings: Record<string, unknown>;
}

/** Enters the site of the room: pages, an interface, certificates. What stands there already is left as it is. */
export async function watchSite(call: Call, site: SiteListing, everyMs: number): Promise<number> {
  const { targets } = await call<{ targets: { name: string }[] }>(
    'GET',
    '/api/v1/targets?kind=page&limit=200',
  );
  const known = new Set(targets.map(({ name }) => name));
  const pages = pagesOf(site);
  for (const { name, probe, at, settings } of pages) {
    if (known.has(name)) continue;
    await call('POST', '/api/v1/targets/watch', {
      zone: 'default',
      address: at.host,
      name,
      kind: 'page',
      recognised: null,
      polls: [{ probe, settings: { port: at.port, ...settings }, everyMs }],
    });
  }
  return pages.length;
}

/** Resolves once each page was asked: only what was seen before it is altered can be seen to be altered. */
export async function untilPagesAreKnown(call: Call): Promise<void> {
  const givenUpMs = Date.now() + MOST_PATIENCE_MS;
  while (Date.now() < givenUpMs) {
    const { targets } = await call<{ targets: { polls: { state: string | null }[] }[] }>(
      'GET',
      '/api/v1/targets?kind=page&limit=200',
    );
    if (targets.every(({ polls }) => polls.every(({ state }) => state !== null))) return;
    await sleep(500);
  }
}

function pagesOf({ ca, clear, tls, soon, expired }: SiteListing): WatchedPage[] {
  const page = { probe: 'http', at: tls } as const;
  return [
    {
      ...page,
      name: '门户首页 Home page',
      settings: { ca, contains: ['示例医院'], lacks: ['博彩'], fingerprint: { of: 'content' } },
    },
    {
      ...page,
      name: '预约挂号 Appointments',
      settings: { ca, path: '/appointments/', contains: ['选择科室'] },
    },
    {
      name: '健康接口 Health',
      probe: 'http',
      at: clear,
      settings: {
        scheme: 'http',
        path: '/api/health',
        checks: [{ path: '$.status', equals: 'UP' }],
        values: { waiting: '$.waiting' },
      },
    },
    {
      name: '门户栏目 Columns',
      probe: 'site',
      at: tls,
      settings: {
        ca,
        every: '10m',
        per_second: 10,
        columns: [
          { name: '新闻动态', path: '/news/', min_links: 5 },
          { name: '通知公告', path: '/notices/', min_links: 3 },
        ],
      },
    },
    { name: '证书快到期 Certificate ends soon', probe: 'certificate', at: soon, settings: { ca } },
    { name: '证书已过期 Certificate expired', probe: 'certificate', at: expired, settings: { ca } },
  ];
}
