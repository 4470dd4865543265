import type { AlertEventKind } from '#protocol/alert.ts';
import type { Why, WhyHold, WhyNotTold, WhyTold } from '#protocol/why.ts';
import type { ContactsAnswer } from '../../api/contacts.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { wordOf } from '../../words/word-of.ts';

/** What a contact is called. */
type NameOf = (recipient: string) => string;

/** Who was told of an alert, who was not and why, and what held it back. */
export function Told({ why: { held, told } }: { why: Why }) {
  const { words } = useText();
  const text = words.why;
  const nameOf = useContactNames([...told.told, ...told.notTold].some(({ recipient }) => recipient !== ''));
  return (
    <section class="panel card" aria-label={text.told}>
      <h2>{text.told}</h2>
      <div class="card-body told">
        {told.missing?.code === 'record_forgotten' && <p class="muted">{text.forgotten}</p>}
        {told.missing?.code === 'not_planned_yet' && <p class="muted">{text.notPlannedYet}</p>}
        {told.told.length > 0 && <ToldTable told={told.told} nameOf={nameOf} />}
        {told.told.length === 0 && !told.missing && <p>{text.nobodyTold}</p>}
        {told.notTold.length > 0 && <NotToldTable notTold={told.notTold} nameOf={nameOf} />}
        {held.holds.length > 0 && <Holds holds={held.holds} />}
      </div>
    </section>
  );
}

function ToldTable({ told, nameOf }: { told: readonly WhyTold[]; nameOf: NameOf }) {
  const { words, formats } = useText();
  const text = words.why;
  return (
    <Table
      label={text.told}
      rows={told}
      keyOf={(each) => `${each.kind} ${each.channel} ${each.recipient} ${each.decidedAtMs}`}
      columns={[
        { title: text.who, cell: (each) => <Who {...each} nameOf={nameOf} /> },
        { title: text.what, cell: ({ kind }) => <What kind={kind} /> },
        { title: text.when, cell: (each) => formats.moment(each.endedAtMs ?? each.decidedAtMs) },
        { title: text.outcome, wide: true, cell: (each) => <Outcome told={each} /> },
      ]}
    />
  );
}

function Outcome({ told }: { told: WhyTold }) {
  const { words, formats } = useText();
  const text = words.why;
  const { state, code, attempts, repeats, insteadOf, nextAtMs, answer } = told;
  const parts = [
    text.states[state],
    code ? wordOf(text.codes, code) : '',
    insteadOf ? text.insteadOf(insteadOf) : '',
    attempts !== null && attempts > 1 ? text.attempts(formats.number(attempts)) : '',
    repeats ? text.repeats(formats.number(repeats)) : '',
    nextAtMs !== null ? text.nextAt(formats.moment(nextAtMs)) : '',
  ];
  return (
    <>
      {parts.filter(Boolean).join(' · ')}
      {answer && (
        <span class="muted clip" title={answer}>
          {' '}
          {answer}
        </span>
      )}
    </>
  );
}

function NotToldTable({ notTold, nameOf }: { notTold: readonly WhyNotTold[]; nameOf: NameOf }) {
  const { words, formats } = useText();
  const text = words.why;
  return (
    <>
      <h3>{text.notTold}</h3>
      <Table
        label={text.notTold}
        rows={notTold}
        keyOf={(each) => `${each.kind} ${each.channel} ${each.recipient} ${each.atMs} ${each.code}`}
        columns={[
          { title: text.who, cell: (each) => <Who {...each} nameOf={nameOf} /> },
          { title: text.what, cell: ({ kind }) => <What kind={kind} /> },
          { title: text.when, cell: ({ atMs }) => formats.moment(atMs) },
          { title: text.why, wide: true, cell: ({ code }) => wordOf(text.codes, code) },
        ]}
      />
    </>
  );
}

function Holds({ holds }: { holds: readonly WhyHold[] }) {
  const { words, formats } = useText();
  const text = words.why;
  return (
    <>
      <h3>{text.held}</h3>
      <ol class="happened">
        {holds.map(({ code, fromMs, toMs, untilMs }) => (
          <li key={`${fromMs} ${code}`}>
            <time dateTime={new Date(fromMs).toISOString()}>{formats.moment(fromMs)}</time>
            <span>
              {wordOf(text.codes, code)}
              {' · '}
              {toMs !== null
                ? text.heldUntil(formats.moment(toMs))
                : untilMs !== null
                  ? text.heldUntil(formats.moment(untilMs))
                  : text.heldStill}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Who({ channel, recipient, nameOf }: { channel: string; recipient: string; nameOf: NameOf }) {
  const { words } = useText();
  if (channel === '' && recipient === '') return <>{words.why.everybody}</>;
  return <>{[recipient && nameOf(recipient), channel].filter(Boolean).join(' · ')}</>;
}

/** The record keeps ids. Who may not see contacts reads that it was one; one that is gone keeps its id. */
function useContactNames(isNeeded: boolean): NameOf {
  const { api, session } = useWard();
  const { words } = useText();
  const seesContacts = session.can('contacts.read');
  const { value } = useLoad(
    async (signal) =>
      isNeeded && seesContacts ? (await api.get<ContactsAnswer>('contacts', {}, signal)).contacts : [],
    [isNeeded, seesContacts],
  );
  const names = new Map(value?.map(({ id, name }) => [id, name]));
  return (recipient) => names.get(recipient) ?? (seesContacts ? recipient : words.why.contact);
}

function What({ kind }: { kind: AlertEventKind }) {
  const { words } = useText();
  return <>{words.alerts.kinds[kind]}</>;
}
