import * as z from 'zod';

/** Certificates of authorities as their PEM file holds them; the path of the file is refused, as nobody would believe it. */
export const pemCertificates = z
  .string()
  .max(65_536)
  .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), {
    error: 'allowed is the text that the PEM file holds, from -----BEGIN CERTIFICATE----- on',
  });
