/** What stands instead of a secret. */
export const MASK = '***';

/** Words behind which a secret stands, whatever comes between. */
const KEYWORDS = new Set(
  `password passwd pass-phrase passphrase secret cipher irreversible-cipher community community-name securityname
   security-name authentication-mode privacy-mode auth priv key key-string keystring string-key hex-key shared-key sharedkey sharekey
   share-key shared-secret set-key psk wpa-psk pre-shared-key authentication-key message-digest-key auth-key
   encrypted-password md5-key simple-password hmac-key token credential pin-code wep passcode`.split(/\s+/),
);

/** Words of the language of the configuration that stand between a keyword and its secret, or behind it. */
const HARMLESS = new Set(
  `cipher irreversible-cipher irreversible simple plain hash encrypted ascii hex read write ro rw acl ipv4 ipv6 level
   role privilege md5 sha sha1 sha224 sha256 sha384 sha512 sha2-224 sha2-256 sha2-384 sha2-512 sha-256 hmac-md5
   hmac-sha1 hmac-sha256 hmac-sha1-12 hmac-sha1-20 hmac-sm3 sm3 sm4 aes aes128 aes192 aes256 aes-128 aes-192 aes-256
   des des56 3des 3des168 none aaa scheme password secret key keychain authentication accounting authorization
   authentication-mode privacy-mode privacy auth noauth priv v1 v2c v3 read-view write-view notify-view set-key
   key-string traps trap informs inform version udp-port vrf group network-admin network-operator level-0 level-1 level-15`.split(
    /\s+/,
  ),
);

/** Lines on which a keyword is about something else. */
const OTHER_SUBJECTS: readonly RegExp[] = [
  /^\s*(?:undo |no )?(?:apply|if-match|set|match)\s+(?:ext)?community\b/i,
  /^\s*(?:undo |no )?ip\s+(?:ext)?community/i,
  /^\s*(?:undo |no )?ssh\s+(?:server|client|user|cipher)\b/i,
  /^\s*(?:undo |no )?ip\s+ssh\b/i,
];

/** Lines on which a secret stands without a keyword, behind so many words: the community of a receiver of traps. */
const SECRET_FROM: readonly (readonly [RegExp, number])[] = [[/^\s*(?:no )?snmp-server\s+host\s/i, 3]];

/** Encrypted secrets look like nothing else, wherever they stand: those of VRP, of Comware, and of crypt. */
const CIPHERTEXT = /%[\^@$#+][%#]|@%@%|^"?\$(?:[0-9a-z]{1,2}|[ch]\$\d{1,2})\$/i;

/**
 * Replaces every secret of a configuration by `***`. Behind a keyword only words of the configuration language and
 * the number of an encryption type stay; a secret may hold blanks, and nothing behind it is trusted.
 */
export function maskSecrets(text: string): string {
  const lines: string[] = [];
  let isInKey = false;
  for (const line of text.split('\n')) {
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(line)) {
      isInKey = true;
      lines.push(MASK);
    } else if (!isInKey) lines.push(maskLine(line));
    if (/-----END [A-Z ]*PRIVATE KEY-----/.test(line)) isInKey = false;
  }
  return lines.join('\n');
}

function maskLine(line: string): string {
  const words = line.split(/(\s+)/);
  const isOther = OTHER_SUBJECTS.some((form) => form.test(line));
  const secretFrom = SECRET_FROM.find(([form]) => form.test(line))?.[1] ?? Number.POSITIVE_INFINITY;
  let isBehind = false;
  let count = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word.trim() === '') continue;
    if (count++ >= secretFrom) isBehind = true;
    if (CIPHERTEXT.test(word) || (isBehind && !mayStay(words, at))) words[at] = MASK;
    if (!isOther && KEYWORDS.has(word.toLowerCase())) isBehind = true;
  }
  return words.join('').replace(/\*{3}(?:\s+\*{3})+/g, MASK);
}

/** A digit is the type of an encryption when something follows it; numbers of access lists name no secret. */
function mayStay(words: readonly string[], at: number): boolean {
  const word = (words[at] as string).toLowerCase();
  const before = (words[at - 2] ?? '').toLowerCase();
  const isLast = words.slice(at + 1).every((rest) => rest.trim() === '');
  if (before === 'acl' && /^[2-9]\d{3}$/.test(word)) return true;
  if (/^\d{1,2}c?$/.test(word)) return !isLast && (KEYWORDS.has(before) || HARMLESS.has(before));
  return HARMLESS.has(word);
}
