import { h3cRows } from './recordings-h3c.ts';
import { huaweiRows } from './recordings-huawei.ts';
import type { RecordingProfile, RecordingRow } from './recordings-rows.ts';
import { securityRows } from './recordings-security.ts';

/** Recorded walks of network and security devices, and what they are. */
export const networkProfiles: readonly RecordingProfile[] = [
  { file: 'h3c-e528-comware5.snmprec', profile: 'h3c-comware' },
  { file: 'h3c-comware_hpe5900.snmprec', profile: 'h3c-comware' },
  { file: 'h3c-sr8808x-comware-7.1.075.snmprec', profile: 'h3c-comware' },
  { file: 'huawei-s12704.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-s5720-36c.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-vrp_s5328c-ei.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-yunshan_s5735-v2.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-vrp_5720-lldp.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-vrp_5720-power.snmprec', profile: 'huawei-vrp' },
  { file: 'huawei-fan-faults.snmpwalk', profile: 'huawei-vrp' },
  { file: 'ruijie-s5750-rgos10.snmprec', profile: 'ruijie' },
  { file: 'dptech-dpx8000-a5.snmprec', profile: 'dptech' },
  { file: 'topsec-ngfw4000-uf.snmprec', profile: 'topsec' },
  { file: 'venustech-vsos-v0600r0705.snmprec', profile: 'venustech-vsos' },
  { file: 'venustech-firewall-15227.9.1.2.snmprec', profile: 'venustech-firewall' },
  { file: 'leadsec-legend-firewall.snmprec', profile: 'leadsec' },
  { file: 'netentsec-ngfw.snmprec', profile: 'netentsec' },
  { file: 'nsfocus-ads.snmprec', profile: 'nsfocus' },
  { file: 'nsfocus-osms.snmprec', profile: 'nsfocus' },
  { file: 'sangfor-ad1800.snmprec', profile: 'sangfor' },
  { file: 'hillstone-sg6000.snmprec', profile: 'hillstone' },
];

/** What those walks must give; worked out from the walks. */
export const networkRows: readonly RecordingRow[] = [...h3cRows, ...huaweiRows, ...securityRows];
