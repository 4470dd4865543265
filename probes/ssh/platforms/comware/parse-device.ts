import type { Part } from '../describe.ts';

const STATES =
  /\b(?:Normal|Fault\w*|Absent|Off|Illegal|Master|Standby|Abnormal|Fail\w*|Wrong|Mismatch\w*|Loading|Init\w*)\b/i;

/** `display device`: boards of a chassis, members of a stack. The places of the columns differ by release. */
export function parseDevice(text: string): Part[] {
  const parts: Part[] = [];
  let hasChassis = false;
  for (const line of text.split('\n')) {
    if (/\bSlot\b/i.test(line) && /\b(?:state|status)\b/i.test(line)) hasChassis = /\bchassis\b/i.test(line);
    const [, first = '', second] = /^\s*(\d+)\s+(?:(\d+)\s+)?\S/.exec(line) ?? [];
    const [state] = STATES.exec(line) ?? [];
    if (first === '' || state === undefined) continue;
    const isInChassis = hasChassis && second !== undefined;
    parts.push({
      type: 'board',
      name: isInChassis ? `Chassis ${first} Slot ${second}` : `Slot ${first}`,
      states: [state],
    });
  }
  return parts;
}
