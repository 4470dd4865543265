import type { DeviceFacts } from '../findings.ts';
import { splitParts } from './split-parts.ts';

/** What a host is, from the parts of the `identity` batch. */
export function parseIdentity(text: string): Partial<DeviceFacts> {
  const parts = splitParts(text);
  const read = (name: string) => (parts.get(name) ?? '').trim();
  const [, pretty] = /^PRETTY_NAME="?(.*?)"?\s*$/m.exec(read('release')) ?? [];
  // CentOS tells its minor release only in its own file.
  const system = read('redhat') || pretty || '';
  const kernel = read('kernel');
  return {
    vendor: known(read('vendor')),
    model: known(read('product')),
    name: read('hostname'),
    version: [system, kernel].filter((word) => word !== '').join(', '),
  };
}

function known(text: string): string {
  return /^(?:to be filled|default string|not specified|system (?:manufacturer|product))/i.test(text)
    ? ''
    : text;
}
