import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { EVIDENCE, Evidence } from '#protocol/evidence.ts';
import type { Measurements } from '../../probe.ts';
import { html, redirect, startSite, type TestSite, testOptions, wordOf } from '../test-pages.ts';
import { SiteConfig } from './config.ts';
import { site as siteProbe } from './site.ts';

const never = new AbortController().signal;
let server: TestSite;
beforeAll(async () => {
  server = await startSite();
});
beforeEach(() => {
  server.pages.clear();
  server.asked.length = 0;
});
afterAll(() => server.close());

function settings(more: Partial<z.input<typeof SiteConfig>> = {}): SiteConfig {
  return SiteConfig.parse({
    address: '127.0.0.1',
    scheme: 'http',
    port: server.port,
    per_second: 10,
    ...more,
  });
}

function read({ readings, facts = [] }: Measurements) {
  const value = (metric: string) => readings.find(({ column }) => column.metric === metric)?.value;
  const columns = readings
    .filter(({ column }) => column.metric === 'site.column_state')
    .map(({ column, value }) => [column.labels.column, wordOf(siteProbe.metrics, column.metric, value)]);
  const evidence = facts.filter(({ kind }) => kind === EVIDENCE).map(({ data }) => Evidence.parse(data));
  return { value, columns: Object.fromEntries(columns), evidence };
}

async function check(config: SiteConfig, options = testOptions({ host: 'www.site.test' })) {
  const probe = siteProbe.create(config, options);
  try {
    return read(await probe.collect(never));
  } finally {
    await probe.close();
  }
}

const asked = () => server.asked.map((line) => line.split(' ')[1]);

