/** What a directory is. */
export interface DirectoryMake {
  vendor: string;
  product: string;
  version: string;
  model: string;
  /** As it calls itself. */
  name: string;
  /** Which evidence decided. */
  why: string;
}

/** What is asked of the entry in which a server describes itself. */
export const ROOT_ATTRIBUTES = [
  'vendorName',
  'vendorVersion',
  'namingContexts',
  'structuralObjectClass',
  'dnsHostName',
  'rootDomainNamingContext',
  'isGlobalCatalogReady',
] as const;

/** By what it says of itself: RFC 3045, and the habits of those that do not keep to it. */
export function makeOf(root: ReadonlyMap<string, readonly string[]>): DirectoryMake {
  const first = (name: string): string => (root.get(name.toLowerCase())?.[0] ?? '').slice(0, 100);
  const contexts = (root.get('namingcontexts') ?? []).slice(0, 3).join(', ').slice(0, 300);
  const holds = contexts ? `, and holds ${contexts}` : '';
  const name = first('dnsHostName');
  if (first('rootDomainNamingContext') !== '') {
    return made('Microsoft', 'Active Directory', '', `it has a root domain${holds}`);
  }
  if (first('structuralObjectClass').toLowerCase() === 'openldaprootdse') {
    return made('', 'OpenLDAP', '', `its root is one of OpenLDAP${holds}`);
  }
  const version = first('vendorVersion');
  const product = first('vendorName');
  if (product !== '') return made(product.slice(0, 64), version || product, '', `it names its maker${holds}`);
  return made('', 'LDAP', '', `it answers as a directory${holds}`);

  function made(vendor: string, what: string, which: string, why: string): DirectoryMake {
    return {
      vendor,
      product: what,
      version: which,
      model: [what, which].filter(Boolean).join(' '),
      name,
      why,
    };
  }
}
