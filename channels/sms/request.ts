import { createHash, createHmac } from 'node:crypto';
import type { Call } from '../channel.ts';
import { formatTime } from '../format-value.ts';
import type { HttpCall } from '../http-call.ts';
import type { SmsConfig } from './config.ts';
import { fillPlaces, inJson, type Place } from './places.ts';

type Values = Partial<Record<Place, string>>;

const KINDS = {
  json: { type: 'application/json; charset=utf-8', write: inJson },
  form: { type: 'application/x-www-form-urlencoded; charset=utf-8', write: encodeURIComponent },
  text: { type: 'text/plain; charset=utf-8', write: (value: string) => value },
};

/** The request that asks the gateway to send this text to these numbers. */
export function requestOf(config: SmsConfig, call: Call, phones: readonly string[], text: string): HttpCall {
  const values: Values = {
    phone: phones.map((phone) => phone.replace(/[ -]/g, '')).join(config.separator),
    text,
    secret: config.secret,
    timestamp: String(Math.floor(call.sentAtMs / 1000)),
    timestampMs: String(call.sentAtMs),
    time: formatTime(call.sentAtMs, call.zone).replace(/\D/g, ''),
    // New for each attempt and yet reproducible: gateways refuse what they have seen.
    nonce: createHash('sha256')
      .update(`${call.id} ${call.attempt} ${call.sentAtMs}`)
      .digest('hex')
      .slice(0, 32),
    id: call.id,
  };
  const { type, write } = KINDS[config.bodyKind];
  if (!config.signOver.includes('{body}')) values.sign = signatureOf(config, values);
  const body = fillPlaces(config.body, values, write).filled;
  values.body = body;
  values.sign ??= signatureOf(config, values);
  const headers = Object.entries(config.headers).map(
    ([name, value]) =>
      [name, fillPlaces(value, values, (each) => each.replace(/[^\x20-\x7e]/g, '')).filled] as const,
  );
  return {
    method: config.method,
    url: fillPlaces(config.url, values, encodeURIComponent).filled,
    headers: { ...(body !== '' && { 'content-type': type }), ...Object.fromEntries(headers) },
    body,
    secrets: [config.secret, ...Object.values(config.headers), values.sign],
  };
}

function signatureOf({ sign, signOver, signAs, secret }: SmsConfig, values: Values): string {
  if (sign === 'none') return '';
  const over = fillPlaces(signOver, values, (value) => value).filled;
  const hash = sign.startsWith('hmac-') ? createHmac(sign.slice('hmac-'.length), secret) : createHash(sign);
  const digest = hash.update(over).digest(signAs === 'base64' ? 'base64' : 'hex');
  return signAs === 'hex-upper' ? digest.toUpperCase() : digest;
}
