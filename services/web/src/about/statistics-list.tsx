import './statistics-list.css';

interface Entry {
  id: string;
  compares: string;
  assumes: string;
}

/** What traces can compare. The result of each evaluation has the null hypothesis in full. */
const tests: readonly Entry[] = [
  {
    id: 'csu',
    compares: 'the weights into each hidden unit, block by block',
    assumes:
      'Exact when the hidden units of one of the models are exchangeable. Relabelling the units hides descent from it.',
  },
  {
    id: 'csh',
    compares: 'what each hidden unit does on the same random tokens',
    assumes: 'Exact likewise, and hidden by relabelling likewise. Needs token ids that mean the same in both models.',
  },
  {
    id: 'match',
    compares: 'two matchings of the units: by gate and by up activations, or by incoming and outgoing weights',
    assumes:
      'Empirical: independently trained models share a few convergent units. Relabelling and rotating the model do not hide descent.',
  },
  {
    id: 'csu-all, match-all',
    compares: 'every block with every block: which part came from which',
    assumes: 'As csu and match, adjusted for the number of pairs by Holm.',
  },
];

const measures: readonly Entry[] = [
  { id: 'l2, cos', compares: 'all parameters as one vector', assumes: 'A distance; no verdict follows from it.' },
  { id: 'jsd', compares: 'the predictions on the passage', assumes: 'A distance; no verdict follows from it.' },
  {
    id: 'mode-connectivity',
    compares: 'the loss along the line from one model to the other',
    assumes: 'A distance; models of one origin often have no barrier between them.',
  },
  {
    id: 'qk, embedding',
    compares: 'attention heads, token embeddings',
    assumes: 'A likeness without a null hypothesis; independent models of one tokenizer can be alike.',
  },
];

/** The statistics of a trace with what each p-value assumes. */
export function StatisticsList() {
  return (
    <section className="statistics-list" aria-labelledby="statistics-title">
      <h2 id="statistics-title">Statistics, and what each assumes</h2>
      <p>
        Each p-value says how likely such agreement is under the null hypothesis of its statistic. Of csu and csh: the
        models were initialised and trained independently, and the units of one could as well have been in another
        order. Of match: its two matchings have nothing to do with each other, which independent training alone does not
        guarantee. Blocks are combined by Fisher’s method, in logarithms, so that none is ever 0. A verdict of “derived”
        needs p below 10^-6 and more than 10&nbsp;% of the units in agreement: one model descends from the other, both
        from a third, or both were initialised alike (same seed or recipe), which csu and csh cannot tell from descent.
        “independent” means that this statistic found nothing. How small a p-value can get depends on width and depth:
        compare only those of pairs of one shape.
      </p>
      {[tests, measures].map((entries) => (
        <dl key={entries[0].id}>
          {entries.map(({ id, compares, assumes }) => (
            <div key={id}>
              <dt>
                <code>{id}</code>
              </dt>
              <dd>
                Compares {compares}. <span className="muted">{assumes}</span>
              </dd>
            </div>
          ))}
        </dl>
      ))}
    </section>
  );
}
