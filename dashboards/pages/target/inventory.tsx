import type { ComponentChildren } from 'preact';
import { useText } from '../../ui/context.ts';
import { type InventoryFacts, readInventory } from './records.ts';
import { useRecords } from './use-records.ts';

/** What the machine is. */
export function Inventory({ target }: { target: string }) {
  const { words, formats } = useText();
  const { value: records } = useRecords(target, 'inventory');
  const value = records?.[0];
  return (
    <section class="panel card" aria-label={words.machine.inventory}>
      <header class="card-head">
        <h2>{words.machine.inventory}</h2>
        {value && <span class="muted">{words.machine.asOf(formats.moment(value.timeMs))}</span>}
      </header>
      {records?.length === 0 && <p class="muted card-note">{words.machine.noInventory}</p>}
      {value && <Facts facts={readInventory(value.data)} />}
    </section>
  );
}

function Facts({ facts }: { facts: InventoryFacts }) {
  const { words, formats } = useText();
  const text = words.machine.inventoryFields;
  const cores = Number.isFinite(facts.cores)
    ? words.machine.coresAndThreads(formats.number(facts.cores), formats.number(facts.threads))
    : '';
  return (
    <dl class="facts">
      <Fact name={text.hostname}>{facts.hostname}</Fact>
      <Fact name={text.model}>{[facts.manufacturer, facts.model].filter(Boolean).join(' ')}</Fact>
      <Fact name={text.serial}>{facts.serial}</Fact>
      <Fact name={text.virtual}>
        {facts.virtual === null ? '' : facts.virtual ? words.shell.common.yes : words.shell.common.no}
      </Fact>
      <Fact name={text.os}>{[facts.os, facts.architecture].filter(Boolean).join(' · ')}</Fact>
      <Fact name={text.kernel}>{facts.kernel}</Fact>
      <Fact name={text.bios}>{facts.firmware}</Fact>
      <Fact name={text.cpu}>{facts.processor}</Fact>
      <Fact name={text.cores}>{cores}</Fact>
      <Fact name={text.memory}>{facts.memoryBytes > 0 ? formats.bytes(facts.memoryBytes) : ''}</Fact>
      <Fact name={text.disks}>
        {facts.disks.map(({ name, model, type, bytes }) => (
          <span key={name} class="fact-line">
            {[name, model, type, formats.bytes(bytes)].filter(Boolean).join(' · ')}
          </span>
        ))}
      </Fact>
      <Fact name={text.addresses}>
        {facts.interfaces.map(({ name, mac, addresses }) => (
          <span key={name} class="fact-line">
            {[name, ...addresses, mac].filter(Boolean).join(' · ')}
          </span>
        ))}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  const empty = children === '' || (Array.isArray(children) && children.length === 0);
  if (empty) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
