import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { EVIDENCE, Evidence } from '#protocol/evidence.ts';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { Measurements, ProbeOptions } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import { bodyOf, html, redirect, startSite, type TestSite, testOptions, wordOf } from '../test-pages.ts';
import { HttpConfig } from './config.ts';
import { http } from './http.ts';

const never = new AbortController().signal;
let site: TestSite;

beforeAll(async () => {
  site = await startSite();
});
beforeEach(() => {
  site.pages.clear();
  site.asked.length = 0;
});
afterAll(() => site.close());

type Settings = Partial<z.input<typeof HttpConfig>>;

function settings(more: Settings = {}): HttpConfig {
  return HttpConfig.parse({ address: '127.0.0.1', scheme: 'http', port: site.port, ...more });
}

interface Seen {
  /** By metric, with its labels behind it. */
  values: Record<string, number>;
  state: string;
  error: ProbeError | undefined;
  measurements: Measurements;
  evidence: Evidence[];
}

/** Collects once; what is thrown is told beside what was measured. */
async function collect(
  config: HttpConfig,
  options: ProbeOptions = testOptions({ host: 'www.site.test' }),
  probe = http.create(config, options),
): Promise<Seen> {
  let error: ProbeError | undefined;
  const measurements = (await probe.collect(never).catch((thrown: ProbeError) => {
    error = thrown;
    return thrown.measurements;
  })) ?? { readings: [] };
  const values: Record<string, number> = {};
  for (const { column, value } of measurements.readings)
    values[[column.metric, ...Object.values(column.labels)].join(' ')] = value;
  const evidence = (measurements.facts ?? [])
    .filter(({ kind }) => kind === EVIDENCE)
    .map(({ data }) => Evidence.parse(data));
  const state = wordOf(http.metrics, 'page.state', values['page.state'] ?? Number.NaN);
  return { values, state, error, measurements, evidence };
}

