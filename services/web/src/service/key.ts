const name = 'model-trace-key';

/** The key that the user gave; kept until the tab is closed, or on this device when that was wanted. */
export function storedKey(): string | null {
  return sessionStorage.getItem(name) ?? localStorage.getItem(name);
}

export function storeKey(key: string | null, { keep = false }: { keep?: boolean } = {}): void {
  sessionStorage.removeItem(name);
  localStorage.removeItem(name);
  if (key !== null) (keep ? localStorage : sessionStorage).setItem(name, key);
}
