import { significant, whole } from '../format/number.ts';
import { Facts } from '../ui/facts.tsx';
import type { SimilarityResult } from './result-types.ts';

/** Likeness without a null hypothesis. */
export function SimilarityFacts({ similarities }: { similarities: readonly SimilarityResult[] }) {
  return (
    <section className="panel statistic" aria-label="Similarities">
      <h3>Similarities</h3>
      <p className="muted">Likeness without a null hypothesis: neither a p-value nor a verdict belongs to it.</p>
      <Facts
        facts={similarities.map((similarity) => [
          similarity.statistic,
          similarity.statistic === 'qk'
            ? `mean cosine ${significant(similarity.value)} of matched heads, ${significant(similarity.others)} of others`
            : `linear CKA ${significant(similarity.value)} of the embeddings of ${whole(similarity.tokens)} shared tokens`,
        ])}
      />
    </section>
  );
}
