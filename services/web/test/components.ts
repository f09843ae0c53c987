import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import type { PageConfig } from '@model-trace/client';
import { Window } from 'happy-dom';
import { createServer, type ViteDevServer } from 'vite';

const webRoot = resolve(import.meta.dirname, '..');

/** What the page needs of a browser, taken from the DOM; fetch, Request and the like are those of Node. */
const browserGlobals = [
  ...['document', 'HTMLElement', 'HTMLIFrameElement', 'Element', 'Node', 'Event', 'MouseEvent', 'KeyboardEvent'],
  ...['sessionStorage', 'localStorage', 'history', 'location', 'navigator', 'ResizeObserver', 'MutationObserver'],
  ...['getComputedStyle', 'matchMedia', 'requestAnimationFrame', 'cancelAnimationFrame', 'scrollTo', 'SVGElement'],
] as const;

/** Height of whatever is asked for it: there is no layout, and a table of rows in view has none without. */
const height = 600;

interface Hooks {
  after(cleanup: () => Promise<void> | void): void;
}

export interface Components {
  window: Window;
  /** A module of the page, by its path in src, as Vite makes it. */
  load<Module>(path: string): Promise<Module>;
  /** Answers the requests of the page from now on; without it they fail as without a network. */
  answer(handler: (request: Request) => Response | Promise<Response>): void;
}

/** The components of the page in this process: a DOM without layout, and their modules made by Vite. Once in a process. */
export async function components(t: Hooks, config: Partial<PageConfig> = {}): Promise<Components> {
  // To Node the router would be that of a server, which renders once.
  registerHooks({
    resolve: (name, context, next) =>
      next(name, name.endsWith('/isServer') ? { ...context, conditions: ['browser', ...context.conditions] } : context),
  });
  const window = new Window({ url: 'http://page.test/', width: 1280, height: 900 });
  window.document.head.innerHTML = '<base href="http://page.test/">';
  const script = window.document.createElement('script');
  Object.assign(script, { type: 'application/json', id: 'config', textContent: JSON.stringify(config) });
  window.document.head.append(script);
  for (const { prototype } of [window.Element, window.HTMLElement])
    for (const name of ['clientHeight', 'clientWidth'])
      Object.defineProperty(prototype, name, { configurable: true, get: () => height });
  let handler: Parameters<Components['answer']>[0] = () => Promise.reject(new TypeError('no network'));
  const globals = {
    ...Object.fromEntries(browserGlobals.map((name) => [name, window[name as keyof Window]])),
    ...{ window, self: window, IS_REACT_ACT_ENVIRONMENT: true },
    fetch: async (request: Request) => handler(request),
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  const vite: ViteDevServer = await createServer({
    root: webRoot,
    configFile: resolve(webRoot, 'vite.config.ts'),
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  t.after(async () => {
    await vite.close();
    await window.happyDOM.close();
  });
  return {
    window,
    load: (path) => vite.ssrLoadModule(`/src/${path}`) as never,
    answer(next) {
      handler = next;
    },
  };
}
