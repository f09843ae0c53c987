/** The part of a model's name that differs from others of the same owner, and what stands before it. */
export function splitModelName(model: string): { owner: string; name: string } {
  const at = model.lastIndexOf('/');
  return { owner: model.slice(0, at + 1), name: model.slice(at + 1) };
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}
