import type { DeviceFacts } from '../findings.ts';
import { readDuration } from '../text/uptime.ts';

/** `display version` of VRP 5, VRP 8 and YunShan; the first uptime is that of the device. */
export function parseVersion(text: string): Partial<DeviceFacts> {
  const [, version] = /(?:VRP \(R\) Software|YunShan OS),?\s*Version\s+(.+?)\s*$/im.exec(text) ?? [];
  const [, subject = '', uptime = ''] = /^\s*(.+?)\s+uptime is\s+(.+?)\s*$/im.exec(text) ?? [];
  const uptimeSeconds = readDuration(uptime);
  return {
    vendor: 'Huawei',
    model: modelOf(subject) || modelOf(/\(([A-Z][\w-]*\d[\w-]*)\s+V\d/.exec(version ?? '')?.[1] ?? ''),
    ...(version !== undefined && { version }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
  };
}

/** `Quidway S7706 Terabit Routing Switch`: the model is the word with a number in it. */
function modelOf(subject: string): string {
  const words = subject.split(/\s+/).filter((word) => !/^(?:huawei|quidway)$/i.test(word));
  return words.find((word) => /\d/.test(word)) ?? words.join(' ');
}
