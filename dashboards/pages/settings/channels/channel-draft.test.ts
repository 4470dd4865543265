import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { channelKinds } from '#channels/catalogue.ts';
import { SAMPLES } from '#channels/samples.ts';
import { templateFault } from '#channels/template.ts';
import { ChannelInput, parseChannelConfig } from '#collector/notify/channel-config.ts';
import type { ChannelEntry } from '../../../api/contacts.ts';
import { en } from '../../../words/en.ts';
import {
  areTemplatesFaulty,
  type ChannelDraft,
  channelBody,
  channelConfig,
  channelFaults,
  draftOfChannel,
  fieldsOf,
  isFaultless,
  keptSecrets,
  newChannel,
  suggestedName,
} from './channel-draft.ts';
import { placeOfChannel } from './channel-place.ts';

const kinds = channelKinds();
const kindOf = (name: string) => kinds.find(({ kind }) => kind === name)!;
const webhook = kindOf('webhook');
const dingtalk = kindOf('dingtalk');
const email = kindOf('email');
const nothingKept = { kept: new Set<string>(), taken: [], parse: JSON.parse };

function draft(over: Partial<ChannelDraft>): ChannelDraft {
  return { ...newChannel('*'), name: 'duty', ...over };
}

function entry(kind: string, over: Partial<ChannelEntry>): ChannelEntry {
  const shared = { name: 'duty', kind, organisation: '*', enabled: true, isDefault: false, fallback: null };
  const pace = { fallbackAfterMs: 300_000, callsPerMinute: kindOf(kind).callsPerMinute };
  return { ...shared, ...pace, config: {}, sealed: [], changedBy: 'a', changedAtMs: 0, ...over };
}

describe('the form of a channel', () => {
  it('proposes a name that is free and may be kept as it is, for every kind', () => {
    expect(suggestedName('钉钉机器人', [])).toBe('钉钉机器人');
    expect(suggestedName('Microsoft Teams', [])).toBe('Microsoft-Teams');
    expect(suggestedName('dingtalk', ['dingtalk', 'dingtalk-2'])).toBe('dingtalk-3');
    for (const { kind, title } of kinds)
      for (const each of Object.values(title)) {
        const faults = channelFaults(
          draft({ name: suggestedName(each, ['duty']) }),
          kindOf(kind),
          nothingKept,
        );
        expect(faults.name).toBeUndefined();
      }
  });

  it.each(kinds.map(({ kind }) => kind))(
    'of %s, filled with its examples, is what the collector takes',
    (name) => {
      const kind = kindOf(name);
      const exemplary = fieldsOf(kind).filter(({ example }) => example);
      const settings = Object.fromEntries(exemplary.map((each) => [each.name, each.example ?? '']));
      const filled = draft({ settings });

      expect(channelFaults(filled, kind, { ...nothingKept, parse })).toEqual({ settings: {} });
      const body = ChannelInput.parse({ ...channelBody(filled, kind, parse), name: filled.name });
      expect(() => parseChannelConfig(body.kind, body.config)).not.toThrow();
    },
  );

  it('has a word for each of its fields in place of its name', () => {
    const names = new Set(kinds.flatMap((kind) => fieldsOf(kind).map(({ name }) => name)));
    expect([...names].filter((name) => !(name in en.contacts.channels.labels))).toEqual([]);
    expect(Object.keys(en.contacts.channels.samples).sort()).toEqual([...SAMPLES].sort());
  });

  it('says what is wrong', () => {
    const faults = (over: Partial<ChannelDraft>, taken: string[] = []) =>
      channelFaults(draft({ settings: { url: 'https://a.cn', secret: 'x' }, ...over }), webhook, {
        ...nothingKept,
        taken,
      });
    expect(isFaultless(faults({}))).toBe(true);
    expect(faults({ name: '' })).toMatchObject({ name: 'required' });
    expect(faults({ name: 'Duty!' })).toMatchObject({ name: 'bad_name' });
    expect(faults({}, ['duty'])).toMatchObject({ name: 'taken' });
    expect(faults({ fallback: 'b', fallbackMinutes: '0' })).toMatchObject({ fallbackMinutes: 'bad_minutes' });
    expect(faults({ callsPerMinute: '601' })).toMatchObject({ callsPerMinute: 'bad_calls' });
    expect(faults({ settings: {} }).settings).toEqual({ url: 'required', secret: 'required' });
  });

  it.each(['{{target}} {{ label.path }}', '{{nobody}}', '{{target', 'a}} {{b', '{{}}', '{ }', '{{{rule}}}'])(
    'refuses the words %s just as the collector does',
    (title) => {
      const templates = { 'zh-CN': { title: '', body: '' }, en: { title, body: '' } };
      expect(areTemplatesFaulty(templates, dingtalk)).toBe(templateFault(title) !== undefined);
      expect(areTemplatesFaulty(templates, webhook)).toBe(false);
    },
  );

  it('of a mail needs no server of its own: the collector lends it', () => {
    const mail = draft({ settings: { to: 'a@b.cn\nc@d.cn' } });
    expect(isFaultless(channelFaults(mail, email, nothingKept))).toBe(true);
    expect(channelConfig(mail, email, JSON.parse)).toEqual({ to: ['a@b.cn', 'c@d.cn'] });
  });
});

