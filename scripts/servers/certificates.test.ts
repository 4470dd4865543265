import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from './certificates.ts';
import { describeWith } from './unavailable.ts';

describeWith('openssl', 'an authority for tests', () => {
  let authority: CertificateAuthority;
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => authority.remove());

  it('issues what leads to its root over the authority between', () => {
    const { cert } = authority.issue();

    const [leaf, between] = cert
      .match(/-----BEGIN[\s\S]*?END CERTIFICATE-----/g)!
      .map((pem) => new X509Certificate(pem));

    expect(leaf!.verify(between!.publicKey)).toBe(true);
    expect(between!.verify(new X509Certificate(authority.ca).publicKey)).toBe(true);
    expect(leaf!.checkHost('localhost')).toBe('localhost');
    expect(leaf!.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  it('issues certificates that have ended', () => {
    const { cert } = authority.issue({ fromDays: -20, toDays: -3 });

    const daysLeft = (Date.parse(new X509Certificate(cert).validTo) - Date.now()) / 86_400_000;

    expect(daysLeft).toBeCloseTo(-3, 1);
  });

  it('lets one sign itself', () => {
    const itself = new X509Certificate(authority.issue({ by: 'itself' }).cert);

    expect(itself.verify(itself.publicKey)).toBe(true);
    expect(itself.issuer).toBe(itself.subject);
  });
});
