import { FULL_SCOPE } from './caller.ts';
import { DEFAULT_ZONE, type Organisation, type Organisations } from './organisations.ts';

/** The organisations from memory, for whoever cannot wait for the ledger. */
export interface KnownOrganisations {
  /** How its people are spoken to; one that is gone, or `*`, as the one that Ward begins with. */
  toneOf(id: string): Pick<Organisation, 'language' | 'zone'>;
  zoneOf(id: string): string;
  nameOf(id: string): string | undefined;
}

/** Reads them all, and hears of every change. */
export async function knownOrganisations(
  organisations: Pick<Organisations, 'list' | 'onChange'>,
): Promise<KnownOrganisations> {
  const known = new Map((await organisations.list(FULL_SCOPE)).map((each) => [each.id, each]));
  organisations.onChange((changed) => known.set(changed.id, changed));
  return {
    toneOf: (id) => known.get(id) ?? { language: 'zh-CN', zone: DEFAULT_ZONE },
    zoneOf: (id) => known.get(id)?.zone ?? DEFAULT_ZONE,
    nameOf: (id) => known.get(id)?.name,
  };
}