describe('a channel that is changed', () => {
  const before = entry('webhook', {
    config: { url: 'https://a.cn/x', timeoutMs: 5_000, verifyCertificate: true },
    sealed: ['secret'],
    fallback: 'other',
    fallbackAfterMs: 90_000,
    callsPerMinute: 7,
  });
  const opened = draftOfChannel(before, webhook, JSON.stringify);

  it('comes back as it was; its secret is left out, so that it stays', () => {
    const kept = keptSecrets(opened, webhook, before, JSON.parse);
    expect(kept).toEqual(new Set(['secret']));
    expect(isFaultless(channelFaults(opened, webhook, { ...nothingKept, kept }))).toBe(true);
    expect(channelBody(opened, webhook, JSON.parse)).toEqual({
      kind: 'webhook',
      organisation: '*',
      enabled: true,
      isDefault: false,
      fallback: 'other',
      fallbackAfterMs: 90_000,
      callsPerMinute: 7,
      config: { url: 'https://a.cn/x', timeoutMs: 5_000 },
    });
  });

  it('needs its secret anew when it leads elsewhere', () => {
    const moved = { ...opened, settings: { ...opened.settings, url: 'https://b.cn/x' } };
    const kept = keptSecrets(moved, webhook, before, JSON.parse);
    expect(kept.size).toBe(0);
    expect(channelFaults(moved, webhook, { ...nothingKept, kept }).settings).toEqual({ secret: 'required' });
  });

  it('keeps an address that is secret itself, until another one is typed', () => {
    const robot = entry('dingtalk', { sealed: ['url', 'secret'] });
    const untouched = draftOfChannel(robot, dingtalk, JSON.stringify);
    const typed = { ...untouched, settings: { url: 'https://oapi.dingtalk.com/robot/send?access_token=2' } };
    expect(keptSecrets(untouched, dingtalk, robot, JSON.parse)).toEqual(new Set(['url', 'secret']));
    expect(keptSecrets(typed, dingtalk, robot, JSON.parse).size).toBe(0);
  });

  it('loses a kept secret only when somebody takes it away', () => {
    const robot = entry('dingtalk', { sealed: ['url', 'secret'] });
    const cleared = { ...draftOfChannel(robot, dingtalk, JSON.stringify), cleared: ['secret'] };
    expect(keptSecrets(cleared, dingtalk, robot, JSON.parse)).toEqual(new Set(['url']));
    expect(channelConfig(cleared, dingtalk, JSON.parse)).toEqual({ secret: '' });
  });

  it('has its own words in fields of their own', () => {
    const words = { 'zh-CN': { title: '{{target}}', body: '' } };
    const robot = draftOfChannel(
      entry('dingtalk', { config: { templates: words } }),
      dingtalk,
      JSON.stringify,
    );
    expect(robot.templates.en).toEqual({ title: '', body: '' });
    expect(channelConfig(robot, dingtalk, JSON.parse).templates).toEqual(words);
  });
});

it('says where a channel leads, without what is secret', () => {
  expect(placeOfChannel({ config: { host: 'mail.cn', port: 25, to: ['a@b.cn'] }, sealed: [] })).toBe(
    'a@b.cn · mail.cn:25',
  );
  expect(placeOfChannel({ config: {}, sealed: ['url'] })).toBe('');
  expect(placeOfChannel({ config: { url: 'https://a.cn' }, sealed: ['secret'] })).toBe('https://a.cn');
});
