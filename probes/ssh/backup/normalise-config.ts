/** Lines that differ each time although nothing was configured: times, sizes, notes of the command itself. */
const VOLATILE: readonly RegExp[] = [
  /^\s*[!#]?\s*(?:last|the last|latest) configuration (?:was )?(?:change|update|save|modif)/i,
  /^\s*[!#]?\s*(?:nvram config|no configuration change|configuration (?:was )?last|time:|current time)/i,
  /^\s*building configuration/i,
  /^\s*(?:current|running) configuration\s*:\s*\d+ bytes/i,
  /^\s*ntp clock-period\b/i,
  /^\s*[!#]\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}/,
  /^\s*(?:info|note|warning):/i,
];

/** A configuration as it can be compared from day to day. */
export function normaliseConfig(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !VOLATILE.some((form) => form.test(line)));
  return `${lines.join('\n').replace(/^\n+/, '').trimEnd()}\n`;
}
