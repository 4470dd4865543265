/** The alphabet of GSM 03.38, and what of it takes two places. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_DOUBLE = '^{}\\[~]|€';

export type CountAs = 'unicode' | 'gsm';

/** How many short messages a text costs: one alone holds more than each of several, which carry their number. */
export function segmentsOf(text: string, countAs: CountAs): number {
  const units = countAs === 'gsm' ? gsmUnits(text) : undefined;
  const [length, alone, several] = units === undefined ? [text.length, 70, 67] : [units, 160, 153];
  return length <= alone ? 1 : Math.ceil(length / several);
}

/** Places in that alphabet; undefined when a character is not of it. */
function gsmUnits(text: string): number | undefined {
  let units = 0;
  for (const character of text) {
    if (GSM.includes(character)) units++;
    else if (GSM_DOUBLE.includes(character)) units += 2;
    else return undefined;
  }
  return units;
}
