import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names the built pages: the scripts and style sheets that their start page asks for, whose names carry a hash of what
 * is in them. A page finds the same names in its own document, and so knows whether a newer one is here. Empty where
 * nothing is built. Read each time: the pages may be built anew under a running collector.
 */
export async function readPagesBuild(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'index.html'), 'utf8').catch(() => '');
  return buildNamed(text);
}

/** The same for the text of a start page. */
export function buildNamed(html: string): string {
  const found = html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="[^"]*assets\/([^"/]+\.(?:js|css))"/g);
  return [...new Set([...found].map(([, name]) => name))].sort().join(' ');
}
