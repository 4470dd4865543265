import type * as z from 'zod';
import { didYouMean } from './nearest.ts';
import { keysAt } from './schema-keys.ts';

/** One mistake with its place, in words. */
export interface ToldIssue {
  path: readonly PropertyKey[];
  sentence: string;
}

type Issue = z.core.$ZodIssue;

/**
 * What a Zod issue means to the person who wrote `settings`: what was found and what is allowed. One that a part of
 * the schema made of what it had told already (`params.isTold`) is passed on.
 */
export function tellIssue(issue: Issue, settings: unknown, schema: z.core.$ZodType): ToldIssue[] {
  if (issue.code === 'custom' && issue.params?.isTold) return [{ path: issue.path, sentence: issue.message }];
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, issue.path, settings);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      sentence: `there is no such setting.${didYouMean(key, allowed)} ${listAllowed(allowed)}`,
    }));
  }
  if (issue.code === 'invalid_union') {
    const branch = likelyBranch(issue);
    if (branch) {
      return branch.flatMap((inner) =>
        tellIssue({ ...inner, path: [...issue.path, ...inner.path] } as Issue, settings, schema),
      );
    }
  }
  const value = valueAt(settings, issue.path);
  if (value === undefined) return [{ path: issue.path, sentence: `is missing; ${allowedBy(issue)}.` }];
  return [{ path: issue.path, sentence: `found ${describe(value, issue.path)}; ${allowedBy(issue)}.` }];
}

/** The alternative whose outer form fits, so that only what is wrong inside it is told. */
function likelyBranch(issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] | undefined {
  const fitting = issue.errors.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `allowed is ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `allowed is ${quote(issue.values[0])}`
        : `allowed is one of ${issue.values.map(quote).join(', ')}`;
    case 'too_small':
      return `allowed is ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${counted(issue)}`;
    case 'too_big':
      return `allowed is ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${counted(issue)}`;
    case 'invalid_union':
      return union(issue);
    default:
      return issue.message.replace(/\.$/, '');
  }
}

function union(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) {
    return `allowed is one of ${issue.options.map(quote).join(', ')}`;
  }
  if (issue.message !== 'Invalid input') return issue.message.replace(/\.$/, '');
  const each = issue.errors.flatMap((issues) => issues.slice(0, 1)).map(allowedBy);
  const alternatives = [...new Set(each)].map((text) => text.replace(/^allowed is /, ''));
  return alternatives.length === 0 ? issue.message : `allowed is ${alternatives.join(' or ')}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

function counted({ origin }: { origin: string }): string {
  if (origin === 'string') return ' characters';
  if (origin === 'array' || origin === 'set') return ' elements';
  if (origin === 'record' || origin === 'map') return ' entries';
  return '';
}

/** Mistakes land in logs and on screens, so what may be a secret is only measured. */
const SECRET = /token|password|passphrase|community|secret|key$/i;

function describe(value: unknown, path: readonly PropertyKey[]): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return `the ${typeof value === 'number' ? 'number' : 'value'} ${value}`;
  if (path.some((part) => SECRET.test(String(part)))) return `a text of ${value.length} characters`;
  return `"${value.length > 80 ? `${value.slice(0, 77)}…` : value}"`;
}

function listAllowed(keys: readonly string[]): string {
  return keys.length === 0 ? 'Nothing is allowed here.' : `Allowed: ${keys.join(', ')}.`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  let value = settings;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}
