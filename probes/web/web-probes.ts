import type { ProbeType } from '../probe.ts';
import { certificate } from './certificate/certificate.ts';
import { http } from './http/http.ts';
import { site } from './site/site.ts';

/** Pages, certificates and sites. */
export const webProbes: readonly ProbeType[] = [http, certificate, site];
