import { type Section, sectionsOf } from './section.ts';
import { isTokenId } from './token-id.ts';

/** Special tokens around a text. */
export interface Surroundings {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Of one special token of a template; one in all published tokenizers. */
const maxIds = 64;

const nothing: Surroundings = { before: [], after: [] };

/** @param section `post_processor` of tokenizer.json; null adds nothing */
export function surroundings(section: Section | null): Surroundings {
  switch (section?.type) {
    case undefined:
    case 'ByteLevel': // changes offsets only
      return nothing;
    case 'BertProcessing':
    case 'RobertaProcessing':
      return { before: [idOf(section!.cls)], after: [idOf(section!.sep)] };
    case 'TemplateProcessing':
      return ofTemplate(section!);
    case 'Sequence': {
      const steps = sectionsOf(section!.processors).map(surroundings);
      return {
        before: steps.toReversed().flatMap(({ before }) => before),
        after: steps.flatMap(({ after }) => after),
      };
    }
    default:
      throw new Error(`Unknown post-processor ${JSON.stringify(section?.type)}`);
  }
}

function idOf(pair: unknown): number {
  if (Array.isArray(pair) && isTokenId(pair[1])) return pair[1];
  throw new Error(`Not a token and its id: ${JSON.stringify(pair)}`);
}

function ofTemplate({ single, special_tokens }: Section): Surroundings {
  if (!Array.isArray(single)) throw new Error('TemplateProcessing has no "single"');
  const known = special_tokens as Record<string, { ids: number[] }>;
  const before: number[] = [];
  const after: number[] = [];
  let side = before;
  for (const part of single) {
    if ('Sequence' in part) {
      if (side === after) throw new Error('TemplateProcessing repeats the text');
      side = after;
    } else {
      const { id } = part.SpecialToken;
      if (!Object.hasOwn(known, id)) throw new Error(`TemplateProcessing does not define ${JSON.stringify(id)}`);
      const { ids } = known[id];
      if (!Array.isArray(ids) || ids.length > maxIds || !ids.every(isTokenId)) {
        throw new Error(`The ids of the special token ${JSON.stringify(id)} are ${JSON.stringify(ids)?.slice(0, 100)}`);
      }
      side.push(...ids);
    }
  }
  return { before, after };
}
