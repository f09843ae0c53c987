import MarkdownToJsx from 'markdown-to-jsx';
import './markdown.css';

/** Markdown of the operator. It becomes elements, never HTML text: there is nothing a text could smuggle in. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <MarkdownToJsx options={{ disableParsingRawHTML: true, forceBlock: true, overrides: { pre: ScrollingPre } }}>
        {text}
      </MarkdownToJsx>
    </div>
  );
}

/** What scrolls can be reached with the keyboard. */
function ScrollingPre({ children }: { children: React.ReactNode }) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys
  return <pre tabIndex={0}>{children}</pre>;
}
