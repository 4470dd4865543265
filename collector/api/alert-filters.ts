import * as z from 'zod';
import type { TextFilter } from '#collector/alerts/alert-list.ts';
import { invalid } from '#collector/http/api-error.ts';
import type { Scope } from '#collector/people/caller.ts';
import type { Parts } from './parts.ts';
import { several } from './shapes.ts';

/** Targets and rules that one searched text may stand for by their names. */
const NAMED = 200;

/** One or several of these words, each given alone or separated by commas; undefined where none is given. */
export function someOf<const Word extends string>(what: string, allowed: readonly Word[]) {
  return several(z.string().max(400), 20)
    .transform((texts, context) => {
      const words = texts.flatMap((text) => text.split(','));
      const wrong = words.find((word) => !(allowed as readonly string[]).includes(word));
      if (wrong === undefined) return words.length > 0 ? (words as Word[]) : undefined;
      context.addIssue({
        code: 'custom',
        message: `${wrong} is no ${what}; allowed are ${allowed.join(', ')}`,
      });
      return z.NEVER;
    })
    .describe('may be given several times, or several separated by commas');
}

/** `true` or `false` of a query string. */
export const yesOrNo = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

/** What people look for. */
export const searched = z.string().trim().min(1).max(100).optional();

/** The targets of a group, and the group itself, whose alerts are of it as well; undefined where none is named. */
export function targetsOf(
  { registry }: Parts,
  scope: Scope,
  group: string | undefined,
): string[] | undefined {
  if (group === undefined) return undefined;
  if (!registry.groups.get(scope, group)) throw invalid('group', `there is no group ${group}`);
  return [group, ...registry.groups.members(group)];
}

/** A text as it is looked for: targets and rules are found by their names as well. */
export async function textFilter(
  { registry, rules }: Parts,
  scope: Scope,
  text: string | undefined,
): Promise<TextFilter | undefined> {
  if (text === undefined) return undefined;
  const wanted = text.toLowerCase();
  const isNamed = (...names: string[]) => names.some((name) => name.toLowerCase().includes(wanted));
  const targets = registry.targets.list(scope, undefined, NAMED, ({ id, name, host, address }) =>
    isNamed(id, name, host, address),
  );
  const known = await rules.list(scope, '', 1_000);
  const named = known.filter(({ rule }) => isNamed(rule.id, rule.name['zh-CN'], rule.name.en));
  return {
    text,
    targets: targets.map(({ id }) => id),
    rules: named.slice(0, NAMED).map(({ rule }) => rule.id),
  };
}
