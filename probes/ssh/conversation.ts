import type { SshConfig } from './config.ts';
import { commandLists } from './platforms/command-lists.ts';
import type { Platform } from './platforms/platform.ts';
import type { PlatformName } from './platforms/platform-name.ts';
import { platforms } from './platforms/platforms.ts';
import { askedAt, firstWay, ownerOf } from './recognise.ts';
import { type SignInWith, signIn } from './sign-in-with.ts';
import { nameInPrompt } from './worker/prompt.ts';
import { SshFailure } from './worker/ssh-failure.ts';
import type { RemoteSession } from './worker/thread.ts';

/** A device that is signed in to, and of which it is known how to ask it. */
export interface Conversation {
  platform: Platform;
  /** The answer to the platform's question for its identity. */
  identity: string;
  /** As the device calls itself in its prompt; empty where it has none. */
  name: string;
  /** Which evidence decided on the platform, for people. */
  why: string;
  readonly isOver: boolean;
  /** Sends a command of the platform's list; throws an `SshFailure`, and the conversation is over then. */
  ask(command: string, signal: AbortSignal, timeoutMs?: number): Promise<string>;
  close(): void;
}

export interface ConversationOptions extends SignInWith {
  config: SshConfig;
}

/** The parts of a batch have ends of their own, which add up. */
const BATCH_MS = 20_000;

/** Signs in, with other algorithms where the modern ones fail, and recognises the platform where that is not known. */
export async function converse(options: ConversationOptions, signal: AbortSignal): Promise<Conversation> {
  const { config, known } = options;
  const set = config.platform === 'auto' ? known.get().platform : config.platform;
  const conversation = set ? await begin(options, set, signal) : await recognise(options, signal);
  known.set({ platform: conversation.platform.name });
  return conversation;
}

/** The platform is known: its first answer has to be one of it. */
async function begin(
  options: ConversationOptions,
  name: PlatformName,
  signal: AbortSignal,
): Promise<Conversation> {
  const session = await signIn(options, signal);
  const prompt = name === 'linux' ? '' : await openShell(session, options, signal);
  const conversation = await identified(session, platforms[name], prompt, options, signal);
  const owner = ownerOf(conversation.identity);
  if (owner === name) return conversation;
  conversation.close();
  if (options.config.platform !== 'auto') {
    const found = owner ? `it is ${owner}` : 'its answer is none of that platform';
    throw new SshFailure(
      'misconfigured',
      `platform is set to ${name}, and ${found}: set it to ${owner ?? 'auto'}`,
    );
  }
  options.known.set({ platform: undefined });
  throw new SshFailure('not_understood', `it no longer answers as ${name}; it is recognised anew next time`);
}

async function recognise(options: ConversationOptions, signal: AbortSignal): Promise<Conversation> {
  let session = await signIn(options, signal);
  const { ident } = session.opened;
  if (firstWay(ident) === 'exec') {
    try {
      const conversation = await identified(session, platforms.linux, '', options, signal);
      if (platforms.linux.owns(conversation.identity)) return conversation;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    // No POSIX shell there: a device whose server is OpenSSH.
    session.close();
    session = await signIn(options, signal);
  }
  const prompt = await openShell(session, options, signal);
  const asked = askedAt(prompt);
  if (asked === 'linux') {
    session.close();
    session = await signIn(options, signal);
    const conversation = await identified(session, platforms.linux, '', options, signal);
    if (platforms.linux.owns(conversation.identity)) return conversation;
  } else if (asked !== undefined) {
    const conversation = await identified(session, platforms[asked], prompt, options, signal);
    const owner = ownerOf(conversation.identity);
    if (owner === asked) return conversation;
    if (owner !== undefined) {
      const right = described(conversation, session, platforms[owner], prompt, options);
      for (const command of right.platform.prepare) await right.ask(command, signal);
      return right;
    }
  }
  session.close();
  throw new SshFailure(
    'unsupported',
    `signed in, but it is none of ${Object.keys(platforms).join(', ')}: it calls itself ${ident}${prompt ? ` and prompts ${prompt}` : ''}`,
  );
}

async function openShell(
  session: RemoteSession,
  { config, onStep }: ConversationOptions,
  signal: AbortSignal,
): Promise<string> {
  const startedMs = performance.now();
  const { prompt } = await session.shell(config.timeout, signal);
  onStep({ step: 'command line', ms: performance.now() - startedMs });
  return prompt;
}

/** Prepares the session and asks who answers. */
async function identified(
  session: RemoteSession,
  platform: Platform,
  prompt: string,
  options: ConversationOptions,
  signal: AbortSignal,
): Promise<Conversation> {
  const conversation = described(undefined, session, platform, prompt, options);
  // What a device does not know of it, it refuses, and pages are turned by hand then.
  for (const command of platform.prepare) await conversation.ask(command, signal);
  conversation.identity = await conversation.ask(platform.identify.command, signal);
  return conversation;
}

function described(
  before: Conversation | undefined,
  session: RemoteSession,
  platform: Platform,
  prompt: string,
  { config, onStep }: ConversationOptions,
): Conversation {
  const { name, identify } = platform;
  const { texts, how } = commandLists[name];
  const told = [`it calls itself ${session.opened.ident}`, ...(prompt ? [`prompts ${prompt}`] : [])];
  return {
    platform,
    identity: before?.identity ?? '',
    name: nameInPrompt(prompt),
    why: `${told.join(', ')}, and "${how === 'exec' ? 'uname' : texts[identify.command]}" tells ${name}`,
    get isOver() {
      return session.isOver;
    },
    async ask(command, signal, timeoutMs = config.timeout) {
      const limitMs = how === 'exec' ? Math.max(timeoutMs, BATCH_MS) : timeoutMs;
      const { text, ms } = await session.run(name, command, limitMs, signal);
      onStep({ step: how === 'exec' ? command : (texts[command] ?? command), ms });
      return text;
    },
    close: () => session.close(),
  };
}
