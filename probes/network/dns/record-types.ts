/** Numbers of the record types that can be asked for: https://www.rfc-editor.org/rfc/rfc1035 3.2.2, RFC 3596, RFC 2782. */
export const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33 } as const;
export type RecordType = keyof typeof TYPES;
export const RECORD_TYPES = Object.keys(TYPES) as [RecordType, ...RecordType[]];

/** Codes of answers, by their number. */
export const RCODES = ['noerror', 'formerr', 'servfail', 'nxdomain', 'notimp', 'refused'] as const;
