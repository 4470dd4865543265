/**
 * Which build this page is: the names of the scripts and style sheets that its start page asked for, as `GET version`
 * tells them of the build that the collector serves now. Read once, before pages that come later add their own.
 */
export const OWN_BUILD = buildOf(typeof document === 'undefined' ? undefined : document);

function buildOf(page: Document | undefined): string {
  const names: string[] = [];
  for (const element of page?.querySelectorAll('script[src], link[href]') ?? []) {
    const address = element.getAttribute('src') ?? element.getAttribute('href') ?? '';
    const name = /assets\/([^"/]+\.(?:js|css))$/.exec(address)?.[1];
    if (name && !names.includes(name)) names.push(name);
  }
  return names.sort().join(' ');
}

/** True when the collector serves other pages than this one; never where one of the two is not built. */
export function isOtherBuild(own: string, served: string): boolean {
  return own !== '' && served !== '' && own !== served;
}
