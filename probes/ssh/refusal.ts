const UNKNOWN: readonly RegExp[] = [
  /^\s*(?:%|error:|\^)?\s*(?:%|error:)?\s*(?:unrecogni[sz]ed|unknown|invalid|incomplete|ambiguous|wrong|too many|redundant|bad)\s*(?:input|command|parameter|word)/im,
  /^\s*(?:%|error|info|warning|the\b)[^\n]*(?:not support(?:ed)?\b|command not found)/im,
];
const FORBIDDEN =
  /permission denied|no permission|do(?:es)? not have (?:the )?(?:permission|right|privilege|authority)|access denied|not authori[sz]ed|authori[sz]ation fail|failed to pass the authori[sz]ation|权限/i;

/** A refusal is short; an output that happens to hold these words is not. */
const MOST_LINES = 8;

/** Why a device did not do what it was asked, for people; undefined when it did. */
export function readRefusal(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > MOST_LINES) return undefined;
  if (FORBIDDEN.test(text)) return 'this account may not ask it';
  return UNKNOWN.some((form) => form.test(text)) ? 'the device does not know it' : undefined;
}
