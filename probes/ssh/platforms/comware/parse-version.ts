import type { DeviceFacts } from '../findings.ts';
import { readDuration } from '../text/uptime.ts';

const MAKES = /^(?:H3C|HPE|HP|New H3C|3Com|UNIS)\b\s*/i;

/** `display version` of Comware 5 and 7. */
export function parseVersion(text: string): Partial<DeviceFacts> {
  const [, version] = /Comware.*?Software,\s*Version\s+(.+?)\s*$/im.exec(text) ?? [];
  const [, subject = '', uptime = ''] = /^\s*(.+?)\s+uptime is\s+(.+?)\s*$/im.exec(text) ?? [];
  const uptimeSeconds = readDuration(uptime);
  const [make] = MAKES.exec(subject) ?? [];
  return {
    vendor: vendorOf(make ?? text),
    model: subject.replace(MAKES, ''),
    ...(version !== undefined && { version }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
  };
}

function vendorOf(text: string): string {
  if (/\bHPE\b|Hewlett Packard Enterprise/i.test(text)) return 'HPE';
  if (/\bHP\b|Hewlett/i.test(text)) return 'HP';
  return /UNIS/i.test(text) ? 'UNIS' : 'H3C';
}
