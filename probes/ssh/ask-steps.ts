import type { Conversation } from './conversation.ts';
import { commandLists } from './platforms/command-lists.ts';
import type { Findings } from './platforms/findings.ts';
import type { Step } from './platforms/platform.ts';
import { shortLines } from './platforms/text/short-lines.ts';
import { readRefusal } from './refusal.ts';
import type { SshFailure } from './worker/ssh-failure.ts';

/** What one step told last. */
interface Told {
  atMs: number;
  findings: Findings;
  /** What was sent for it. */
  words: string;
}

/** What all steps of a platform tell together, each asked when its time has come. */
export interface StepRun {
  /** By command. */
  told: ReadonlyMap<string, Told>;
  /** Set when the conversation failed on the way; then `missed` were due, and stand as they were told before. */
  failure: SshFailure | undefined;
  missed: ReadonlySet<string>;
  /** Steps that were asked now and answered. */
  answered: number;
}

/** Asks the steps of one target, collection after collection. */
export function stepAsker(steps: readonly Step[]) {
  const told = new Map<string, Told>();
  /** Of several commands that ask the same, the one that this device knows. */
  const chosen = new WeakMap<Conversation, Map<string, string>>();

  return {
    /** What was told already when the conversation began. */
    know(command: string, atMs: number): void {
      told.set(command, { atMs, findings: {}, words: '' });
    },
    async run(conversation: Conversation, nowMs: number, signal: AbortSignal): Promise<StepRun> {
      const due = steps.filter(({ command, everyMs }) => {
        const before = told.get(command);
        return before === undefined || nowMs - before.atMs >= everyMs;
      });
      for (const [answered, step] of due.entries()) {
        try {
          told.set(step.command, { atMs: nowMs, ...(await ask(step, conversation, signal)) });
        } catch (error) {
          const missed = new Set(due.slice(answered).map(({ command }) => command));
          return { told, failure: error as SshFailure, missed, answered };
        }
      }
      return { told, failure: undefined, missed: new Set(), answered: due.length };
    },
  };

  async function ask(
    step: Step,
    conversation: Conversation,
    signal: AbortSignal,
  ): Promise<Omit<Told, 'atMs'>> {
    const choices = choicesOf(conversation);
    const known = choices.get(step.command);
    let refusal = '';
    let refused = '';
    for (const command of known === undefined ? [step.command, ...(step.instead ?? [])] : [known]) {
      if (command === NOT_ASKED) break;
      const text = await conversation.ask(command, signal);
      const why = readRefusal(text);
      if (why === undefined) {
        choices.set(step.command, command);
        const words = wordsOf(conversation, command);
        return { findings: understand(step, text, words), words };
      }
      refusal ||= why;
      refused ||= wordsOf(conversation, command);
    }
    // Not asked again in this session: a device logs each command that it refuses.
    choices.set(step.command, NOT_ASKED);
    if (refused === '') return told.get(step.command) ?? { findings: {}, words: '' };
    return { findings: { ignored: [{ what: refused, why: refusal }] }, words: refused };
  }

  function choicesOf(conversation: Conversation): Map<string, string> {
    let choices = chosen.get(conversation);
    if (choices === undefined) {
      choices = new Map();
      chosen.set(conversation, choices);
    }
    return choices;
  }
}

const NOT_ASKED = '';

/** A parser that stumbles costs one command, not the collection. */
function understand(step: Step, text: string, words: string): Findings {
  try {
    const findings = step.read(shortLines(text));
    const { samples = [], facts, neighbours, ignored = [] } = findings;
    if (samples.length > 0 || facts || neighbours || ignored.length > 0 || text.trim() === '')
      return findings;
    return { ignored: [{ what: words, why: 'nothing in its output was understood' }] };
  } catch (error) {
    return { ignored: [{ what: words, why: (error as Error).message.slice(0, 200) }] };
  }
}

function wordsOf({ platform }: Conversation, command: string): string {
  const { how, texts } = commandLists[platform.name];
  return how === 'exec' ? command : (texts[command] ?? command);
}
