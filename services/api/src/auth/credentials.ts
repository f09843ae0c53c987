/**
 * The key that a request brings: `Authorization: Bearer <key>`, or where a browser asks for a name and a password
 * (`basic`), the password. Null: none, or in another form.
 */
export function credentials(header: string | undefined, { basic }: { basic: boolean }): string | null {
  const [, scheme, value] = /^(\S+) +(\S+) *$/.exec(header ?? '') ?? [];
  if (/^bearer$/i.test(scheme ?? '')) return value;
  if (!basic || !/^basic$/i.test(scheme ?? '')) return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.includes(':') ? pair.slice(pair.indexOf(':') + 1) : null;
}
