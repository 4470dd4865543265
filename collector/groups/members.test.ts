import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GroupSelection } from '#protocol/group.ts';
import { isReservedGroupId, membersOf, type SelectedTarget, selector } from './members.ts';

const target = (fields: Partial<SelectedTarget>): SelectedTarget => ({
  id: 't1',
  organisation: 'main',
  kind: 'server',
  name: 'web-1',
  zone: '',
  room: '',
  rack: '',
  owner: '',
  vendor: '',
  ...fields,
});
const isSelected = (wanted: GroupSelection, one: SelectedTarget) => selector(wanted)(one);
const select = (fields: object) => GroupSelection.parse(fields);

describe('a selection', () => {
  test('of nothing means nobody', () => {
    expect(isSelected(select({}), target({}))).toBe(false);
  });

  test('means a target that it names whatever else it asks', () => {
    expect(isSelected(select({ targets: ['t1'], kinds: ['switch'] }), target({}))).toBe(true);
  });

  test('asks all of its fields, and of one field any of its values', () => {
    const wanted = select({ kinds: ['switch', 'Server'], rooms: ['3F'] });

    expect(isSelected(wanted, target({ room: '3F' }))).toBe(true);
    expect(isSelected(wanted, target({ room: '4F' }))).toBe(false);
    expect(isSelected(wanted, target({ room: '3F', kind: 'ups' }))).toBe(false);
  });

  test.each([
    ['EB', 'web-1', true],
    ['web-*', 'web-1', true],
    ['*-1', 'web-1', true],
    ['w*b*1', 'web-1', true],
    ['web', 'app-1', false],
    ['eb-*', 'web-1', false],
    ['a*ab', 'ab', false],
    ['*', 'anything', true],
  ])('with %s in place of the name means %s: %s', (nameLike, name, expected) => {
    expect(isSelected(select({ nameLike }), target({ name }))).toBe(expected);
  });

  test('with several stars means what the same regular expression does', () => {
    const text = fc.stringMatching(/^[ab]{0,6}$/);
    const form = fc.stringMatching(/^[ab*]{0,5}\*[ab*]{0,5}$/);
    fc.assert(
      fc.property(text, form, (name, nameLike) => {
        const expected = new RegExp(`^${nameLike.replaceAll('*', '.*')}$`).test(name);
        expect(isSelected(select({ nameLike }), target({ name }))).toBe(expected);
      }),
    );
  });

  test('means targets of its own organisation only', () => {
    const targets = [target({ id: 'b' }), target({ id: 'a' }), target({ id: 'c', organisation: 'other' })];

    expect(membersOf('main', select({ kinds: ['server'], targets: ['c'] }), targets)).toEqual(['a', 'b']);
  });
});

test('what stands for all targets of an organisation cannot be given to a group', () => {
  expect(['group-all', 'group-all-x', 'group-allies'].map(isReservedGroupId)).toEqual([true, true, false]);
});
