import { compact, percent, significant, whole } from '../format/number.ts';
import { Disclosure } from '../ui/disclosure.tsx';
import { Facts } from '../ui/facts.tsx';
import { LossPassage } from './loss-passage.tsx';
import type { PerplexityResult } from './result-types.ts';

/** How well the model predicts the text, token by token. */
export function PerplexitySection({ perplexity }: { perplexity: PerplexityResult }) {
  const { protocol, comparison } = perplexity;
  const scored = perplexity.tokens.some(({ nllNats }) => nllNats !== null);
  return (
    <section className="evaluation-section">
      <h2>Perplexity</h2>
      <div className="figures">
        <Figure value={significant(perplexity.perplexity)} name="perplexity" note={errorOf(perplexity)} />
        <Figure
          value={significant(perplexity.bitsPerByte)}
          name="bits per byte"
          note="comparable across tokenizers, unlike perplexity"
        />
        <Figure
          value={significant(perplexity.meanNllNats)}
          name="nats per token"
          note={`${whole(perplexity.scoredTokens)} scored tokens, ${protocol.text.id === 'passage' ? 'the fixed passage' : protocol.text.id}`}
        />
      </div>
      {scored ? (
        <LossPassage tokens={perplexity.tokens} />
      ) : (
        <p className="muted">The losses of single tokens are not kept for a text of this length.</p>
      )}
      <Disclosure title="More numbers">
        <Facts
          facts={[
            ['Byte perplexity', significant(perplexity.bytePerplexity)],
            [
              'Word perplexity',
              perplexity.wordPerplexity === null ? 'not defined' : significant(perplexity.wordPerplexity),
            ],
            ['Loss, whole text', `${significant(perplexity.nllNats, 6)} nats`],
            ['Text', `${whole(protocol.text.sizeBytes)} bytes, ${whole(protocol.text.words)} words`],
            ['Parameters', compact(protocol.model.parameters)],
            ['Architecture', protocol.model.architecture],
          ]}
        />
      </Disclosure>
      {comparison && (
        <Disclosure title={`Predictions compared with ${comparison.base}`}>
          <Facts
            facts={[
              [
                'KL divergence',
                `${significant(comparison.kld.mean.value)} nats (median ${significant(comparison.kld.median)})`,
              ],
              ['Jensen-Shannon', `${significant(comparison.jsd.mean.value)} nats`],
              ['Same top token', percent(comparison.sameTop.value)],
              [
                'Change of probability',
                `${percent(comparison.deltaP.mean.value)}, RMS ${percent(comparison.deltaPRms.value)}`,
              ],
              ['Perplexity of the base', significant(comparison.pplBase.value)],
              ['Ratio of perplexities', significant(comparison.pplRatio.value)],
            ]}
          />
        </Disclosure>
      )}
    </section>
  );
}

function errorOf({ perplexity, standardErrorNats }: PerplexityResult): string {
  if (standardErrorNats === null) return 'on the text below';
  return `± ${significant(perplexity * standardErrorNats, 2)} (one standard error, tokens taken as independent)`;
}

export function Figure({ value, name, note }: { value: string; name: string; note: string }) {
  return (
    <div className="figure">
      <p className="figure-value number">{value}</p>
      <p className="figure-name">{name}</p>
      <p className="muted">{note}</p>
    </div>
  );
}
