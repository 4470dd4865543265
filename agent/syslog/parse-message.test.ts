import { expect, test } from 'vitest';
import { parseMessage } from './parse-message.ts';

test.each([
  [
    'RFC 5424',
    '<165>1 2003-10-11T22:14:15.003Z 10.0.0.9 evntslog - ID47 [x@1 a="1"] \ufeffall well',
    'notice',
    '10.0.0.9',
  ],
  ['RFC 3164', '<34>Oct 11 22:14:15 mymachine su: failed for lonvick', 'crit', undefined],
  ['RFC 3164 with an address', '<34>Oct  1 22:14:15 10.0.0.9 su: failed', 'crit', '10.0.0.9'],
  [
    'VRP',
    '<188>Oct 20 2020 10:20:30 10.0.0.9 %%01IFNET/4/LINK_STATE(l)[0]:The line is down',
    'warning',
    '10.0.0.9',
  ],
  ['IOS', '<189>123: *Mar  1 18:46:11: %SYS-5-CONFIG_I: Configured from console', 'notice', undefined],
  ['IPv6', '<30>1 - fe80::1 app - - - text', 'info', 'fe80::1'],
  ['no number', 'just text', 'notice', undefined],
  ['a number that is none', '<999>text', 'notice', undefined],
])('a message as of %s', (_name, message, severity, about) => {
  const parsed = parseMessage(Buffer.from(`${message}\n\0`));

  expect(parsed).toMatchObject({ severity, about });
  expect(parsed.text.endsWith(message.slice(-8))).toBe(true);
});

test('what is no UTF-8 is read as GBK', () => {
  const gbk = Buffer.concat([Buffer.from('<131>'), Buffer.from('b5e7d4b4b9cad5cf', 'hex')]);

  expect(parseMessage(gbk)).toEqual({ severity: 'err', text: '电源故障', about: undefined });
  expect(parseMessage(Buffer.from('<131>电源故障')).text).toBe('电源故障');
});

test('any bytes are a message', () => {
  for (let length = 0; length < 300; length++)
    parseMessage(Buffer.from(Array.from({ length }, (_, at) => (at * 31 + length) % 256)));
});
