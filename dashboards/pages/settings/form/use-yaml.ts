import { useEffect, useState } from 'preact/hooks';

export interface Yaml {
  /** Throws with a sentence. */
  parse(text: string): unknown;
  print(value: unknown): string;
}

/** YAML, fetched when somebody opens a form: it is as large as the rest of the page. */
export function useYaml(): Yaml | undefined {
  const [yaml, setYaml] = useState<Yaml>();
  useEffect(() => {
    void import('yaml').then(({ parse, stringify }) =>
      setYaml({ parse: (text) => parse(text), print: (value) => stringify(value) }),
    );
  }, []);
  return yaml;
}