describe('a page', () => {
  it('that answers as expected brings status, size and the time of each phase', async () => {
    site.pages.set('/', html('<h1>欢迎</h1>'));

    const { values, state, error } = await collect(settings({ contains: ['欢迎'] }));

    expect([state, error]).toEqual(['ok', undefined]);
    expect(values).toMatchObject({
      'http_response.http_response_code': 200,
      'http_response.content_length': 15,
    });
    expect(values['http_response.response_time']).toBeGreaterThan(0);
    expect(values['page.first_byte_seconds']).toBeGreaterThan(0);
    expect(values).not.toHaveProperty('certificate.days_left');
  });

  it('has the same columns in each collection', async () => {
    site.pages.set('/', html('x'));
    const options = testOptions();
    const probe = http.create(settings({ contains: ['y'] }), options);

    const first = await collect(settings(), options, probe);
    const second = await collect(settings(), options, probe);

    const columns = ({ measurements }: Seen) => measurements.readings.map(({ column }) => column);
    expect(columns(second).every((column, at) => column === columns(first)[at])).toBe(true);
  });

  it.each<[string, Settings, string, RegExp]>([
    ['with another status', { path: '/broken' }, 'wrong_status', /status 503, expected 200-299/],
    ['without its text', { contains: ['公告'] }, 'text_missing', /"公告" does not stand on the page/],
    ['without what an expression wants', { contains: ['/版本 \\d+/'] }, 'text_missing', /版本/],
    ['with a forbidden text', { lacks: ['/hacked/i'] }, 'forbidden_text', /hacked/],
    ['that is too large', { path: '/large', max_size: '10KB' }, 'too_large', /longer than 10240 bytes/],
    ['that redirects to itself', { path: '/self' }, 'redirect_loop', /in a circle: .*\/self → .*\/self/],
    ['that redirects in a circle', { path: '/a' }, 'redirect_loop', /\/a → .*\/b → .*\/a/],
    [
      'that redirects on and on',
      { path: '/on?0', redirects: 3 },
      'too_many_redirects',
      /more than 3 redirects/,
    ],
  ])('%s is a wrong answer with its measurements', async (_what, more, state, sentence) => {
    site.pages.set('/', html('<p>This site was <b>Hacked</b></p>'));
    site.pages.set('/broken', html('down for maintenance', 503));
    site.pages.set('/large', html('x'.repeat(20_000)));
    site.pages.set('/self', redirect('/self'));
    site.pages.set('/a', redirect('/b'));
    site.pages.set('/b', redirect('/a', 301));
    let count = 0;
    site.pages.set('/on', (request, response) => redirect(`/on?${++count}`)(request, response));

    const seen = await collect(settings(more));

    expect(seen.error).toMatchObject({ name: 'ProbeError', state: 'wrong_answer' });
    expect(seen.error?.message).toMatch(sentence);
    expect(seen.state).toBe(state);
    expect(seen.values['http_response.response_time']).toBeGreaterThan(0);
  });

  it('that answers wrongly is evidence, once', async () => {
    site.pages.set('/', html('<h1>Error</h1><pre>at Foo.java:12</pre>', 500));
    let nowMs = 1_000_000;
    const options = testOptions({ host: 'www.site.test', now: () => nowMs });
    const probe = http.create(settings(), options);

    const first = await collect(settings(), options, probe);
    const second = await collect(settings(), options, probe);
    nowMs += 3_700_000;
    const later = await collect(settings(), options, probe);

    expect(first.evidence).toEqual([
      {
        metric: 'page.state',
        labels: {},
        title: `http://www.site.test:${site.port}/ (500)`,
        form: 'lines',
        lines: ['Error', 'at Foo.java:12'],
        omitted: 0,
      },
    ]);
    expect([second.evidence.length, later.evidence.length]).toEqual([0, 1]);
  });

  it('of 500 MB costs no more than its limit', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let sent = 0;
    site.pages.set('/', (_request, response) => {
      response.setHeader('content-length', 500 * 1_048_576);
      const more = () => {
        while (!response.destroyed && sent < 500 * 1_048_576 && response.write(chunk)) sent += chunk.length;
        sent += chunk.length;
      };
      response.on('drain', more);
      more();
    });

    const { state, error } = await collect(settings({ max_size: '1MB' }));

    expect([state, error?.state]).toEqual(['too_large', 'wrong_answer']);
    expect(sent).toBeLessThan(50 * 1_048_576);
  });

  it.each(['gbk', 'GB2312', 'gb18030', ''])('in the charset "%s" is read as Chinese', async (charset) => {
    const welcome = Buffer.from([0xbb, 0xb6, 0xd3, 0xad]); // 欢迎
    site.pages.set('/', (_request, response) => {
      response.setHeader('content-type', 'text/html');
      const head =
        charset === '' ? '' : `<meta http-equiv="Content-Type" content="text/html; charset=${charset}">`;
      response.end(Buffer.concat([Buffer.from(head), welcome]));
    });

    expect((await collect(settings({ contains: ['欢迎'] }))).state).toBe('ok');
  });

  it('on which an expression runs wild ends in time, and says so', async () => {
    site.pages.set('/', html(`${'a'.repeat(60)}!`));

    const { error } = await collect(settings({ contains: ['/(a+)+$/'] }));

    expect(error).toMatchObject({ state: 'misconfigured' });
    expect(error?.message).toMatch(/longer than 500 ms/);
  });

  it('that nobody serves says what is known of it', async () => {
    const { error, values } = await collect(settings({ port: 1 }));

    expect(error?.state).toBe('refused');
    expect(values['page.state']).toBeNaN();
  });
});

