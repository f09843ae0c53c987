import { Type } from 'typebox';

/**
 * A string that can be stored and looked up: PostgreSQL's text takes no U+0000, UTF-8 has no lone surrogates, and no
 * other control character belongs into a name.
 */
export function Text(options: object) {
  return Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: '^[^\\p{Cc}\\p{Cs}]*$',
    'x-rule': 'must not contain control characters or lone surrogates',
    ...options,
  });
}
