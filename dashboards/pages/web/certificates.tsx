import type { CertificateEntry, CertificatesAnswer } from '../../api/services.ts';
import { machineRoute } from '../../state/route.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Empty } from '../../ui/empty.tsx';
import { saveCsv } from '../../ui/save-csv.ts';
import type { SortColumn } from '../../ui/sorted-table/sort-rows.ts';
import { SortedList } from '../../ui/sorted-table/sorted-table.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { StateTag } from '../../ui/tag.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { commonName, daysLeft, leftMark, leftText, stateMark, stateWord } from './certificate-text.ts';

const PLACES_SHOWN = 2;

/** All certificates, the first to end first; one that several targets show is one. */
export function Certificates({ answer }: { answer: CertificatesAnswer }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.web.certificates;
  const { certificates, renewDays, truncated } = answer;
  const nowMs = clock.now();
  if (certificates.length === 0) return <Empty title={text.none} hint={text.noneHint} />;
  const left = certificates.map((each) => daysLeft(each, nowMs) ?? Number.POSITIVE_INFINITY);
  const ended = left.filter((days) => days < 0).length;
  const soon = left.filter((days) => days >= 0 && days < renewDays).length;
  const columns = columnsOf(words, formats, nowMs, renewDays);
  const name = `certificates-${formats.field(nowMs).slice(0, 10)}.csv`;
  return (
    <>
      <div class="across-head">
        <p class="across-summary" role="status">
          <span class="muted">{text.count(formats.number(certificates.length))}</span>
          {ended > 0 && <StateTag mark="critical" text={text.expired(formats.number(ended))} />}
          {soon > 0 && (
            <StateTag
              mark="warning"
              text={text.within(formats.number(soon), formats.number(renewDays))}
              hint={text.renew(formats.number(renewDays))}
            />
          )}
        </p>
        <Button onClick={() => saveCsv(name, rowsOf(certificates, words, formats, nowMs))}>
          {words.databases.across.csv}
        </Button>
      </div>
      {truncated && <p class="note">{words.databases.across.truncated}</p>}
      <SortedList
        id="certificates"
        label={text.label}
        columns={columns}
        rows={certificates}
        keyOf={({ fingerprint, places }) => fingerprint || (places[0]?.target ?? '')}
        usual={{ key: 'left', isDown: false }}
      />
    </>
  );
}

function columnsOf(
  words: Words,
  formats: Formats,
  nowMs: number,
  renewDays: number,
): SortColumn<CertificateEntry>[] {
  const text = words.web.certificates;
  return [
    {
      key: 'left',
      title: text.left,
      width: '14%',
      value: ({ endsMs }) => endsMs,
      cell: (certificate) => {
        const days = daysLeft(certificate, nowMs);
        const mark = leftMark(days, renewDays);
        return (
          <span
            class={`cert-left state-${mark}`}
            title={mark === 'warning' ? text.renew(String(renewDays)) : undefined}
          >
            <StateMark mark={mark} />
            <span class="line strong">{leftText(days, words, formats)}</span>
          </span>
        );
      },
    },
    {
      key: 'subject',
      title: text.subject,
      width: '27%',
      wide: true,
      value: ({ subject }) => commonName(subject),
      cell: ({ subject, names, key, signature, fingerprint }) =>
        subject === '' ? (
          <span class="muted">{text.untold}</span>
        ) : (
          <>
            <span class="line strong" title={`${subject}\n${key} ${signature}\n${fingerprint}`}>
              {commonName(subject)}
            </span>
            <span class="below muted" title={names}>
              {names}
            </span>
          </>
        ),
    },
    {
      key: 'issuer',
      title: text.issuer,
      width: '17%',
      minor: true,
      value: ({ issuer }) => commonName(issuer),
      cell: ({ issuer, endsBy }) => (
        <>
          <span class="line" title={issuer}>
            {commonName(issuer) || '–'}
          </span>
          {endsBy && (
            <span class="below state-warning" title={endsBy}>
              {text.endsBy(commonName(endsBy))}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'ends',
      title: text.ends,
      width: '12%',
      value: ({ endsMs }) => endsMs,
      cell: ({ endsMs }) =>
        endsMs === null ? (
          '–'
        ) : (
          <time title={`${formats.full(endsMs)} · ${formats.zone}`}>{formats.date(endsMs)}</time>
        ),
    },
    {
      key: 'state',
      title: text.state,
      width: '12%',
      value: ({ state }) => stateWord(state, formats),
      cell: ({ state }) => <StateTag mark={stateMark(state)} text={stateWord(state, formats)} />,
    },
    {
      key: 'places',
      title: text.places,
      width: '18%',
      wide: true,
      value: ({ places }) => places.length,
      cell: ({ places }) => <Places places={places} />,
    },
  ];
}

function Places({ places }: Pick<CertificateEntry, 'places'>) {
  const { words, formats } = useText();
  const text = words.web.certificates;
  const rest = places.slice(PLACES_SHOWN);
  const say = ({ targetName, address, probe }: CertificateEntry['places'][number]) =>
    `${targetName} ${address} · ${text.probes[probe]}`;
  return (
    <>
      <span class="line">
        {places.slice(0, PLACES_SHOWN).map((place, at) => (
          <span key={place.target}>
            {at > 0 && (formats.language === 'en' ? ', ' : '、')}
            <a href={machineRoute(place.target)} title={say(place)}>
              {place.targetName}
            </a>
          </span>
        ))}
      </span>
      <span class="below muted" title={places.map(say).join('\n')}>
        {rest.length > 0 ? text.more(formats.number(rest.length)) : text.probes[places[0]?.probe ?? 'page']}
      </span>
    </>
  );
}

function rowsOf(certificates: readonly CertificateEntry[], words: Words, formats: Formats, nowMs: number) {
  const text = words.web.certificates;
  const head = [text.subject, text.names, text.issuer, text.serial, text.key, text.ends, text.left];
  return [
    [...head, text.state, text.places],
    ...certificates.map((each) => [
      each.subject,
      each.names,
      each.issuer,
      each.serial,
      each.key,
      each.endsMs === null ? '' : formats.field(each.endsMs),
      Math.floor((daysLeft(each, nowMs) ?? Number.NaN) * 10) / 10,
      stateWord(each.state, formats),
      each.places.map(({ targetName }) => targetName).join(' '),
    ]),
  ];
}