describe('a redirect', () => {
  it('to another host goes where the agent allows it to', async () => {
    site.pages.set('/', redirect(`http://other.site.test:${site.port}/there`));
    site.pages.set('/there', html('arrived'));
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return '127.0.0.1';
    };

    const { state, values } = await collect(
      settings({ contains: ['arrived'] }),
      testOptions({ host: 'www.site.test', resolve }),
    );

    expect([state, asked, values['page.redirects']]).toEqual(['ok', ['other.site.test'], 1]);
  });

  it('beyond the bounds of the agent is not followed', async () => {
    site.pages.set('/', redirect('http://10.9.9.9/'));
    const { ProbeError } = await import('../../probe-error.ts');
    const resolve = async (): Promise<string> => {
      throw new ProbeError('misconfigured', '10.9.9.9 lies beyond the bounds');
    };

    const { error } = await collect(settings(), testOptions({ resolve }));

    expect(error).toMatchObject({ state: 'misconfigured' });
    expect(error?.message).toMatch(/led to 10\.9\.9\.9: .*beyond the bounds/);
  });

  it('takes no secret to another host', async () => {
    const heard: Record<string, unknown>[] = [];
    site.pages.set('/', (request, response) => {
      heard.push(request.headers);
      redirect(`http://other.test:${site.port}/there`)(request, response);
    });
    site.pages.set('/there', (request, response) => {
      heard.push(request.headers);
      response.end();
    });

    await collect(
      settings({
        user: 'ward',
        password: 'correct horse',
        headers: { 'X-Key': '{{key}}' },
        secrets: { key: 'k-1234' },
      }),
    );

    expect(heard[0]).toMatchObject({ 'x-key': 'k-1234', authorization: expect.stringMatching(/^Basic /) });
    expect(heard[1]).not.toHaveProperty('x-key');
    expect(heard[1]).not.toHaveProperty('authorization');
  });

  it('takes what a step says to the host that it names, and to none beyond', async () => {
    const heard: Record<string, unknown>[] = [];
    site.pages.set('/named', (request, response) => {
      heard.push(request.headers);
      redirect(`http://third.test:${site.port}/there`)(request, response);
    });
    site.pages.set('/there', (request, response) => {
      heard.push(request.headers);
      response.end();
    });

    const path = `http://named.test:${site.port}/named`;
    await collect(settings({ path, headers: { 'X-Key': '{{key}}' }, secrets: { key: 'k-1234' } }));

    expect(heard[0]).toMatchObject({ 'x-key': 'k-1234' });
    expect(heard[1]).not.toHaveProperty('x-key');
  });

  it('that wants a body sent to another host is not followed', async () => {
    site.pages.set('/', redirect(`http://other.test:${site.port}/there`, 307));
    site.pages.set('/there', html('got it'));

    const { state } = await collect(settings({ form: { user: 'ward' } }));

    expect([state, site.asked]).toEqual(['wrong_status', ['POST /']]);
  });
});

describe('an interface', () => {
  beforeEach(() => {
    site.pages.set('/api', (request, response) => {
      void bodyOf(request).then((body) => {
        const asked = JSON.parse(body || '{}');
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            code: asked.id === 7 ? 0 : 500,
            data: { rows: [{ count: '42' }], ok: true, who: asked.key },
          }),
        );
      });
    });
  });

  it('is asked with POST, and its answer is checked and measured', async () => {
    const { state, values, error } = await collect(
      settings({
        path: '/api',
        json: { id: 7, key: '{{key}}' },
        secrets: { key: 'top secret' },
        checks: [
          { path: '$.code', equals: 0 },
          { path: "$['data'].rows[0].count", above: 40, below: 50 },
          { path: '$.data.rows[-1].count', matches: '/^\\d+$/' },
          { path: '$.error', exists: false },
          { path: '$.data.who', equals: 'top secret' },
        ],
        values: { 数量: '$.data.rows[0].count', ok: '$.data.ok', none: '$.nothing' },
      }),
    );

    expect(error?.message).toBe(undefined);
    expect(state).toBe('ok');
    expect(values).toMatchObject({
      'page.value 数量': 42,
      'page.value ok': 1,
      'page.value none': Number.NaN,
    });
  });

  it.each([
    [{ path: '$.code', equals: 0 }, /\$\.code is "500", expected "0"/],
    [{ path: '$.data.nothing' }, /\$\.data\.nothing is missing/],
    [{ path: '$.data.ok', exists: false }, /should not be/],
    [{ path: '$.data.rows[0].count', below: 40 }, /is "42", expected below 40/],
  ])('that answers otherwise says where: %j', async (check, sentence) => {
    const { state, error } = await collect(settings({ path: '/api', json: { id: 1 }, checks: [check] }));

    expect(state).toBe('json_mismatch');
    expect(error?.message).toMatch(sentence);
  });

  it('that answers with a page of HTML is no JSON', async () => {
    site.pages.set('/', html('<html>login please'));

    const { error } = await collect(settings({ checks: [{ path: '$.code' }] }));

    expect(error?.message).toMatch(/no JSON: "<html>login please"/);
  });

  it('that shows a secret shows it to nobody', async () => {
    const { error, evidence } = await collect(
      settings({
        path: '/api',
        json: { id: 7, key: '{{key}}' },
        secrets: { key: 'top secret' },
        checks: [{ path: '$.data.who', equals: 'x' }],
      }),
    );

    expect(error?.message).toMatch(/is "\*\*\*"/);
    expect(JSON.stringify(evidence)).not.toContain('top secret');
  });

  it('that shows how somebody signed in shows it to nobody', async () => {
    site.pages.set('/headers', (request, response) =>
      html(`<p>${request.headers.authorization}`)(request, response),
    );

    const { error, evidence } = await collect(
      settings({ path: '/headers', user: 'ward', password: 'correct horse', contains: ['welcome'] }),
    );

    expect(error?.state).toBe('wrong_answer');
    expect(evidence[0]?.lines).toEqual(['Basic ***']);
  });
});

