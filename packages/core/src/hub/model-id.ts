import { ModelTraceError } from '../errors.ts';

/** The Hub's own bound on `owner/name`; a longer id cannot exist. */
const maxHubIdLength = 96;
/** PATH_MAX on Linux; a longer path cannot be opened. */
const maxPathLength = 4096;
const hubIdPattern = /^(?:[A-Za-z0-9](?:[\w.-]*[\w])?\/)?[\w](?:[\w.-]*[\w])?$/;
/** Characters git forbids in a ref name (git-check-ref-format), so no revision can contain them. */
const revisionPattern = /^[^\s~^:?*[\\\p{Cc}-][^\s~^:?*[\\\p{Cc}]{0,254}$/u;

/** Whether an id can only mean a directory: `/…`, `./…`, `../…`, `~…`, `.` or `..`. */
export function isPathLike(id: string): boolean {
  return /^(?:\/|~|\.{1,2}(?:\/|$))/.test(id);
}

/** Whether `id` has the grammar of a Hub repository: `owner/name`, or `name` for the oldest ones. */
export function isHubId(id: string): boolean {
  return (
    id.length <= maxHubIdLength &&
    hubIdPattern.test(id) &&
    !id.includes('..') &&
    !id.includes('--') &&
    !id.endsWith('.git')
  );
}

/** @throws MODEL_ID_INVALID when no file system and no Hub could have such an id. */
export function checkModelId(id: string): void {
  if (id.length === 0 || id.length > maxPathLength || /\p{Cc}/u.test(id)) {
    const reason =
      id.length === 0 ? 'it is empty' : id.length > maxPathLength ? 'it is too long' : 'control characters';
    throw invalidModelId(id, reason);
  }
  // Nobody who means a directory writes `owner/../name`; whoever does is looking for a way around something.
  if (!isPathLike(id) && id.split('/').includes('..')) throw invalidModelId(id, 'it climbs out with ".."');
}

export function invalidModelId(id: string, reason: string): ModelTraceError {
  return new ModelTraceError('MODEL_ID_INVALID', `${quoteId(id)} is not a model id: ${reason}`, {
    fix: 'Give a Hub id such as openai-community/gpt2, or a directory that exists and is allowed.',
  });
}

/** The id as it can stand in a message or a log line: escaped and cut. */
export function quoteId(id: string): string {
  return JSON.stringify(id.length > 200 ? `${id.slice(0, 200)}…` : id);
}

/** @throws REVISION_NOT_FOUND when git could have no ref or commit of that name. */
export function checkRevision(revision: string): void {
  const dotSegment = revision.split('/').some((segment) => segment === '' || segment.startsWith('.'));
  if (!revisionPattern.test(revision) || revision.includes('..') || dotSegment) {
    throw new ModelTraceError('REVISION_NOT_FOUND', `${quoteId(revision)} cannot be a revision`, {
      fix: 'Give a branch, a tag or a commit hash.',
    });
  }
}

export function isCommitHash(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
