import type { PageConfig } from '@model-trace/client';

/** What the operator wants to be cited by, or BibTeX of the page itself. */
export function citation(
  { citationText, title }: Pick<PageConfig, 'citationText' | 'title'>,
  { url, today }: { url: string; today: Date },
): string {
  if (citationText !== '') return citationText;
  const key =
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'model-trace';
  return `@misc{${key},
  title        = {${title.replaceAll(/[{}\\]/g, '')}},
  howpublished = {\\url{${url}}},
  year         = {${today.getUTCFullYear()}},
  note         = {Accessed ${today.toISOString().slice(0, 10)}}
}`;
}
