import type { Call } from '../channel.ts';
import { alertPage, sentence } from '../describe.ts';
import { drillNote, messageOf } from '../message.ts';
import { wordsFor } from '../words.ts';

/** What a call is, as data, and as sentences for receivers that only show text. */
export function webhookData(call: Call): object {
  const words = wordsFor(call.language);
  const text = call.events.map((event) => sentence(call, event));
  if (call.more) text.unshift(messageOf(call).title, ...messageOf(call).storm);
  if (call.drill) text.unshift(drillNote(call));
  if (call.test) text.unshift(words.test);
  return {
    version: 1,
    call: call.id,
    attempt: call.attempt,
    test: call.test,
    drill: call.drill,
    language: call.language,
    zone: call.zone,
    pagesUrl: call.pagesUrl,
    to: call.to,
    targetNames: call.targetNames,
    ruleNames: call.ruleNames,
    links: Object.fromEntries(call.events.map(({ alert }) => [alert.id, alertPage(call, alert.id)])),
    evidence: call.evidence,
    consequences: call.consequences ?? {},
    more: call.more,
    events: call.events,
    text,
  };
}
