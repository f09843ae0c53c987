import type { ApiKey, KeyStore } from '@model-trace/core/storage';
import { limits } from '../limits.ts';

/** What the API needs of the keys. */
export type Keys = Pick<KeyStore, 'find' | 'touch'>;

/**
 * Looks a key up once in a few seconds, so that a request costs no query and a revoked key still stops soon. Texts that
 * are no key are remembered too. A look that failed is not.
 */
export function keyCache(
  keys: Pick<Keys, 'find'>,
  {
    ttlMs = limits.keyCacheMs,
    maxKeys = limits.cachedKeys,
    now = () => performance.now(),
  }: { ttlMs?: number; maxKeys?: number; now?: () => number } = {},
): (text: string) => Promise<ApiKey | null> {
  const known = new Map<string, { key: Promise<ApiKey | null>; until: number }>();
  return (text) => {
    const hit = known.get(text);
    if (hit && hit.until > now()) return hit.key;
    // In the order of insertion, so the first is the oldest.
    known.delete(text);
    if (known.size >= maxKeys) known.delete(known.keys().next().value!);
    const entry = { key: keys.find(text), until: now() + ttlMs };
    known.set(text, entry);
    entry.key.catch(() => known.get(text) === entry && known.delete(text));
    return entry.key;
  };
}
