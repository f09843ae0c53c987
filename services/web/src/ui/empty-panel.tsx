import type { ReactNode } from 'react';
import './panel.css';

/** Where there is nothing to show: why, and what to do. */
export function EmptyPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="panel panel-empty">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
