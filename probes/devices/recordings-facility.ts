import { hardwareRows } from './recordings-hardware.ts';
import { powerRows } from './recordings-power.ts';
import type { RecordingProfile, RecordingRow } from './recordings-rows.ts';

/** Recorded walks of power, cooling, storage, fibre channel, servers and hypervisors, and what they are. */
export const facilityProfiles: readonly RecordingProfile[] = [
  { file: 'ups-rfc1628-cs141.snmprec', profile: 'rfc1628-ups' },
  { file: 'ups-phoenixtec-935.snmprec', profile: 'phoenixtec-935' },
  { file: 'ups-netagent2.snmprec', profile: 'phoenixtec-935' },
  { file: 'ups-emerson-13400.snmprec', profile: 'emerson-13400' },
  { file: 'vertiv-ita2-ups.snmprec', profile: 'vertiv-ita2' },
  { file: 'ups-huawei-ups2000.snmprec', profile: 'huawei-ups' },
  { file: 'liebert-gxt2-ups.snmprec', profile: 'liebert-ups' },
  { file: 'liebert-crac-intellislot.snmprec', profile: 'liebert-crac' },
  { file: 'huawei-oceanstor-ism.snmprec', profile: 'oceanstor' },
  { file: 'brocade-ds5100b.snmprec', profile: 'brocade-fos' },
  { file: 'hpe-ilo4.snmprec', profile: 'hpe-ilo' },
  { file: 'hpe-ilo6.snmprec', profile: 'hpe-ilo' },
  { file: 'ibm-imm_x3550m3.snmprec', profile: 'ibm-imm' },
  { file: 'lenovo-xcc.snmprec', profile: 'lenovo-xcc' },
  { file: 'lenovo-xcc-critical.snmpwalk', profile: 'lenovo-xcc' },
  { file: 'huawei-ibmc.snmprec', profile: 'huawei-ibmc' },
  { file: 'vmware-esxi7.snmprec', profile: 'vmware-esxi' },
  { file: 'vmware-vcsa7.snmprec', profile: 'vmware-vcenter' },
  { file: 'kvm-avocent-acs8000.snmprec', profile: 'avocent' },
];

/** What those walks must give; worked out from the walks. */
export const facilityRows: readonly RecordingRow[] = [...powerRows, ...hardwareRows];
