import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and others have it; CHROMIUM names another. */
const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromiumPath = places.find((path) => path !== undefined && existsSync(path)) ?? null;

/** Why tests in a browser cannot run here; give it to node:test's `skip`. */
export const noChromium: string | false =
  chromiumPath === null && 'no Chromium here: apt-get install chromium, or give its path in CHROMIUM';

/** A browser without a window. Root needs it without a sandbox; nothing but our own service is opened in it. */
export function launchChromium(): Promise<Browser> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath!, args: [...args, '--disable-dev-shm-usage'] });
}
