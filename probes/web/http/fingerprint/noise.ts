/** What stands where something was that changes by itself. */
export const MASKED = '·';

const COUNTED = '浏览|阅读|点击|访问|在线|下载|播放|人气|评论|关注|点赞|转发|围观';

/** Each in time that grows with the line; dates before times, so that both of one moment vanish. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  // 2026-01-31, 2026/1/31, 2026年1月31日, and a time right behind.
  [
    /\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?[日号])?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
    MASKED,
  ],
  [/\d{1,2}月\d{1,2}[日号]/g, MASKED],
  [/\d{1,2}[/.]\d{1,2}[/.]\d{4}/g, MASKED],
  [
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? ?(?=\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|·)/g,
    '',
  ],
  [/\d{1,2}[ -](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[ -]\d{4}/g, MASKED],
  [/(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} \d{1,2}, \d{4}/g, MASKED],
  [/(?:星期|周|礼拜)[一二三四五六日天]/g, MASKED],
  [/\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?: ?[AP]M)?/g, MASKED],
  // 浏览次数：1,234, 阅读 56, 1234 次浏览, Views: 12
  [new RegExp(`((?:${COUNTED})[^\\d]{0,8})\\d[\\d,.]*(?:万|亿)?`, 'g'), `$1${MASKED}`],
  [new RegExp(`\\d[\\d,.]*(?:万|亿)?(\\s?(?:次|人)?\\s?(?:${COUNTED}))`, 'g'), `${MASKED}$1`],
  [/\b(views?|hits?|visits?|visitors?|online|reads?|users?)(\s?[:：]?\s?)\d[\d,]*/gi, `$1$2${MASKED}`],
  [/\d[\d,]*(\s(?:views?|hits?|visits?|visitors?|reads?|users? online))\b/gi, `${MASKED}$1`],
  [/\d+(?:\.\d+)?(\s?(?:ms|毫秒|秒|seconds?|s)(?![a-z]))/gi, `${MASKED}$1`],
  // Values of queries that only tell one request from another, and sessions in addresses.
  [
    /([?&;](?:_|t|ts|time|timestamp|rnd|rand|random|r|nonce|token|csrf|_csrf|sid|jsessionid|phpsessid)=)[^&#\s"'?]*/gi,
    `$1${MASKED}`,
  ],
  [/(;jsessionid=)[^?#\s"']*/gi, `$1${MASKED}`],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, MASKED],
  [/\b(?=[a-f]*\d)[0-9a-f]{16,}\b/gi, MASKED],
  // Seconds or milliseconds since 1970, and 20260131093000.
  [/\b\d{10,17}\b/g, MASKED],
];

const TOKEN = /[A-Za-z0-9+_=]{24,}/g;

/** A line without dates, times, counters and tokens. */
export function maskNoise(line: string): string {
  let masked = line;
  for (const [noise, by] of NOISE) masked = masked.replace(noise, by);
  // Words of any language have no digits and capitals in between.
  return masked.replace(TOKEN, (token) =>
    /\d/.test(token) && /[a-z]/.test(token) && /[A-Z]/.test(token) ? MASKED : token,
  );
}
