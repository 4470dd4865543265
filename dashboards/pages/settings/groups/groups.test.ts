import { describe, expect, it } from 'vitest';
import { TargetGroup } from '#protocol/group.ts';
import { en } from '../../../words/en.ts';
import { createFormats } from '../../../words/format.ts';
import { groupFaults, NOTHING_SELECTED, selectionText, suggestedGroupId } from './group-draft.ts';

const formats = createFormats('en', 'Asia/Shanghai');

describe('a group of targets', () => {
  it('has an id by its name, or by a number where the name has no Latin letters, and never one that is taken', () => {
    expect(suggestedGroupId('Web servers!', [])).toBe('group-web-servers');
    expect(suggestedGroupId('Web servers', ['group-web-servers'])).toBe('group-web-servers-2');
    expect(suggestedGroupId('网站服务器', [])).toBe('group-1');
    expect(suggestedGroupId('网站', ['group-1', 'group-2'])).toBe('group-3');
    for (const name of ['x'.repeat(200), '--a--', '机房 2']) {
      const group = {
        id: suggestedGroupId(name, []),
        organisation: 'a',
        name: 'n',
        select: NOTHING_SELECTED,
        isSystem: false,
      };
      expect(TargetGroup.safeParse(group).success).toBe(true);
    }
  });

  it('needs a name, and something that is chosen', () => {
    const group = { id: 'group-a', organisation: 'a', name: ' ', select: NOTHING_SELECTED, isSystem: false };

    expect(groupFaults(group)).toEqual({ name: 'required', select: 'nothing' });
    expect(groupFaults({ ...group, id: 'web', name: 'Web' })).toEqual({ id: 'badId', select: 'nothing' });
    const select = { ...NOTHING_SELECTED, nameLike: 'web-*' };
    expect(groupFaults({ ...group, name: 'Web', select })).toEqual({});
  });

  it('says in one line who belongs to it', () => {
    const select = { ...NOTHING_SELECTED, kinds: ['switch', 'router'], rooms: ['B2'], targets: ['t'] };

    expect(selectionText(select, en, formats)).toBe('Kinds: Switch, Router · Rooms: B2 · 1 named target');
    expect(selectionText(NOTHING_SELECTED, en, formats)).toBe('nothing chosen');
  });
});
