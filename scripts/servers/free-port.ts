/** Tries a server on ports nobody is known to use; another one when somebody was faster, as `isTaken` sees in its last words. */
export async function onFreePort<Result>(
  start: (port: number) => Promise<Result>,
  isTaken: RegExp,
): Promise<{ port: number; server: Result }> {
  for (let left = 5; ; left--) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      return { port, server: await start(port) };
    } catch (error) {
      if (left === 0 || !isTaken.test(String(error))) throw error;
    }
  }
}
