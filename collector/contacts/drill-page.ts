/*
 * The page behind the link of a drill. It is for people who may not be able to sign in, on whatever phone they have:
 * no script, nothing loaded, and its few words in both languages stand here.
 */
import { createHash } from 'node:crypto';
import type { Standing } from './drill-answers.ts';

/** What the page says: before the answer, right after it, when it had come before, too late, or for a wrong link. */
export type PageState = Standing['state'] | 'thanks';

interface PageWords {
  title: string;
  text: Record<PageState, string>;
  button: string;
}

const WORDS: Record<Standing['language'], PageWords> = {
  'zh-CN': {
    title: '守望 · 告警演练',
    text: {
      open: '这只是一次演练，并没有发生告警。请点击下面的按钮，确认通知已经送到您这里。',
      thanks: '已确认，谢谢。演练到此结束，无需其他操作。',
      answered: '这条通知已经确认过，无需再次操作。',
      ended: '这次演练已经结束，不再接受确认。',
      unknown: '这个链接无效。请使用通知中的完整链接。',
    },
    button: '我收到了',
  },
  en: {
    title: 'Ward · alert drill',
    text: {
      open: 'This is only a drill; nothing has happened. Press the button to confirm that the message reached you.',
      thanks: 'Confirmed, thank you. That is all there is to do.',
      answered: 'This message was confirmed before. There is nothing more to do.',
      ended: 'This drill is over; it takes no more answers.',
      unknown: 'This link is not valid. Use the whole link of the message.',
    },
    button: 'It reached me',
  },
};

/** For a thumb, in the light or the dark that the phone is in. */
const STYLE =
  ':root{color-scheme:light dark}' +
  'body{max-width:32rem;margin:0 auto;padding:2rem 1.25rem;font:1.0625rem/1.6 system-ui,sans-serif}' +
  'h1{font-size:1.375rem;line-height:1.3}' +
  'button{width:100%;min-height:3.25rem;border:0;border-radius:.5rem;background:#1d5cb8;color:#fff;font:inherit;font-weight:600}';

/** What a browser may do with the page: look as it says, and send the answer. */
export const DRILL_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** The whole page. */
export function drillPage(state: PageState, language: Standing['language']): string {
  const { title, text, button } = WORDS[language];
  const form = state === 'open' ? `\n<form method="post"><button>${button}</button></form>` : '';
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p>${text[state]}</p>${form}
</body>
</html>
`;
}
