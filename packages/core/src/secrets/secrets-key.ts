/** What SECRETS_KEY has to be. */
export const secretsKeyRule = '32 random bytes in base64 (openssl rand -base64 32); earlier ones after it, by commas';

/** The keys of a SECRETS_KEY variable; null when it does not fit the rule. */
export function parseSecretsKeys(text: string): Buffer[] | null {
  const keys = text.split(',').map((each) => {
    const trimmed = each.trim();
    const bytes = Buffer.from(trimmed, 'base64');
    // What Node skips, and so a typing error, shows in what comes back.
    return bytes.length === 32 && bytes.toString('base64') === trimmed ? bytes : null;
  });
  return keys.every((each) => each !== null) ? keys : null;
}
