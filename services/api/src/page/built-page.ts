import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import type { PageConfig } from './page-config.ts';

/** The page as it was built (`services/web`), ready to be sent. */
export interface BuiltPage {
  /** Files whose names change with their content. */
  readonly assetsDir: string;
  /** Paths that the page has something for, as Fastify writes them. */
  readonly paths: readonly string[];
  /** Style elements that a library of the page adds, as CSP sources. */
  readonly styleHashes: readonly string[];
  /** The document for a path: with links that hold behind any prefix, and the configuration in it. */
  document(path: string, config: PageConfig): string;
}

/** What is filled in, each once in the document (services/web/index.html). */
const places = {
  base: /<base href="\.\/" ?\/?>/,
  title: /<title><\/title>/,
  config: /<script type="application\/json" id="config"><\/script>/,
};

/** @throws ENVIRONMENT_INVALID for a directory that holds no built page */
export function readBuiltPage(directory: string): BuiltPage {
  const read = (name: string) => {
    try {
      return readFileSync(join(directory, name), 'utf8');
    } catch (cause) {
      throw new ModelTraceError('ENVIRONMENT_INVALID', `WEB_DIR, ${directory}: no ${name}`, {
        cause,
        fix: 'Build the page: npx pnpm@12 --silent --filter @model-trace/web build',
      });
    }
  };
  const html = read('index.html');
  const missing = Object.entries(places).find(([, place]) => html.split(place).length !== 2);
  if (missing !== undefined) {
    throw new ModelTraceError(
      'ENVIRONMENT_INVALID',
      `WEB_DIR, ${directory}: index.html has no ${missing[0]} to fill in`,
      {
        fix: 'Build the page of this version: npx pnpm@12 --silent --filter @model-trace/web build',
      },
    );
  }
  const {
    paths,
    styleHashes,
    preloads = {},
  } = JSON.parse(read('page.json')) as {
    paths: string[];
    styleHashes: string[];
    /** Scripts that a path of the page will ask for, beside those that the document names. */
    preloads?: Record<string, string[]>;
  };
  return {
    assetsDir: join(directory, 'assets'),
    ...{ paths, styleHashes },
    document: (path, config) =>
      html
        .replace(places.base, () => `<base href="${rootFrom(path)}">`)
        .replace('</head>', () => `${(preloads[path] ?? []).map(preloadOf).join('')}</head>`)
        .replace(places.title, () => `<title>${escapeHtml(config.title)}</title>`)
        // A data block: nothing in it runs, and nothing may end it.
        .replace(
          places.config,
          () =>
            `<script type="application/json" id="config">${JSON.stringify(config).replaceAll('<', '\\u003c')}</script>`,
        ),
  };
}

/** Fetched at once, not when the script that needs it has run. */
function preloadOf(file: string): string {
  return `<link rel="modulepreload" crossorigin href="${file}">`;
}

/** `/evaluations/x` is one folder deep. A proxy may have cut a prefix that only the browser knows: hence relative. */
function rootFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 2) || './';
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
