import type { CertificateEntry, PageEntry } from '../api/services.ts';
import { place } from './fake-place.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function makePages(): PageEntry[] {
  const nowMs = Date.now();
  return Array.from({ length: 360 }, (_, at): PageEntry => {
    const isDown = at === 17;
    const isAltered = at === 40;
    return {
      ...place(
        at < 2 ? `t-970${at + 2}` : `t-00${at}`,
        `${['社区卫生服务中心', '区级医院门户', '预约挂号接口', '健康档案查询'][at % 4]} ${at + 1}`,
        at,
      ),
      address: `www.site-${at}.example.cn`,
      state: isDown ? null : isAltered ? 'altered' : at === 61 ? 'wrong_status' : 'ok',
      statusCode: isDown ? null : at === 61 ? 502 : 200,
      responseSeconds: isDown ? null : 0.08 + ((at * 7) % 90) / 100,
      trail: {
        fromMs: nowMs - DAY_MS,
        stepMs: 1_800_000,
        values: Array.from({ length: 48 }, (_, step) =>
          isDown && step > 44
            ? null
            : at % 29 === 3 && step > 10 && step < 14
              ? null
              : 0.1 + ((step * (at + 3)) % 17) / 40,
        ),
      },
      alteredPercent: at % 3 === 1 ? (isAltered ? 14.2 : 0) : null,
      columnsMissing: at % 5 === 0 ? Number(at === 85) * 2 : null,
      columns:
        at === 85
          ? [
              { name: '新闻动态', state: 'missing' },
              { name: '通知公告', state: 'too_few_links' },
            ]
          : [],
      brokenLinks: at % 5 === 0 ? Number(at === 90) * 7 : null,
      atMs: nowMs - 20_000,
      failing: isDown
        ? {
            probe: 'http',
            state: 'silent',
            sentence: 'connect ETIMEDOUT 10.20.3.17:443: no answer within 10 s',
            sinceMs: nowMs - 42 * MINUTE_MS,
          }
        : isAltered
          ? {
              probe: 'http',
              state: 'wrong_answer',
              sentence:
                'the page differs by 14.2 % from what was accepted (+<script src="//x.example/a.js">)',
              sinceMs: nowMs - 3 * HOUR_MS,
            }
          : at === 61
            ? {
                probe: 'http',
                state: 'wrong_answer',
                sentence: 'status 502, expected 200',
                sinceMs: nowMs - 9 * MINUTE_MS,
              }
            : null,
      available30:
        at === 3
          ? null
          : {
              share: isDown ? 0.99612 : at % 31 === 4 ? 0.9981 : 1,
              downMs: isDown ? 9.6e6 : at % 31 === 4 ? 4.9e6 : 0,
              unknownMs: 0,
            },
      lastOutage:
        at % 31 === 4
          ? {
              alert: 'a-1',
              rule: 'page-down',
              fromMs: nowMs - 6 * DAY_MS,
              toMs: nowMs - 6 * DAY_MS + 82 * MINUTE_MS,
            }
          : null,
    };
  });
}

export function makeCertificates(): CertificateEntry[] {
  const nowMs = Date.now();
  const left = [-3, 2.4, 6, 12, 21, 29, 31, 45, 60, 88, 120, 200, 260, 300, 330, 364];
  return left.map((days, at): CertificateEntry => {
    const isUntold = at === 0;
    const name = at === 4 ? '*.health.example.cn' : `www.site-${at}.example.cn`;
    return {
      fingerprint: isUntold ? '' : `A${at}:3F:9C:11`,
      subject: isUntold ? '' : `C=CN, O=区卫生健康委, CN=${name}`,
      issuer: isUntold ? '' : at % 3 ? "C=US, O=Let's Encrypt, CN=R11" : 'C=CN, O=CFCA, CN=CFCA OV OCA',
      names: isUntold ? '' : `${name}, ${name.replace('www.', '')}`,
      serial: `0${at}9f`,
      key: 'RSA 2048',
      signature: 'sha256 with RSA',
      validFromMs: nowMs - 60 * DAY_MS,
      validToMs: nowMs + days * DAY_MS,
      endsMs: nowMs + days * DAY_MS,
      endsBy: at === 6 ? 'C=CN, O=CFCA, CN=CFCA Intermediate' : '',
      state: isUntold ? 'expired' : at === 8 ? 'incomplete_chain' : 'ok',
      places: Array.from({ length: at === 4 ? 7 : at % 4 === 1 ? 2 : 1 }, (_, n) => ({
        ...place(`t-970${2 + (n % 2)}`, `社区卫生服务中心 ${at + n + 1}`, at),
        address: `10.20.3.${at + n}`,
        probe: n % 2 ? ('certificate' as const) : ('page' as const),
        state: 'ok',
        seenAtMs: nowMs - 60_000,
      })),
    };
  });
}
