import type { Call } from '../channel.ts';
import { sentence } from '../describe.ts';
import { wordsFor } from '../words.ts';

/** The body of a call: everything as data, and as sentences for receivers that only show text. */
export function webhookBody(call: Call): string {
  const words = wordsFor(call.language);
  const text = call.events.map((event) => sentence(call, event));
  if (call.test) text.unshift(words.test);
  return JSON.stringify({
    version: 1,
    call: call.id,
    attempt: call.attempt,
    test: call.test,
    language: call.language,
    zone: call.zone,
    pagesUrl: call.pagesUrl,
    targetNames: call.targetNames,
    ruleNames: call.ruleNames,
    evidence: call.evidence,
    events: call.events,
    text,
  });
}
