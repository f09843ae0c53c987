import { type ReactNode, useState } from 'react';
import './disclosure.css';

/** A part that unfolds; what is in it is made when it does. It is on paper as well, unless `print` says otherwise. */
export function Disclosure({
  title,
  print = true,
  children,
}: {
  title: ReactNode;
  print?: boolean;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      className="disclosure"
      data-print={print || undefined}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary>{title}</summary>
      {opened && <div className="disclosure-body">{children}</div>}
    </details>
  );
}