describe('a site', () => {
  it('is looked through from its start page, each page once, within the site', async () => {
    server.pages.set(
      '/',
      html('<a href="/a">A</a><a href="b.html#top">B</a><a href="http://elsewhere.test/x">X</a>'),
    );
    server.pages.set(
      '/a',
      html('<a href="/">home</a><a href="/b.html">B</a><a href="mailto:x@y">mail</a><a href="/c">C'),
    );
    server.pages.set('/b.html', html('b'));
    server.pages.set('/c', html('c'));

    const { value, evidence } = await check(settings());

    expect(asked()).toEqual(['/', '/robots.txt', '/a', '/b.html', '/c']);
    expect([value('site.pages'), value('site.links'), value('site.broken_links')]).toEqual([4, 4, 0]);
    expect(evidence).toEqual([]);
  });

  it('tells its broken links, with the page that has them', async () => {
    server.pages.set(
      '/',
      html('<a href="/gone">1</a><a href="/a">2</a><a href="/private">3</a><a href="/moved">4</a>'),
    );
    server.pages.set('/a', html('<a href="/broken.pdf">pdf</a>'));
    server.pages.set('/broken.pdf', html('oh', 500));
    server.pages.set('/private', html('sign in', 401));
    server.pages.set('/moved', redirect('/moved'));

    const { value, evidence } = await check(settings());

    const home = `http://www.site.test:${server.port}`;
    expect(value('site.broken_links')).toBe(3);
    expect(evidence[0]).toMatchObject({ metric: 'site.broken_links', form: 'lines', omitted: 0 });
    expect(evidence[0]?.lines).toEqual([
      `status 404: ${home}/gone (linked from ${home}/)`,
      `more than 5 redirects, or a circle of them: ${home}/moved (linked from ${home}/)`,
      `status 500: ${home}/broken.pdf (linked from ${home}/a)`,
    ]);
  });

  it('whose link failed for a moment has no broken link', async () => {
    let count = 0;
    server.pages.set('/', html('<a href="/a">1</a>'));
    server.pages.set('/a', (request, response) => html('a', count++ === 0 ? 502 : 200)(request, response));

    expect((await check(settings())).value('site.broken_links')).toBe(0);
  });

  it('is asked no more pages than its budget, no deeper than it should, and nothing that is excluded', async () => {
    server.pages.set('*', (request, response) => {
      const at = request.url ?? '';
      html(`<a href="${at}1/">1</a><a href="${at}2/">2</a><a href="/logout?x">out</a>`)(request, response);
    });

    const { value } = await check(settings({ pages: 5, robots: false, exclude: ['/logout'] }));
    expect([value('site.pages'), asked().length]).toEqual([5, 5]);

    server.asked.length = 0;
    await check(settings({ depth: 1, robots: false, exclude: ['/^\\/logout/'] }));
    expect(asked()).toEqual(['/', '/1/', '/2/']);
  });

  it('keeps to robots.txt, where nobody says otherwise', async () => {
    server.pages.set('/', html('<a href="/private/a">1</a><a href="/b">2</a>'));
    server.pages.set('/robots.txt', (_request, response) =>
      response.end('User-agent: *\nDisallow: /private'),
    );
    server.pages.set('/private/a', html('a'));
    server.pages.set('/b', html('b'));

    await check(settings());
    expect(asked()).toEqual(['/', '/robots.txt', '/b']);
    server.asked.length = 0;
    await check(settings({ robots: false }));
    expect(asked()).toEqual(['/', '/private/a', '/b']);
  });

  it('has its main columns, or says what is wrong with each', async () => {
    const links = Array.from({ length: 12 }, (_, at) => `<a href="/news/${at}">${at}</a>`).join('');
    server.pages.set(
      '/',
      html(
        '<a href="/news/">新闻中心</a><a href="/law/">政策法规</a><a href="/few/">公告</a><a href="/gone/">互动</a>',
      ),
    );
    server.pages.set('/news/', html(links));
    server.pages.set('/law/', html('short'));
    server.pages.set('/few/', html('<a href="/news/1">1</a>'));

    const { value, columns, evidence } = await check(
      settings({
        pages: 1,
        columns: [
          { name: '新闻', text: '新闻', min_links: 10 },
          { name: '法规', path: '/law', min_size: '1KB' },
          { name: '公告', path: '/few/', min_links: 5 },
          { name: '互动', text: '互动' },
          { name: '服务', text: '办事服务' },
        ],
      }),
    );

    expect(columns).toEqual({
      新闻: 'ok',
      法规: 'too_small',
      公告: 'too_few_links',
      互动: 'not_answering',
      服务: 'missing',
    });
    expect(value('site.columns_missing')).toBe(4);
    expect(evidence.find(({ metric }) => metric === 'site.columns_missing')?.lines).toContain(
      '服务: missing',
    );
  });

  it('whose start page leads to another host is looked through there', async () => {
    server.pages.set('/', (request, response) => {
      if (request.headers.host?.startsWith('site.test'))
        return redirect(`http://www.site.test:${server.port}/`)(request, response);
      return html('<a href="/a">A</a>')(request, response);
    });
    server.pages.set('/a', html('a'));
    const led: string[] = [];
    const resolve = async (host: string) => {
      led.push(host);
      return '127.0.0.1';
    };

    const { value } = await check(settings(), testOptions({ host: 'site.test', resolve }));

    expect([led, value('site.pages')]).toEqual([['www.site.test'], 2]);
  });

  it('is left alone until the next check, also by an agent that was started anew', async () => {
    let nowMs = 1_000_000_000;
    const options = testOptions({ now: () => nowMs });
    server.pages.set('/', html('<a href="/gone">1</a>'));
    await check(settings(), options);
    const { length } = server.asked;

    nowMs += 3_600_000;
    const between = await check(settings(), options);
    expect(server.asked.length).toBe(length);
    expect([between.value('site.broken_links'), between.value('site.age_seconds')]).toEqual([1, 3_600]);
    expect(between.evidence).toEqual([]);

    nowMs += 6 * 3_600_000;
    expect((await check(settings(), options)).value('site.age_seconds')).toBe(0);
    expect(server.asked.length).toBe(2 * length);
  });

  it.each([
    ['does not answer', { port: 1 }, 'refused'],
    ['has no start page', { path: '/none' }, 'wrong_answer'],
  ])('that %s is a failure and no broken link', async (_what, more, state) => {
    await expect(check(settings(more))).rejects.toMatchObject({ state });
  });

  it('of which the agent has several is not looked through with all others at once', async () => {
    const stop = new AbortController();
    server.pages.set('/', html('<a href="/slow">1</a>'));
    server.pages.set('/slow', () => {});
    const probes = Array.from({ length: 3 }, () =>
      siteProbe.create(settings({ robots: false }), testOptions()),
    );
    const running = probes.map((probe) => probe.collect(stop.signal));
    await expect.poll(() => asked().filter((path) => path === '/slow').length, { timeout: 30_000 }).toBe(3);

    const waiting = await check(settings());
    expect(waiting.value('site.pages')).toBeNaN();
    stop.abort();
    await Promise.all(running);
    for (const probe of probes) await probe.close();

    server.pages.set('/slow', html('quick now'));
    expect((await check(settings())).value('site.pages')).toBe(2);
  });

  it('is explained with its broken links', async () => {
    server.pages.set('/', html('<a href="/gone">1</a>'));

    const explanation = await siteProbe.explain?.(settings(), testOptions({ host: 'www.site.test' }), never);

    expect(explanation?.ignored[0]?.why).toMatch(/^status 404, linked from http/);
  });
});
