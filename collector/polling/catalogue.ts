import { readFileSync } from 'node:fs';
import { CREDENTIAL_KINDS, type CredentialKind } from '#protocol/credential.ts';
import { type CatalogueEntry, ProbeCatalogue } from '#protocol/probe-catalogue.ts';

/** Every probe that an agent of this version may ask targets with. */
export const catalogue: readonly CatalogueEntry[] = ProbeCatalogue.parse(
  JSON.parse(readFileSync(new URL('probe-catalogue.json', import.meta.url), 'utf8')),
);

const byProbe = new Map(catalogue.map((entry) => [entry.probe, entry]));

/** Kinds of credentials that open what a probe asks, the usual one first. Agents of another version may know more probes. */
export function credentialKindsOf(probe: string): readonly CredentialKind[] {
  return byProbe.get(probe)?.credentials ?? CREDENTIAL_KINDS.filter((kind) => kind === probe);
}
