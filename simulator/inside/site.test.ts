import { X509Certificate } from 'node:crypto';
import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newInside } from './inside.ts';
import { type Site, startSite } from './site.ts';

const inside = newInside();
let site: Site;

beforeAll(async () => {
  site = await startSite(inside, { network: '127.82', port: 0, tlsPort: 0, now: () => 0 });
});

afterAll(() => site.close());

/** What a client that believes the authority of the room sees: the page and the certificate, or why it sees neither. */
function visit(at: { host: string; port: number }, path = '/'): Promise<{ body: string; daysLeft: number }> {
  return new Promise((resolve, reject) => {
    get({ ...at, path, ca: site.ca, agent: false }, (response) => {
      const certificate = (response.socket as import('node:tls').TLSSocket).getPeerCertificate();
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => {
        resolve({ body, daysLeft: (Date.parse(certificate.valid_to) - Date.now()) / 86_400_000 });
      });
    }).on('error', reject);
  });
}

describe('the site of a room', () => {
  it('shows certificates that prove it to who believes their authority, one of them near its end', async () => {
    const well = await visit(site.tls);
    const soon = await visit(site.soon);

    expect(well.body).toContain('示例医院');
    expect(Math.round(well.daysLeft)).toBe(300);
    expect(Math.round(soon.daysLeft)).toBe(20);
    expect(new X509Certificate(site.ca).ca).toBe(true);
  });

  it('shows one that has expired, which every client refuses', async () => {
    await expect(visit(site.expired)).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  });

  it('has a home page that stays as it is until somebody alters it', async () => {
    const before = (await visit(site.tls)).body;
    expect((await visit(site.tls)).body).toBe(before);

    inside.isPageAltered = true;
    const altered = (await visit(site.tls)).body;
    inside.isPageAltered = false;

    expect(altered).toContain('<script src="http://192.0.2.66/win.js">');
    expect((await visit(site.tls)).body).toBe(before);
  });

  it('has no link that leads nowhere', async () => {
    const seen = new Set(['/']);
    for (const path of seen) {
      const { body } = await visit(site.tls, path);
      expect(body, path).not.toContain('没有这个页面');
      for (const [, link = ''] of body.matchAll(/href="(\/[^"]*)"/g)) seen.add(link);
    }
    expect(seen.size).toBe(18);
  });

  it('has an interface that says how it is', async () => {
    inside.isInterfaceDown = true;
    const down = await fetch(`http://${site.clear.host}:${site.clear.port}/api/health`);
    inside.isInterfaceDown = false;

    expect(await down.json()).toEqual({ status: 'DOWN', waiting: 480 });
  });
});
