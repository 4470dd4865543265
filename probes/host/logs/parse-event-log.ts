/** One event of a Windows event log. */
export interface WindowsEvent {
  /** Number within its channel. */
  record: number;
  /** As one line: level, provider, number of the event, message. */
  text: string;
}

const LEVELS: Readonly<Record<string, string>> = {
  '1': 'Critical',
  '2': 'Error',
  '3': 'Warning',
  '4': 'Information',
  '5': 'Verbose',
};
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** What `wevtutil qe … /f:RenderedXml` writes: one `<Event>` after the other. */
export function parseEvents(xml: string): WindowsEvent[] {
  return [...xml.matchAll(/<Event[ >][\s\S]*?<\/Event>/g)].flatMap(([event]) => {
    const record = Number(/<EventRecordID>(\d+)<\/EventRecordID>/.exec(event)?.[1] ?? Number.NaN);
    if (!Number.isSafeInteger(record)) return [];
    const level = LEVELS[/<Level>(\d+)<\/Level>/.exec(event)?.[1] ?? ''] ?? 'Information';
    const provider = /<Provider [^>]*?Name=['"]([^'"]*)['"]/.exec(event)?.[1] ?? '';
    const id = /<EventID[^>]*>(\d+)<\/EventID>/.exec(event)?.[1] ?? '';
    return [{ record, text: `${level} ${readable(provider)} ${id}: ${messageOf(event)}` }];
  });
}

/** Without its rendering, as of a provider that is not installed any more, the data that came with it. */
function messageOf(event: string): string {
  const [, rendered] = /<RenderingInfo[\s\S]*?<Message>([\s\S]*?)<\/Message>/.exec(event) ?? [];
  if (rendered !== undefined) return readable(rendered);
  return [...event.matchAll(/<Data[^>]*>([\s\S]*?)<\/Data>/g)]
    .map(([, data]) => readable(data ?? ''))
    .join(' ');
}

function readable(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (all, hex, decimal, name) => {
      if (name !== undefined) return ENTITIES[name] ?? all;
      const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    })
    .replace(/\s+/g, ' ')
    .trim();
}
