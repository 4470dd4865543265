import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigRecord } from '#protocol/config-record.ts';
import { LIMITS } from '#protocol/limits.ts';
import { configBackup } from './config-facts.ts';
import { maskSecrets } from './mask-secrets.ts';
import { normaliseConfig } from './normalise-config.ts';

/** Lines as devices print them; `SECRET` stands where a secret does. */
const LINES = [
  ' set authentication password cipher SECRET',
  ' local-user admin password irreversible-cipher SECRET',
  ' local-user admin service-type ssh',
  ' password simple SECRET',
  ' password hash SECRET',
  'super password level 3 cipher SECRET',
  'super password role network-admin hash SECRET',
  'snmp-agent community read cipher SECRET acl 2000',
  'snmp-agent community write SECRET',
  'snmp-agent usm-user v3 u1 g1 simple authentication-mode sha SECRET privacy-mode aes128 SECRET',
  'snmp-agent target-host trap address udp-domain 10.1.1.1 params securityname SECRET v2c',
  ' primary authentication 10.1.1.2 key cipher SECRET',
  'radius-server shared-key cipher SECRET',
  ' ospf authentication-mode md5 1 cipher SECRET',
  ' peer 10.1.1.3 password cipher SECRET',
  ' vrrp vrid 1 authentication-mode simple SECRET',
  ' pre-shared-key address 10.1.1.4 255.255.255.0 key simple SECRET',
  ' ppp chap password cipher SECRET',
  ' sa string-key inbound esp simple SECRET',
  ' security wpa2 psk pass-phrase SECRET aes',
  'ntp-service authentication-keyid 7 authentication-mode md5 SECRET',
  'enable secret 5 SECRET',
  'enable password SECRET',
  'username admin privilege 15 password 7 SECRET',
  'snmp-server community SECRET ro',
  'snmp-server user u g v3 auth sha SECRET priv aes128 SECRET',
  'snmp-server host 10.1.1.5 traps version 2c SECRET',
  'radius-server host 10.1.1.6 key 7 SECRET',
  'tacacs-server key SECRET',
  ' neighbor 10.1.1.7 password 7 SECRET',
  ' ip ospf message-digest-key 1 md5 7 SECRET',
  ' key-string 7 SECRET',
  'crypto isakmp key 0 SECRET address 10.1.1.8',
  ' wlan-sec psk set-key ascii SECRET',
];

describe('masking secrets', () => {
  it.each(LINES.filter((line) => line.includes('SECRET')))('%s', (line) => {
    const masked = maskSecrets(line.replaceAll('SECRET', 'Adm1n@2026'));

    expect(masked).not.toContain('Adm1n@2026');
    expect(masked).toContain('***');
  });

  it('lets no word of any secret through, whatever it is made of', () => {
    const word = fc
      .string({ minLength: 3, maxLength: 20, unit: 'grapheme-ascii' })
      .map((text) => `q${text.replace(/\s/g, '_')}z`);
    const secret = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...LINES), secret, (line, words) => {
        const masked = maskSecrets(line.replaceAll('SECRET', words.join(' ')));

        if (line.includes('SECRET')) for (const one of words) expect(masked).not.toContain(one);
        else expect(masked).toBe(line);
      }),
      { numRuns: 500 },
    );
  });

  it('knows encrypted secrets wherever they stand, and whole private keys', () => {
    const text = [
      'anything %^%#Ab;c9"%^%# behind',
      ' x %@%@q!w%@%@',
      ' y $c$3$abcDEF== z',
      ' $1$salt$hash',
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEowIBAAKCAQEA',
      '-----END RSA PRIVATE KEY-----',
      'end',
    ].join('\n');

    expect(maskSecrets(text)).toBe('anything *** behind\n x ***\n y *** z\n ***\n***\nend');
  });

  it('leaves what is no secret: numbers of access lists, communities of routes, ciphers of a protocol', () => {
    for (const line of [
      'apply community 65001:100 additive',
      'ip community-filter basic cf permit 65001:1',
      'ssh server cipher aes256_ctr aes128_ctr',
      ' authentication-mode aaa',
      ' description to core-1',
      'password-control length 10',
    ]) {
      expect(maskSecrets(line)).toBe(line);
    }
    expect(maskSecrets('snmp-agent community read cipher abc acl 2001')).toBe(
      'snmp-agent community read cipher *** acl 2001',
    );
  });
});

describe('what is compared', () => {
  it('has no lines that change by themselves', () => {
    const monday =
      'Building configuration...\n!Last configuration was updated at 2026-11-20 by admin\nhostname a  \nend';
    const tuesday =
      '!Last configuration was updated at 2026-11-21 by root\r\nhostname a\r\nend\r\n'.replaceAll('\r', '');

    expect(normaliseConfig(monday)).toBe('hostname a\nend\n');
    expect(normaliseConfig(tuesday)).toBe(normaliseConfig(monday));
  });
});

describe('a configuration as records', () => {
  const small = 'sysname a\n#\ninterface GE1/0/1\n#\nreturn\n';

  it('is one record with the hash of what it holds, and a number of 48 bits', () => {
    const { facts, fingerprint } = configBackup('comware', small);

    expect(facts).toHaveLength(1);
    expect(facts[0]?.key).toBe('comware');
    const record = ConfigRecord.parse(facts[0]?.data);
    expect(record).toMatchObject({ platform: 'comware', part: 1, parts: 1, text: small });
    expect(fingerprint).toBe(Number.parseInt(record.hash.slice(0, 12), 16));
    expect(configBackup('comware', `${small} changed\n`).fingerprint).not.toBe(fingerprint);
  });

  it('goes in parts of whole lines when it is long, each within the bytes of a record', () => {
    const long = Array.from({ length: 20_000 }, (_, at) => ` rule ${at} permit ip source "机房-${at}"`).join(
      '\n',
    );
    const { facts } = configBackup('vrp', long);
    const records = facts.map(({ data }) => ConfigRecord.parse(data));

    expect(records.length).toBeGreaterThan(2);
    expect(facts.map(({ key }) => key).slice(0, 3)).toEqual(['vrp', 'vrp/2', 'vrp/3']);
    expect(records.map(({ text }) => text).join('')).toBe(`${long}\n`);
    for (const fact of facts)
      expect(Buffer.byteLength(JSON.stringify(fact))).toBeLessThan(LIMITS.recordBytes - 8);
    expect(new Set(records.map(({ hash }) => hash)).size).toBe(1);
  });

  it('is none when the device sent something else', () => {
    expect(() => configBackup('rgos', '% Permission denied')).toThrow('no configuration');
  });
});
