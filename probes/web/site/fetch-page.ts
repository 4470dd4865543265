import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { lookUpOther } from '../../target-address.ts';
import { withoutBrackets } from '../connect.ts';
import { exchange } from '../exchange.ts';
import { type Page, pageOf } from '../http/page.ts';
import { tlsSettings } from '../tls-settings.ts';
import type { SiteConfig } from './config.ts';

/** What stands behind a link. */
export interface Fetched {
  /** Where it ended, behind redirects. */
  url: URL;
  status: number;
  bytes: number;
  /** Of what is a page of text. */
  page?: Page;
}

/** Where the site lives; nothing else is connected to. */
export interface Home {
  hostname: string;
  address: string;
}

const MOST_REDIRECTS = 5;
/** Of a document or a picture no more is of interest. */
const LITTLE = 1_024;
const NO_PAGE =
  /\.(?:pdf|docx?|xlsx?|pptx?|wps|ofd|zip|rar|7z|gz|exe|apk|jpe?g|png|gif|webp|svg|ico|mp[34]|avi|mov|wmv|flv)$/i;

/**
 * Fetches what stands behind a link of the site. A redirect that leaves the site ends there: what is elsewhere is not
 * looked at. Rejects with a `ProbeError`, or with the reason of the signal.
 */
export async function fetchPage(
  start: URL,
  home: Home,
  config: SiteConfig,
  signal: AbortSignal,
): Promise<Fetched> {
  let url = start;
  for (let hops = 0; ; hops++) {
    const answer = await exchange({
      url,
      address: home.address,
      maxBytes: NO_PAGE.test(url.pathname) ? LITTLE : config.max_size,
      timeoutMs: config.timeout,
      signal,
      tls: tlsSettings(config),
    });
    const { status, headers, body } = answer;
    const next = locationOf(status, headers.location, url);
    if (next && next.hostname === home.hostname) {
      if (hops >= MOST_REDIRECTS)
        throw new ProbeError('wrong_answer', `more than ${MOST_REDIRECTS} redirects, or a circle of them`);
      url = next;
      continue;
    }
    const type = typeof headers['content-type'] === 'string' ? headers['content-type'] : undefined;
    const isText = type === undefined || /text|html|xml/i.test(type);
    return {
      url: next ?? url,
      status,
      bytes: body.length,
      ...(isText && !next && { page: pageOf(body, type) }),
    };
  }
}

/** Where the site lives, when its start page leads to another host, as from `example.com` to `www.example.com`. */
export async function homeBehind(
  start: URL,
  { url }: Fetched,
  home: Home,
  options: ProbeOptions,
): Promise<Home> {
  const hostname = url.hostname;
  if (hostname === start.hostname) return home;
  return { hostname, address: await lookUpOther(withoutBrackets(hostname), options) };
}

function locationOf(status: number, location: unknown, from: URL): URL | undefined {
  if (status < 300 || status > 399 || typeof location !== 'string') return undefined;
  try {
    const url = new URL(location, from);
    url.hash = '';
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}
