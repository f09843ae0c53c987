/**
 * A Hugging Face Hub for tests: the parts of its API that a reader of models uses, on a free port, with a second server as
 * the storage of large files, and faults on demand.
 * Behaviour after https://huggingface.co/docs/hub/api and the error codes of huggingface_hub's `hf_raise_for_status`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeCommit, type FakeModel, readFakeCommit } from './fake-hub/fake-repository.ts';
import { answerWithFault, createFaults, type FaultRule } from './fake-hub/fault.ts';
import { type Line, sendFile } from './fake-hub/send-file.ts';

export type { FakeFiles, FakeModel } from './fake-hub/fake-repository.ts';
export type { Fault, FaultRule } from './fake-hub/fault.ts';

export interface FakeHubOptions {
  models: Record<string, FakeModel>;
  /** Tokens the Hub knows: what each may read of the gated and private models. */
  tokens?: Record<string, 'all' | readonly string[]>;
  /** Files per page of the tree, default 1,000 as the Hub. */
  pageSize?: number;
  /** Before each answer, default 0. */
  latencyMs?: number;
  /** Of the bodies of all files together, default without limit. */
  bytesPerSecond?: number;
}

export interface LoggedRequest {
  server: 'hub' | 'storage';
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
}

export interface FakeHub {
  /** For HF_ENDPOINT. */
  endpoint: string;
  /** All requests so far, in order of arrival. */
  requests: LoggedRequest[];
  /** Adds a model, or replaces one: as a push to its branches would. */
  setModel(name: string, model: FakeModel): void;
  /** The commit a revision stands at. */
  commitOf(name: string, revision?: string): Promise<string>;
  /** Signed addresses of the storage given so far are refused from now on. */
  expireAddresses(): void;
  /** Bytes of files that were sent so far, headers apart. */
  sentBytes(server: 'hub' | 'storage'): number;
  /** Makes the next requests that match fail. */
  fail(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const { models, tokens = {}, pageSize = 1000, latencyMs = 0 } = options;
  const line: Line = {
    bytesPerSecond: options.bytesPerSecond ?? Number.POSITIVE_INFINITY,
    busyUntilMs: 0,
    sentBytes: { hub: 0, storage: 0 },
  };
  /** Part of each signature; addresses signed with an earlier one have expired. */
  let signature = 1;
  const known = new Map(Object.entries(models));
  const commits = new Map<FakeModel, Map<string, Promise<FakeCommit>>>();
  /** Every commit ever served stays reachable by its hash, as in git. */
  const history = new Map<string, FakeCommit>();
  const faults = createFaults();
  const requests: LoggedRequest[] = [];

  const hub = createServer((request, response) => answer('hub', request, response));
  const storage = createServer((request, response) => answer('storage', request, response));
  const [endpoint, storageOrigin] = await Promise.all([listen(hub), listen(storage)]);

  async function answer(server: 'hub' | 'storage', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    requests.push({ server, method: request.method ?? '', url, headers: request.headers });
    // A client that goes away in the middle of a test for it is no failure of the server.
    response.on('error', () => undefined);
    const fault = faults.take(server, url);
    if (latencyMs > 0) await sleep(latencyMs);
    if (answerWithFault(fault, response)) return;
    try {
      const { pathname, searchParams } = new URL(url, endpoint);
      const segments = pathname.slice(1).split('/').map(decodeURIComponent);
      if (server === 'storage') {
        // A signed address is a credential: a bearer token beside it is refused, as S3 does.
        if (request.headers.authorization !== undefined) return refuse(response, 400, 'TwoCredentials');
        if (searchParams.get('X-Amz-Signature') !== `secret${signature}`) return refuse(response, 403);
        const file = [...history.values()]
          .flatMap(({ files }) => [...files.values()])
          .find((f) => f.sha256 === segments[0]);
        if (file === undefined) return refuse(response, 404);
        return await sendFile({ request, response, file, fault, line, server, headers: { etag: `"${file.sha256}"` } });
      }
      const route = parseRoute(segments);
      if (route === null) return refuse(response, 404);
      const { name, kind, revision, path } = route;
      const model = known.get(name);
      const access = checkAccess({ request, model, name, tokens, needsGate: kind === 'resolve' });
      if (access !== null) return refuse(response, ...access);
      if (model!.renamedTo !== undefined) {
        response.writeHead(307, { location: url.replace(name, model!.renamedTo) });
        return void response.end();
      }
      const found = await commitAt(name, revision);
      if (found === null) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
      response.setHeader('x-repo-commit', found.commit);
      if (kind === 'info') return sendJson(response, modelInfo(name, model!, found));
      if (kind === 'tree')
        return sendTree({ response, commit: found, cursor: Number(searchParams.get('cursor') ?? 0), url });
      const file = found.files.get(path);
      if (file === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
      if (file.sha256 === null) {
        return await sendFile({ request, response, file, fault, line, server, headers: { etag: `"${file.oid}"` } });
      }
      response.writeHead(302, {
        location: `${storageOrigin}/${file.sha256}?X-Amz-Signature=secret${signature}`,
        'x-linked-etag': `"${file.sha256}"`,
        'x-linked-size': String(file.sizeBytes),
      });
      response.end();
    } catch (caught) {
      response.headersSent ? response.destroy() : refuse(response, 500, 'FakeHubBroken', String(caught));
    }
  }

  function sendTree(options: { response: ServerResponse; commit: FakeCommit; cursor: number; url: string }): void {
    const { response, commit, cursor, url } = options;
    const entries = [...commit.files.values()].map(({ path, sizeBytes, oid, sha256 }) => ({
      type: 'file',
      oid,
      size: sizeBytes,
      path,
      ...(sha256 === null ? {} : { lfs: { oid: sha256, size: sizeBytes, pointerSize: 134 } }),
    }));
    const folders = new Set(
      entries.flatMap(({ path }) => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/'))] : [])),
    );
    const all = [
      ...[...folders].map((path) => ({ type: 'directory', oid: '0'.repeat(40), size: 0, path })),
      ...entries,
    ];
    if (cursor + pageSize < all.length) {
      const next = new URL(url, endpoint);
      next.searchParams.set('cursor', String(cursor + pageSize));
      response.setHeader('link', `<${next.href}>; rel="next"`);
    }
    sendJson(response, all.slice(cursor, cursor + pageSize));
  }

  async function commitAt(name: string, revision: string): Promise<FakeCommit | null> {
    const model = known.get(name)!;
    const cached = commits.get(model) ?? new Map<string, Promise<FakeCommit>>();
    commits.set(model, cached);
    for (const [branch, content] of Object.entries({ main: model, ...model.revisions })) {
      const read = cached.get(branch) ?? readFakeCommit(`${name} ${branch}`, content);
      cached.set(branch, read);
      const commit = await read;
      history.set(commit.commit, commit);
      if (branch === revision) return commit;
    }
    return revision === 'HEAD' ? commitAt(name, 'main') : (history.get(revision) ?? null);
  }

  return {
    endpoint,
    requests,
    setModel: (name, model) => void known.set(name, model),
    async commitOf(name, revision = 'main') {
      const found = known.has(name) ? await commitAt(name, revision) : null;
      if (found === null) throw new Error(`the fake Hub has no ${name} at ${revision}`);
      return found.commit;
    },
    expireAddresses: () => void signature++,
    sentBytes: (server) => line.sentBytes[server],
    fail: faults.add,
    clearFaults: faults.clear,
    async close() {
      await Promise.all([stop(hub), stop(storage)]);
    },
  };
}

interface Route {
  kind: 'info' | 'tree' | 'resolve';
  name: string;
  revision: string;
  path: string;
}

function parseRoute(segments: readonly string[]): Route | null {
  const isApi = segments[0] === 'api' && segments[1] === 'models';
  const rest = isApi ? segments.slice(2) : segments;
  const verbs: Record<string, Route['kind']> = isApi ? { revision: 'info', tree: 'tree' } : { resolve: 'resolve' };
  const at = rest.findIndex((segment, i) => i > 0 && i <= 2 && Object.hasOwn(verbs, segment));
  if (at < 0)
    return isApi && rest.length <= 2 ? { kind: 'info', name: rest.join('/'), revision: 'main', path: '' } : null;
  const name = rest.slice(0, at).join('/');
  return { kind: verbs[rest[at]], name, revision: rest[at + 1] ?? 'main', path: rest.slice(at + 2).join('/') };
}

interface AccessRequest {
  request: IncomingMessage;
  model: FakeModel | undefined;
  name: string;
  tokens: Record<string, 'all' | readonly string[]>;
  /** Files of a gated model are behind its gate; its description is not. */
  needsGate: boolean;
}

/** Status, error code and message of a refusal, or null. */
function checkAccess({ request, model, name, tokens, needsGate }: AccessRequest): [number, string, string] | null {
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  if (token !== undefined && !Object.hasOwn(tokens, token)) {
    return [401, 'Unauthorized', 'Invalid credentials in Authorization header'];
  }
  const readable = token === undefined ? [] : tokens[token];
  const granted = readable === 'all' || readable.includes(name);
  if (model === undefined || (model.private && !granted)) {
    return [token === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found'];
  }
  if (model.gated && needsGate && !granted) {
    return [token === undefined ? 401 : 403, 'GatedRepo', `Access to model ${name} is restricted.`];
  }
  return null;
}

function modelInfo(name: string, model: FakeModel, { commit, files }: FakeCommit) {
  return {
    _id: commit.slice(0, 24),
    id: name,
    sha: commit,
    private: model.private ?? false,
    gated: model.gated ? 'auto' : false,
    downloads: 0,
    likes: 0,
    lastModified: '2024-01-01T00:00:00.000Z',
    siblings: [...files.keys()].map((rfilename) => ({ rfilename })),
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, status: number, errorCode?: string, message = 'Not found'): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...(errorCode === undefined ? {} : { 'x-error-code': errorCode, 'x-error-message': message }),
  });
  response.end(JSON.stringify({ error: message }));
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}
