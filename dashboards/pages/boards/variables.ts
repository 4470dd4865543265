import type { BoardVariable } from '#protocol/board.ts';
import type { Question, TargetFilter } from '#protocol/explore.ts';

/** What was chosen for each variable; an empty list stands for all. */
export type Chosen = Readonly<Record<string, readonly string[]>>;

/** What holds above a board: what the address says, and what the board begins with otherwise. */
export function chosenOf(variables: readonly BoardVariable[], text: string | null): Chosen {
  let given: Record<string, unknown> = {};
  try {
    given = { ...(JSON.parse(text ?? '{}') as object) };
  } catch {
    // An address that was cut: the board begins as it usually does.
  }
  return Object.fromEntries(
    variables.map(({ name, value }) => {
      const chosen = given[name];
      return [name, Array.isArray(chosen) ? chosen.filter((each) => typeof each === 'string') : value];
    }),
  );
}

/** The address of what was chosen; undefined where it is as the board begins. */
export function chosenText(variables: readonly BoardVariable[], chosen: Chosen): string | undefined {
  const changed = variables.filter(
    ({ name, value }) => JSON.stringify(chosen[name] ?? []) !== JSON.stringify(value),
  );
  if (changed.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(changed.map(({ name }) => [name, chosen[name] ?? []])));
}

/** The question with what was chosen in the place of `$name`. */
export function fillQuestion(question: Question, chosen: Chosen): Question {
  return {
    ...question,
    targets: fillTargets(question.targets, chosen),
    labels: question.labels.flatMap((filter) => {
      const values = fill(filter.values, chosen);
      // All values: nothing is asked of this label.
      return values === undefined || values.length === 0 ? [] : [{ ...filter, values }];
    }),
  };
}

/** Targets with what was chosen in the place of `$name`. */
export function fillTargets(targets: TargetFilter, chosen: Chosen): TargetFilter {
  const list = (values: readonly string[]) => fill(values, chosen) ?? [];
  return {
    ids: list(targets.ids),
    kinds: list(targets.kinds),
    organisations: list(targets.organisations),
    groups: list(targets.groups),
    rooms: list(targets.rooms),
    nameLike: targets.nameLike,
  };
}

/** Undefined: one of them stands for all, and then the others add nothing. */
function fill(values: readonly string[], chosen: Chosen): string[] | undefined {
  const found: string[] = [];
  for (const value of values) {
    const name = value.startsWith('$') ? value.slice(1) : undefined;
    const filled = name === undefined ? undefined : chosen[name];
    if (filled === undefined) found.push(value);
    else if (filled.length === 0) return undefined;
    else found.push(...filled);
  }
  return found;
}
