import { type CompiledRule, severityOf } from '#judging/compile-rule.ts';
import { ReferenceModel, type TestSample } from '#judging/reference-model.ts';
import { CHANGE, FIELD, OPERAND } from '#judging/state.ts';
import { seededRandom } from '../random.ts';
import { type Machine, realMachine } from './machine.ts';
import { randomHistory, type SlotStep } from './random-history.ts';
import { randomRule } from './random-rule.ts';

const INTERVAL_MS = 10_000;
const NAMES = new Map<number, string>(Object.entries(CHANGE).map(([name, code]) => [code, name]));

/** What one history was made of. */
export interface Counted {
  steps: number;
  firings: number;
  severities: number;
  flaps: number;
}

/** Judges one random history of one random rule; a sentence where machine and model disagree. */
export function checkSlot(
  seed: number,
  counted: Counted,
  machine: Machine = realMachine,
): string | undefined {
  const random = seededRandom(seed);
  const rule = randomRule(random);
  const history = randomHistory(random);
  const compiled = machine.compile(rule, INTERVAL_MS);
  const state = new Float64Array(compiled.stateLength);
  const model = new ReferenceModel(rule, rule.condition.kind === 'absent' ? Infinity : 60_000);
  let open: string | undefined;
  for (const [index, step] of history.entries()) {
    const beforeMs = state[FIELD.lastMs];
    const said = judge(machine, compiled, state, step);
    const expected =
      step.what === 'sample' ? model.take(step.sample) : model.tick(step.nowMs, step.listeningSinceMs);
    const where = `seed ${seed}, step ${index}, ${JSON.stringify(rule.condition)}`;
    if (said !== expected) return `${where}: ${said}, and the model says ${expected}`;
    if (rule.condition.kind !== 'absent' && state[FIELD.lastMs] < beforeMs) return `${where}: ran backwards`;
    const order = outOfOrder(open, said);
    if (order) return `${where}: ${order}`;
    open = said.startsWith('resolved') ? undefined : said.startsWith('fired') ? said : open;
    count(counted, said);
  }
  return undefined;
}

function judge(machine: Machine, rule: CompiledRule, state: Float64Array, step: SlotStep): string {
  if (step.what === 'tick') {
    if (rule.afterMs === 0) return 'none';
    return describe(state, machine.evaluateTick(rule, state, 0, step.nowMs, step.listeningSinceMs));
  }
  if (rule.operandAt > 0) setOperand(state, rule.operandAt, step.sample, rule);
  return describe(state, machine.evaluate(rule, state, 0, step.sample.timeMs, step.sample.value));
}

function setOperand(state: Float64Array, at: number, { other, band }: TestSample, rule: CompiledRule): void {
  state.fill(0, at, at + 4);
  const isBand = rule.low === 0 && rule.high === 0;
  if (isBand && band) {
    state[at + OPERAND.low] = band.low;
    state[at + OPERAND.high] = band.high;
    state[at + OPERAND.atMs] = band.fromMs;
    state[at + OPERAND.untilMs] = band.untilMs;
  } else if (!isBand && other) {
    state[at + OPERAND.value] = other.value;
    state[at + OPERAND.atMs] = other.atMs;
  }
}

/** In the words of the model. */
function describe(state: Float64Array, change: number): string {
  const kind = NAMES.get(change & ~CHANGE.flapping) ?? String(change);
  const flapping = change & CHANGE.flapping ? ' flapping' : '';
  const severity = severityOf(state[FIELD.severity]);
  if (kind === 'severity') return `severity ${severityOf(state[FIELD.from])} ${severity}${flapping}`;
  return kind === 'fired' || kind === 'resolved' ? `${kind} ${severity}${flapping}` : kind;
}

/** Each firing has one resolution, and a severity changes only in between. */
function outOfOrder(open: string | undefined, said: string): string | undefined {
  if (said.startsWith('fired') && open) return 'fired while it fired';
  if (said.startsWith('resolved') && !open) return 'resolved what had not fired';
  return said.startsWith('severity') && !open ? 'changed the severity of what does not fire' : undefined;
}

function count(counted: Counted, said: string): void {
  counted.steps++;
  if (said.startsWith('fired')) counted.firings++;
  if (said.startsWith('severity')) counted.severities++;
  if (said.endsWith('flapping')) counted.flaps++;
}
