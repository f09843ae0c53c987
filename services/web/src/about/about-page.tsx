import { usePageConfig } from '../service/page-config.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Markdown } from '../ui/markdown.tsx';
import { useTitle } from '../ui/use-title.ts';
import { citation } from './citation.ts';
import { StatisticsList } from './statistics-list.tsx';
import './about-page.css';

export function AboutPage() {
  useTitle('About');
  const config = usePageConfig();
  const text = citation(config, { url: document.baseURI, today: new Date() });
  return (
    <div className="about">
      <h1>About</h1>
      <Markdown text={config.about} />
      <div className="about-side">
        <StatisticsList />
        <section className="citation" aria-labelledby="citation-title">
          <h2 id="citation-title">Cite these results</h2>
          <p>{config.citationLabel}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys */}
          <pre tabIndex={0}>{text}</pre>
          <CopyButton text={text}>Copy the citation</CopyButton>
        </section>
      </div>
    </div>
  );
}
