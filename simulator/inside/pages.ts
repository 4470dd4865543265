import type { Inside } from './inside.ts';

/** What a server answers for one path. */
export interface PageAnswer {
  status: number;
  type: string;
  body: string;
  delayMs: number;
}

const html = 'text/html; charset=utf-8';

/** A small hospital's site: a home page, columns, appointments, an interface; everything in it is invented. */
export function answerFor(path: string, inside: Inside, nowMs: number): PageAnswer {
  const well = { status: 200, type: html, delayMs: 0 };
  switch (path) {
    case '/':
      return { ...well, body: home(inside.isPageAltered) };
    case '/news/':
      return { ...well, body: page('新闻动态', list('/news/', 8, '医院新闻')) };
    case '/notices/':
      return { ...well, body: page('通知公告', list('/notices/', 6, '停诊通知')) };
    case '/appointments/':
      return { ...well, delayMs: inside.slowMs, body: page('预约挂号', '<p>选择科室与日期。</p>') };
    case '/api/health':
      return {
        ...well,
        type: 'application/json',
        body: JSON.stringify({
          status: inside.isInterfaceDown ? 'DOWN' : 'UP',
          waiting: inside.isInterfaceDown ? 480 : Math.round(20 + 12 * Math.sin(nowMs / 120_000)),
        }),
      };
    default:
      if (/^\/(news|notices)\/\d+$/.test(path)) return { ...well, body: page('正文', '<p>正文内容。</p>') };
      return { ...well, status: 404, body: page('404', '<p>没有这个页面。</p>') };
  }
}

function home(isAltered: boolean): string {
  const links = [
    ['/news/', '新闻动态'],
    ['/notices/', '通知公告'],
    ['/appointments/', '预约挂号'],
  ];
  const own = links.map(([path, name]) => `<li><a href="${path}">${name}</a></li>`).join('\n');
  const foreign = isAltered
    ? '<p>恭喜发财，点击领取</p>\n<script src="http://192.0.2.66/win.js"></script>\n<a href="http://192.0.2.66/">免费领取</a>'
    : '';
  return page(
    '示例医院',
    `<p>欢迎访问示例医院。</p>\n<ul>\n${own}\n</ul>\n${foreign}\n<p>总机 000-0000000</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>\n<html lang="zh-CN"><head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n${body}\n</body></html>\n`;
}

function list(folder: string, count: number, title: string): string {
  const item = (at: number) => `<li><a href="${folder}${at}">${title} ${at}</a></li>`;
  return `<ul>\n${Array.from({ length: count }, (_, at) => item(at + 1)).join('\n')}\n</ul>`;
}
