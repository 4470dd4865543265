import { ConfigError } from '#config/config-error.ts';
import type { DatabaseMake } from './make.ts';
import type { Statement } from './statement.ts';

/** What the script of an account is made for. */
export interface Account {
  user: string;
  /** A word for the product, such as `kingbase`: what is for others only is left out. By default the make's first. */
  product?: string;
}

/**
 * The script that makes an account which may read exactly what the statements read: what makes the account, and each
 * right once with what is lost without it. Throws a ConfigError for a name that would have to be quoted.
 */
export function grantScript(
  make: Pick<DatabaseMake<never>, 'name' | 'account' | 'products'>,
  statements: readonly Statement[],
  { user, product = make.products?.[0] }: Account,
): string {
  if (!/^[a-z_][a-z0-9_#$]{0,62}$/i.test(user)) {
    const sentence = `found ${JSON.stringify(user)}; allowed are letters, digits and underscores.`;
    throw new ConfigError([{ where: '--user', field: '', sentence }]);
  }
  const others = (make.products ?? []).filter((each) => each !== product);
  if (product !== undefined && make.products !== undefined && others.length === make.products.length) {
    const sentence = `found ${JSON.stringify(product)}; allowed is one of ${make.products.join(', ')}.`;
    throw new ConfigError([{ where: '--product', field: '', sentence }]);
  }
  const reasons = new Map<string, string[]>();
  for (const { grants, why, when } of statements) {
    if (product !== undefined && when.words.includes(`!${product}`)) continue;
    if (when.words.some((word) => others.includes(word))) continue;
    for (const grant of grants) reasons.set(grant, [...(reasons.get(grant) ?? []), why]);
  }
  const rights = [...reasons].flatMap(([grant, whys]) => [
    '',
    ...[...new Set(whys)].map((why) => `-- ${why}`),
    grant.startsWith('--') ? grant : grant.replace(/;?$/, ';'),
  ]);
  const lines = [
    `-- An account with which Ward reads ${product ?? make.name}: it may read what is listed here, and change nothing.`,
    ...(others.length > 0 ? [`-- --product makes it for another one: ${others.join(', ')}.`] : []),
    make.account.trim(),
    ...rights,
  ];
  return `${lines.join('\n').replaceAll('{user}', user)}\n`;
}