describe('a sign-in of several steps', () => {
  const steps: Settings['steps'] = [
    { name: 'form', path: '/login', extract: { csrf: { input: '_csrf' } } },
    {
      name: 'sign-in',
      path: '/login',
      form: { user: 'ward', password: '{{password}}', _csrf: '{{csrf}}' },
      contains: ['我的工作台'],
      extract: { id: { text: '/user (\\d+)/' } },
    },
    {
      name: 'read',
      path: '/user/{{id}}/todo',
      checks: [{ path: '$.open', below: 10 }],
      values: { open: '$.open' },
    },
  ];

  beforeEach(() => {
    const session = 'c0ffee-session';
    site.pages.set('/login', (request, response) => {
      if (request.method === 'GET') {
        response.setHeader('set-cookie', `sid=${session}; Path=/; HttpOnly`);
        html('<form method=post><input type=hidden name=_csrf value="t&amp;0123456789"></form>')(
          request,
          response,
        );
        return;
      }
      void bodyOf(request).then((body) => {
        const form = new URLSearchParams(body);
        const isRight = form.get('password') === 'pa ss&word' && form.get('_csrf') === 't&0123456789';
        if (!isRight || request.headers.cookie !== `sid=${session}`)
          return html('wrong', 403)(request, response);
        response.setHeader('set-cookie', 'auth=yes; Path=/');
        redirect('/home')(request, response);
      });
    });
    site.pages.set('/home', (request, response) => {
      const isIn = request.headers.cookie?.includes('auth=yes');
      html(isIn ? '我的<b>工作台</b> user 42' : 'please sign in')(request, response);
    });
    site.pages.set('/user/42/todo', (_request, response) => response.end('{"open": 3}'));
  });

  it('carries cookies and values from step to step', async () => {
    const { state, values, error } = await collect(settings({ steps, secrets: { password: 'pa ss&word' } }));

    expect(error?.message).toBe(undefined);
    expect(state).toBe('ok');
    expect(site.asked).toEqual(['GET /login', 'POST /login', 'GET /home', 'GET /user/42/todo']);
    expect(values).toMatchObject({ 'page.value open': 3, 'page.redirects': 1 });
    for (const step of ['form', 'sign-in', 'read'])
      expect(values[`page.step_seconds ${step}`]).toBeGreaterThan(0);
  });

  it('that fails names the step', async () => {
    const { error, values } = await collect(settings({ steps, secrets: { password: 'another one' } }));

    expect(error?.message).toBe('step sign-in: status 403, expected 200-299');
    expect(values['page.step_seconds read']).toBeNaN();
  });

  it('without its secret is misconfigured, and says which is missing', async () => {
    const { error } = await collect(settings({ steps }));

    expect(error).toMatchObject({ state: 'misconfigured' });
    expect(error?.message).toMatch(/^step sign-in: \{\{password\}\}/);
  });

  it('that finds no value for the next step says so', async () => {
    site.pages.set('/login', html('no form today'));

    const { state, error } = await collect(settings({ steps, secrets: { password: 'x' } }));

    expect([state, error?.message]).toEqual([
      'value_missing',
      'step form: no value for {{csrf}} in the answer',
    ]);
  });
});

