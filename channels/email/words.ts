import type { Call } from '../channel.ts';
import { type Described, describe, worstSeverity } from '../describe.ts';
import { wordsFor } from '../words.ts';

/** What is only said in mail. */
interface MailWords {
  /** Several events in one mail: counts of firings and resolutions. */
  counts(fired: number, resolved: number): string;
  fields: {
    target: string;
    rule: string;
    series: string;
    value: string;
    since: string;
    why: string;
    seen: string;
  };
  open: string;
  test: string;
}

const BY_LANGUAGE: Record<Call['language'], MailWords> = {
  'zh-CN': {
    counts: (fired, resolved) =>
      [fired > 0 ? `${fired} 条告警` : '', resolved > 0 ? `${resolved} 条恢复` : '']
        .filter(Boolean)
        .join('，'),
    fields: {
      target: '对象',
      rule: '规则',
      series: '指标',
      value: '数值',
      since: '时间',
      why: '原因',
      seen: '内容',
    },
    open: '查看告警',
    test: '测试',
  },
  en: {
    counts: (fired, resolved) =>
      [
        fired > 0 ? `${fired} ${fired === 1 ? 'alert' : 'alerts'}` : '',
        resolved > 0 ? `${resolved} resolved` : '',
      ]
        .filter(Boolean)
        .join(', '),
    fields: {
      target: 'Target',
      rule: 'Rule',
      series: 'Metric',
      value: 'Value',
      since: 'Time',
      why: 'Reason',
      seen: 'Seen',
    },
    open: 'Open the alert',
    test: 'test',
  },
};

/** A mail before it is addressed. */
export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** Puts a call into a mail. */
export function mailOf(call: Call): Mail {
  const said = call.events.map((event) => describe(call, event));
  return { subject: subjectOf(call, said), text: textOf(call, said), html: htmlOf(call, said) };
}

function subjectOf(call: Call, said: readonly Described[]): string {
  const words = wordsFor(call.language);
  const mail = BY_LANGUAGE[call.language];
  const mark = call.test ? `[${mail.test}] ` : '';
  if (said.length === 1) {
    const [{ kind, kindWord, severityWord, target, rule, value }] = said;
    const state = kind === 'fired' ? severityWord : kindWord;
    return oneLine(`${mark}[${state}] ${target} ${rule}${kind === 'fired' ? `${words.colon}${value}` : ''}`);
  }
  const fired = said.filter((each) => each.kind === 'fired').length;
  const targets = [...new Set(said.map((each) => each.target))];
  const shown = targets.slice(0, 3).join(call.language === 'en' ? ', ' : '、');
  const more = targets.length > 3 ? ' …' : '';
  const severity = fired > 0 ? words.severity[worstSeverity(call)] : words.kind.resolved;
  return oneLine(
    `${mark}[${severity}] ${mail.counts(fired, said.length - fired)}${words.colon}${shown}${more}`,
  );
}

function textOf(call: Call, said: readonly Described[]): string {
  const words = wordsFor(call.language);
  const blocks = said.map((each) => {
    const rows = rowsOf(call, each).map(([name, value]) => `${name}${words.colon}${value}`);
    return [`${each.kindWord} · ${each.severityWord}`, ...rows, each.link].filter(Boolean).join('\n');
  });
  return `${[...notesOf(call), ...blocks, `— ${words.product}`].join('\n\n')}\n`;
}

function htmlOf(call: Call, said: readonly Described[]): string {
  const notes = notesOf(call).map((note) => `<p>${escapeHtml(note)}</p>`);
  const blocks = said.map((each) => blockOf(call, each));
  const body = [...notes, ...blocks, `<p style="color:#667">${wordsFor(call.language).product}</p>`].join(
    '\n',
  );
  return `<!doctype html><html lang="${call.language}"><meta charset="utf-8"><body style="font:15px/1.5 sans-serif;color:#1a1f2b">
${body}
</body></html>`;
}

function blockOf(call: Call, each: Described): string {
  const colour = each.kind === 'resolved' ? '#1d7f4e' : COLOURS[each.severity];
  const rows = rowsOf(call, each).map(
    ([name, value]) =>
      `<tr><td style="color:#667;padding-right:16px;vertical-align:top">${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`,
  );
  const link =
    each.link === ''
      ? ''
      : `<p><a href="${escapeHtml(each.link)}">${BY_LANGUAGE[call.language].open}</a></p>`;
  return `<div style="border-left:4px solid ${colour};padding:4px 0 4px 12px;margin:0 0 20px">
<p style="margin:0 0 4px;font-weight:600;color:${colour}">${escapeHtml(`${each.kindWord} · ${each.severityWord}`)}</p>
<table style="border-collapse:collapse">${rows.join('')}</table>${link}
</div>`;
}

const COLOURS = { info: '#2f6fbf', warning: '#b26a00', critical: '#c02b2b' };

function rowsOf(call: Call, each: Described): [string, string][] {
  const { fields } = BY_LANGUAGE[call.language];
  const rows: [string, string][] = [
    [fields.target, each.target],
    [fields.rule, each.rule],
    [fields.series, each.series],
    [fields.value, each.value],
    [fields.since, each.since],
  ];
  if (each.why !== '') rows.push([fields.why, each.why]);
  for (const line of each.seen) rows.push([fields.seen, line]);
  return rows;
}

function notesOf(call: Call): string[] {
  const words = wordsFor(call.language);
  const notes: string[] = [];
  if (call.test) notes.push(words.test);
  if (call.attempt > 0) notes.push(words.mayBeRepeat(call.attempt));
  return notes;
}

/** Names come from outside: a line break in one must not become a header of the mail. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
