import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { type Nginx, startNginx } from '#scripts/servers/nginx.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { Measurements, ProbeType } from '../probe.ts';
import { certificate } from './certificate/certificate.ts';
import { CertificateConfig } from './certificate/config.ts';
import { HttpConfig } from './http/config.ts';
import { http } from './http/http.ts';
import { SiteConfig } from './site/config.ts';
import { site } from './site/site.ts';
import { testOptions } from './test-pages.ts';

const never = new AbortController().signal;

describeWith('nginx', 'pages of a real nginx', () => {
  let authority: CertificateAuthority;
  let nginx: Nginx;
  let tlsPort: number;
  let folder: string;

  beforeAll(async () => {
    authority = certificateAuthority();
    folder = mkdtempSync(join(tmpdir(), 'ward-nginx-tls-'));
    const { cert, key } = authority.issue({ names: ['www.site.test'], toDays: 20, key: 'rsa2048' });
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    nginx = await startNginx({
      server: (port) => [
        `listen 127.0.0.1:${port + 1} ssl;`,
        `ssl_certificate ${folder}/cert.pem;`,
        `ssl_certificate_key ${folder}/key.pem;`,
        'ssl_protocols TLSv1.2 TLSv1.3;',
        'gzip on; gzip_min_length 1; gzip_types text/html application/json;',
        `location = /old { return 301 https://www.site.test:${port + 1}/; }`,
        'location = /loop { return 302 /loop; }',
        'location = /busy { return 503 busy; }',
      ],
    });
    tlsPort = nginx.port + 1;
    mkdirSync(join(nginx.pages, 'news'));
    writeFileSync(
      join(nginx.pages, 'index.html'),
      `<title>市政府</title><meta charset=utf-8><a href="/news/">新闻中心</a><a href="/busy">忙</a>${'x '.repeat(5_000)}`,
    );
    writeFileSync(
      join(nginx.pages, 'news', 'index.html'),
      '<a href="/">首页</a><a href="/gone.html">旧闻</a>',
    );
  });
  afterAll(async () => {
    await nginx?.stop();
    authority?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const options = () => testOptions({ host: 'www.site.test' });
  const secure = () => ({ address: '127.0.0.1', port: tlsPort, ca: authority.ca });

  async function read<Config>(type: ProbeType<Config>, config: Config) {
    const measurements: Measurements = await type.create(config, options()).collect(never);
    return (metric: string) => measurements.readings.find(({ column }) => column.metric === metric)?.value;
  }

  it('are read packed and over TLS', async () => {
    const value = await read(http, HttpConfig.parse({ ...secure(), contains: ['新闻中心'] }));

    expect(value('http_response.content_length')).toBeGreaterThan(10_000);
    expect(value('certificate.days_left')).toBeCloseTo(20, 0);
  });

  it('are found behind a redirect from HTTP to HTTPS', async () => {
    const config = HttpConfig.parse({
      address: '127.0.0.1',
      scheme: 'http',
      port: nginx.port,
      path: '/old',
      ca: authority.ca,
    });

    const value = await read(http, config);

    expect([value('page.redirects'), value('certificate.state')]).toEqual([1, 0]);
  });

  it('that go in circles are told', async () => {
    await expect(read(http, HttpConfig.parse({ ...secure(), path: '/loop' }))).rejects.toThrow(/in a circle/);
  });

  it('have a certificate, and take no old protocol', async () => {
    const value = await read(certificate, CertificateConfig.parse(secure()));

    expect([
      value('certificate.state'),
      value('certificate.weak_protocol'),
      value('certificate.key_bits'),
    ]).toEqual([0, 0, 2_048]);
  });

  it('have broken links and columns', async () => {
    const columns = [{ name: 'news', text: '新闻', min_links: 2 }];
    const value = await read(site, SiteConfig.parse({ ...secure(), per_second: 10, columns }));

    expect([value('site.pages'), value('site.broken_links'), value('site.column_state')]).toEqual([4, 2, 0]);
  });

  it('of a server that hangs are silent', async () => {
    nginx.pause();
    try {
      await expect(read(http, HttpConfig.parse({ ...secure(), timeout: '300ms' }))).rejects.toMatchObject({
        state: 'silent',
      });
    } finally {
      nginx.resume();
    }
  });
});