describe('a page whose content is watched', () => {
  const news = (middle = '', views = 17) =>
    html(`<html><head><title>政府网站</title><script src="/app.js?t=${views}"></script></head><body>
      <p>今天是 2026年1月${(views % 28) + 1}日 12:0${views % 10}</p><p>浏览次数：${views}</p>
      <ul><li><a href="/a">公告一</a><li><a href="/b">公告二</a></ul>${middle}
      <div class="ad banner">offer ${views * 7} of today</div>
      <form action="/search"><input type=hidden name=csrf value="${Math.random()}"></form></body></html>`);
  const watched = (fingerprint: Settings['fingerprint'] = {}) =>
    settings({ fingerprint: { mask: ['.ad'], ...fingerprint } });

  it('is the same while only its noise changes', async () => {
    const options = testOptions();
    for (const views of [17, 18, 190, 2_025]) {
      site.pages.set('/', news('', views));
      const { state, values } = await collect(watched(), options);
      expect([state, values['page.altered_percent']]).toEqual(['ok', 0]);
    }
  });

  it('is altered at once when something stands there that did not, and shows the difference once', async () => {
    const options = testOptions({ host: 'www.site.test' });
    const probe = http.create(watched(), options);
    site.pages.set('/', news());
    await collect(watched(), options, probe);

    site.pages.set('/', news('<p>hacked by nobody</p>', 30));
    const altered = await collect(watched(), options, probe);
    site.pages.set('/', news('<p>hacked by nobody</p>', 31));
    const still = await collect(watched(), options, probe);

    expect([altered.state, altered.error?.state]).toEqual(['altered', 'wrong_answer']);
    expect(altered.error?.message).toMatch(
      /differs by [\d.]+ % .*\+hacked by nobody.*set fingerprint\.accepted to [0-9a-f]{12}/,
    );
    expect(altered.values['page.altered_percent']).toBeGreaterThan(0);
    expect(altered.evidence[0]).toMatchObject({ metric: 'page.state', form: 'diff' });
    expect(altered.evidence[0]?.lines).toContain('+hacked by nobody');
    expect(still.error?.message).toBe(altered.error?.message);
    expect(still.evidence).toEqual([]);
  });

  it('tells no secret when the alteration shows one, nor does its explanation', async () => {
    const options = testOptions();
    const config = settings({ token: 'marker-token', fingerprint: {} });
    let count = 0;
    site.pages.set('/', html('<p>as always</p>'));
    await collect(config, options);
    site.pages.set('/', (request, response) => {
      const shown = `${request.headers.authorization} ${'abc'[count++ % 3]}`;
      html(`<title>${shown}</title><p>as always</p><p>${shown}</p>`)(request, response);
    });

    const { error } = await collect(config, options);
    const explanation = await http.explain?.(config, testOptions(), never);

    expect(error?.message).toMatch(/differs by .*Bearer \*\*\*/);
    expect(JSON.stringify(explanation)).toContain('Bearer ***');
    expect(JSON.stringify(explanation)).not.toContain('marker-token');
  });

  it('is accepted when a person names its fingerprint, also by an agent that was started anew', async () => {
    const options = testOptions();
    site.pages.set('/', news());
    await collect(watched(), options);
    site.pages.set('/', news('<p>春节放假通知</p>'));
    const altered = await collect(watched(), options);
    const [, accepted] = /accepted to ([0-9a-f]{12})/.exec(altered.error?.message ?? '') ?? [];

    const after = await collect(watched({ accepted: accepted! }), options);
    site.pages.set('/', news());
    const back = await collect(watched({ accepted: accepted! }), options);

    expect([after.state, back.state]).toEqual(['ok', 'altered']);
  });

  it('is accepted after a while where somebody wants that', async () => {
    let nowMs = 0;
    const options = testOptions({ now: () => nowMs });
    const states: string[] = [];
    site.pages.set('/', news());
    await collect(watched({ accept_after: '24h' }), options);
    site.pages.set('/', news('<p>新栏目</p>'));
    for (const hours of [1, 12, 24, 26]) {
      nowMs = hours * 3_600_000;
      states.push((await collect(watched({ accept_after: '24h' }), options)).state);
    }

    expect(states).toEqual(['altered', 'altered', 'altered', 'ok']);
  });

  it('may differ a little where somebody wants that, but never by a new script, frame or foreign link', async () => {
    const options = testOptions();
    const tolerant = watched({ tolerance_percent: 30 });
    const states: string[] = [];
    for (const middle of [
      '',
      '<p>one more line</p>',
      '<script src="https://evil.example/x.js"></script>',
      '<script>document.write(1)</script>',
      '<iframe src="/hidden.html"></iframe>',
      '<div style="display:none"><a href="https://casino.example/1">x</a></div>',
    ]) {
      site.pages.set('/', news(middle));
      states.push((await collect(tolerant, options)).state);
    }

    expect(states).toEqual(['ok', 'ok', 'altered', 'altered', 'altered', 'altered']);
  });

  it('with daily news is compared by its structure', async () => {
    const options = testOptions();
    const structure = watched({ of: 'structure' });
    const states: string[] = [];
    for (const middle of [
      '',
      '<p>news</p><a href="/news/3">of the day</a><img src="/3.png">',
      '<iframe src="//a.test">',
    ]) {
      site.pages.set('/', news(middle));
      states.push((await collect(structure, options)).state);
    }

    expect(states).toEqual(['ok', 'ok', 'altered']);
  });

  it('is not compared while it is an error page', async () => {
    const options = testOptions();
    site.pages.set('/', news());
    await collect(watched(), options);
    site.pages.set('/', html('busy', 503));

    const { state, values } = await collect(watched(), options);

    expect([state, values['page.altered_percent']]).toEqual(['wrong_status', Number.NaN]);
  });

  it('is explained with what changes from visit to visit', async () => {
    let count = 0;
    site.pages.set('/', (request, response) =>
      html(`<p>firm</p><p>lucky word: ${'abc'[count++ % 3]}</p>`)(request, response),
    );

    const explanation = await http.explain?.(watched(), testOptions(), never);

    expect(explanation?.ignored.map(({ what }) => what)).toEqual(['-lucky word: a', '+lucky word: b']);
    expect(explanation?.timings.map(({ step }) => step)).toContain('first byte');
  });
});

