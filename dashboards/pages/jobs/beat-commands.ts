/** The address that a token opens, as whoever reads the page reaches the collector. */
export function beatUrl(token: string): string {
  return new URL(`api/v1/beats/${encodeURIComponent(token)}`, document.baseURI).href;
}

/** Lines that run `command` and tell the collector how it ended. */
export function beatCommands(
  url: string,
  command: string,
): Record<'agent' | 'command' | 'curl' | 'powershell', string> {
  return {
    // In the environment, where the token does not stand in the list of processes.
    agent: `WARD_BEAT_URL=${url} ward-agent beat -- ${command}`,
    command: `npm run --silent beat -- --url ${url} -- ${command}`,
    // Through a pipe: output that begins with @ would otherwise name a file to be sent.
    curl: `out=$(${command} 2>&1); code=$?; printf %s "$out" | tail -c 4096 | curl -fsS -m 20 --retry 3 --data-binary @- "${url}?exit=$code"`,
    powershell: `$out = & cmd /c ${command.replace('.sh', '.cmd')} 2>&1 | Out-String; Invoke-RestMethod -Method Post -TimeoutSec 20 -Uri "${url}?exit=$LASTEXITCODE" -ContentType 'text/plain; charset=utf-8' -Body ([Text.Encoding]::UTF8.GetBytes($out))`,
  };
}
