import type { PlotOptions } from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';
import './plot-figure.css';

type PlotLibrary = typeof import('@observablehq/plot');

interface Props<Datum> {
  /** What the figure shows, in words. */
  label: string;
  height: number;
  draw: (plot: PlotLibrary, width: number) => PlotOptions;
  /** A mark with `tip` or a pointer was clicked. */
  onPick?: (datum: Datum) => void;
}

/** To readers that speak the figure is one picture; Plot gives names to its groups, which may have none. */
function nameAsOne(figure: Element): void {
  figure.setAttribute('role', 'img');
  for (const group of figure.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
}

/** A figure of Observable Plot, whose code comes when the first is shown. It keeps its room from the start. */
export function PlotFigure<Datum>({ label, height, draw, onPick }: Props<Datum>) {
  const holder = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<PlotLibrary>();
  const [width, setWidth] = useState(0);
  useEffect(() => {
    let left = false;
    void import('@observablehq/plot').then((loaded) => {
      if (!left) setPlot(loaded);
    });
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.round(contentRect.width)));
    observer.observe(holder.current!);
    return () => {
      left = true;
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (plot === undefined || width === 0) return;
    const figure = plot.plot({ height, width, ariaLabel: label, ...draw(plot, width) });
    const pick = () => {
      if (figure.value != null) onPick?.(figure.value as Datum);
    };
    figure.addEventListener('click', pick);
    nameAsOne(figure);
    holder.current!.replaceChildren(figure);
  }, [plot, width, height, label, draw, onPick]);
  return <div className="plot-figure" ref={holder} style={{ height }} data-pickable={onPick !== undefined} />;
}
