/**
 * A statement that somebody else runs, fit to be shown: on one line, at most `maxLength` long, without the values
 * that were written into it, which may be names, numbers of people, or passwords.
 */
export function maskLiterals(sql: string, maxLength = 300): string {
  return (
    sql
      // Also a string whose end was cut off.
      .replace(/'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/g, "'?'")
      .replace(/\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g, "'?'")
      .replace(/(?<![\p{L}\p{N}_$])-?\d[\d.]*(?:e[+-]?\d+)?/giu, '?')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, maxLength)
  );
}
