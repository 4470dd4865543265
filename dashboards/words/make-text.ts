/** As far as it is known who made something. */
interface Made {
  vendor?: string;
  model?: string;
  recognised?: { vendor: string; model: string } | null;
}

/** Vendor and model; a vendor that its model names anyway is said once. */
export function makeText({ vendor, model, recognised }: Made): string {
  const who = vendor || recognised?.vendor || '';
  const what = model || recognised?.model || '';
  if (what.toLowerCase().startsWith(who.toLowerCase())) return what || who;
  return [who, what].filter(Boolean).join(' ');
}
