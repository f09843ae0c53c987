import { useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { Icon } from './icon.tsx';

/** Copies a text and says that it did. */
export function CopyButton({ text, children, ...rest }: { text: string } & ButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const copy = async () => {
    setState((await write(text)) ? 'copied' : 'refused');
    setTimeout(() => setState('ready'), 2_500);
  };
  const said = { ready: children, copied: 'Copied', refused: 'Not copied: select the text instead' }[state];
  return (
    <Button {...rest} onClick={copy}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} />
      <span aria-live="polite">{said}</span>
    </Button>
  );
}

/** The clipboard is for secure pages; elsewhere there is the old way. */
async function write(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
