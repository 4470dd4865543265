/** What the end of what a device said means. */
export type Ending = 'more' | 'press' | 'question' | 'new-password' | 'login' | 'prompt' | 'nothing';

const PAIR = '(?:RBM_[A-Z]|HRP_[A-Z])?';
/** `<name>` and `[name]`, `[~name]`, `[*name]` of VRP and Comware, in a pair of firewalls with its role before. */
const ANGLE = new RegExp(`^${PAIR}(?:<[^<>]{1,200}>|\\[[~*]?[^\\[\\]]{1,200}\\])\\s?$`);
/** `name#`, `name>`, `name(config)#`; a name may hold blanks and Chinese, and begins with neither. */
const HASH = /^[A-Za-z0-9_\u0080-\uffff][^#>$%\t]{0,120}[#>]\s?$/;
/** A shell of Linux: `[root@host ~]#`, `user@host:~$`, `$`. */
const UNIX = /^(?:\[[^[\]]*@[^[\]]*\]|[^\s@]+@[^\s:]+:[^\n]*|[a-z]*sh-[\d.]+)?\s?[#$%]\s?$/;

const MORE = /(?:-{2,}|<-{2,})\s*\(?more\b[^\n]*$|\(q\)uit[^\n]*$/i;
const PRESS = /press\s+(?:y\s+or\s+)?(?:enter|return|any\s+key)\b[^\n]*$/i;
const QUESTION = /(?:[[(]\s*y(?:es)?\s*\/\s*n(?:o)?\s*[\])]|\by\/n)\s*[:?]?\s*$/i;
const NEW_PASSWORD = /(?:new|old|current|confirm|重新|新|旧|原)[^\n:：]*(?:password|密码)[^\n:：]*[:：]\s*$/i;
const LOGIN = /(?:user\s?name|login|password|用户名|密码)\s*[:：]\s*$/i;

/** Reads the last line, which has no line end yet, after the terminal was played. */
export function readEnding(lastLine: string): Ending {
  const line = lastLine.trimStart();
  if (MORE.test(line)) return 'more';
  if (PRESS.test(line)) return 'press';
  if (QUESTION.test(line)) return 'question';
  if (NEW_PASSWORD.test(line)) return 'new-password';
  if (LOGIN.test(line)) return 'login';
  return promptKind(line) === undefined ? 'nothing' : 'prompt';
}

/** Which family of command lines a prompt belongs to; undefined when it is none. */
export function promptKind(line: string): 'angle' | 'hash' | 'unix' | undefined {
  if (UNIX.test(line)) return 'unix';
  if (ANGLE.test(line)) return 'angle';
  return HASH.test(line) ? 'hash' : undefined;
}

/** The name of the device within its prompt. */
export function nameInPrompt(prompt: string): string {
  const [, angle] = new RegExp(`^${PAIR}[<\\[][~*]?([^<>\\[\\]]+)[>\\]]`).exec(prompt.trim()) ?? [];
  if (angle !== undefined) return angle.trim();
  return prompt
    .trim()
    .replace(/(?:\([^)]*\))?[#>$%]$/, '')
    .trim();
}
