/** One mistake, told so that a person can mend it. */
export interface ConfigProblem {
  /** `ward.yaml:3`, `ward.yaml` or `--listen`. */
  where: string;
  /** `probes.disk.mounts[0]`; empty when it concerns the whole. */
  field: string;
  /** What was found and what is allowed. */
  sentence: string;
}

/** Thrown with every mistake that was found in what a person wrote; trying again without a change never helps. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];
  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map(tell).join('\n'), options);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

function tell({ where, field, sentence }: ConfigProblem): string {
  const isTheFlag = where === `--${field.replaceAll('_', '-')}`;
  return [where, isTheFlag ? '' : field, sentence].filter((part) => part !== '').join(': ');
}