describeWith('openssl', 'a page over TLS', () => {
  let authority: CertificateAuthority;
  const sites: TestSite[] = [];
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => authority.remove());
  afterEach(async () => {
    for (const each of sites.splice(0)) await each.close();
  });

  async function secured(
    wish: Parameters<CertificateAuthority['issue']>[0],
    more: Settings = {},
  ): Promise<Seen> {
    const server = await startSite(authority.issue(wish));
    sites.push(server);
    server.pages.set('/', html('hello'));
    const config = HttpConfig.parse({ address: '127.0.0.1', port: server.port, ca: authority.ca, ...more });
    return collect(config, testOptions({ host: 'localhost' }));
  }
  const certificateState = ({ values }: Seen) =>
    wordOf(http.metrics, 'certificate.state', values['certificate.state'] ?? Number.NaN);

  it('tells the days that its certificate has left', async () => {
    const seen = await secured({ toDays: 20 });

    expect([seen.state, certificateState(seen)]).toEqual(['ok', 'ok']);
    expect(seen.values['certificate.days_left']).toBeCloseTo(20, 0);
    expect(seen.values['x509_cert.expiry']).toBeGreaterThan(19 * 86_400);
    expect(seen.values['certificate.chain_days_left']).toBeGreaterThan(3_000);
    expect(seen.values['page.tls_seconds']).toBeGreaterThan(0);
    expect(seen.measurements.facts?.map(({ kind }) => kind)).toEqual(['certificate']);
  });

  it('tells them also of one that expired', async () => {
    const seen = await secured({ fromDays: -30, toDays: -2 });

    expect(seen.error).toMatchObject({ state: 'bad_certificate' });
    expect(certificateState(seen)).toBe('expired');
    expect(seen.values['certificate.days_left']).toBeCloseTo(-2, 0);
    expect(seen.values['page.state']).toBeNaN();
  });

  it.each([
    ['what was said under TLS', 'GET', 302, 'ok'],
    ['a body', 'POST', 307, 'wrong_status'],
  ] as const)(
    'that redirects to one without TLS is told %s only under TLS',
    async (_what, method, status, word) => {
      const server = await startSite(authority.issue({}));
      sites.push(server);
      server.pages.set('/', redirect(`http://localhost:${site.port}/there`, status));
      const heard: Record<string, unknown>[] = [];
      site.pages.set('/there', (request, response) => {
        heard.push(request.headers);
        response.end();
      });

      const config = HttpConfig.parse({
        ...{ address: '127.0.0.1', port: server.port, ca: authority.ca, token: 'marker-token' },
        ...{ headers: { 'X-Key': '{{key}}' }, secrets: { key: 'k-1234' } },
        ...(method === 'POST' && { form: { key: '{{key}}' } }),
      });
      const { state } = await collect(config, testOptions({ host: 'localhost' }));

      expect(state).toBe(word);
      expect(JSON.stringify(heard)).not.toMatch(/marker-token|k-1234/);
    },
  );

  it('is read all the same where nobody shall judge', async () => {
    const seen = await secured({ by: 'itself' }, { verify: false });

    expect(seen.state).toBe('ok');
  });
});
