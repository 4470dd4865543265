/** Makes something when it is first asked for, once: objects of `Intl` take milliseconds each, the first one tens. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
