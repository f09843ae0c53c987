import type { LineageGraph as Graph } from '@model-trace/client';
import { useNavigate } from '@tanstack/react-router';
import { select } from 'd3-selection';
import { type ZoomBehavior, zoom, zoomIdentity } from 'd3-zoom';
import { useEffect, useMemo, useRef } from 'react';
import { shortCommit, splitModelName } from '../format/model-name.ts';
import { compact, significant } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { modelAddress } from '../model/model-link.tsx';
import { Button } from '../ui/button.tsx';
import { layOutGraph } from './lay-out-graph.ts';
import { type LineageEdge, strongestEvidence } from './strongest-evidence.ts';
import './lineage-graph.css';

interface Props {
  nodes: Graph['nodes'];
  edges: readonly LineageEdge[];
  /** The model that the graph is about. */
  centre: string;
}

/** Models as points, pairs with evidence as lines. To be looked at: the table beside it says the same to everybody. */
export function LineageGraph({ nodes, edges, centre }: Props) {
  const navigate = useNavigate();
  const drawing = useRef<SVGSVGElement>(null);
  const canvas = useRef<SVGGElement>(null);
  const zooming = useRef<ZoomBehavior<SVGSVGElement, unknown>>(null);
  const layout = useMemo(
    () =>
      layOutGraph(
        nodes.map(({ id }) => id),
        edges.map(({ model, base }) => [model, base] as const),
      ),
    [nodes, edges],
  );
  const names = useMemo(() => new Map(nodes.map((node) => [node.id, node.model])), [nodes]);

  useEffect(() => {
    const [svg, group] = [select(drawing.current!), select(canvas.current!)];
    const behaviour = zoom<SVGSVGElement, unknown>()
      .scaleExtent([0.2, 6])
      .on('zoom', ({ transform }) => group.attr('transform', transform));
    zooming.current = behaviour;
    // A wheel scrolls the page unless Ctrl or a pinch says that it zooms.
    svg.call(behaviour.filter((event) => (event.type === 'wheel' ? event.ctrlKey || event.metaKey : !event.button)));
    svg.call(behaviour.transform, zoomIdentity);
    return () => {
      svg.on('.zoom', null);
    };
  }, []);
  useEffect(() => {
    const element = drawing.current!;
    const open = (event: MouseEvent) => {
      const { evaluation, model } = (event.target as Element).closest<SVGGElement>('[data-link]')?.dataset ?? {};
      if (model !== undefined) void navigate(modelAddress(model));
      else if (evaluation !== undefined)
        void navigate({ to: '/evaluations/$id' as '/', params: { id: evaluation } as never });
    };
    element.addEventListener('click', open);
    return () => element.removeEventListener('click', open);
  }, [navigate]);
  const scaleBy = (factor: number) => zooming.current?.scaleBy(select(drawing.current!), factor);
  const fit = () => zooming.current?.transform(select(drawing.current!), zoomIdentity);

  const several = new Set(duplicates([...names.values()]));
  return (
    <figure className="lineage-graph">
      <svg
        ref={drawing}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={`Graph of ${nodes.length} models and ${edges.length} pairs. The table below has the same.`}
      >
        <g ref={canvas}>
          {edges.map((edge) => (
            <Edge
              key={`${edge.evaluationId} ${edge.base}`}
              {...{ edge, names }}
              from={layout.places.get(edge.model)!}
              to={layout.places.get(edge.base)!}
            />
          ))}
          {nodes.map((node) => {
            const { x, y } = layout.places.get(node.id)!;
            const { name } = splitModelName(node.model);
            return (
              <g
                key={node.id}
                className="lineage-node"
                data-link
                data-model={node.model}
                data-centre={node.model === centre}
                transform={`translate(${x} ${y})`}
              >
                <title>{nodeTitle(node)}</title>
                <circle r="9" />
                <text y="25">{name.length > 22 ? `${name.slice(0, 21)}…` : name}</text>
                {several.has(node.model) && node.commit !== null && (
                  <text y="39" className="lineage-commit">
                    {shortCommit(node.commit)}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      </svg>
      <div className="lineage-zoom">
        <Button size="small" aria-label="Zoom in" onClick={() => scaleBy(1.4)}>
          +
        </Button>
        <Button size="small" aria-label="Zoom out" onClick={() => scaleBy(1 / 1.4)}>
          −
        </Button>
        <Button size="small" onClick={fit}>
          Fit
        </Button>
      </div>
    </figure>
  );
}

type Place = { readonly x: number; readonly y: number };

function Edge({ edge, names, from, to }: { edge: LineageEdge; names: Map<string, string>; from: Place; to: Place }) {
  const evidence = strongestEvidence(edge);
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  return (
    <g className={`lineage-edge lineage-${edge.verdict}`} data-link data-evaluation={edge.evaluationId}>
      <title>
        {[
          `${names.get(edge.model)} and ${names.get(edge.base)}: ${edge.verdict}`,
          ...edge.statistics.map(({ statistic, log10PValue }) =>
            log10PValue === null ? statistic : `${statistic} p = ${formatPValue(log10PValue)}`,
          ),
        ].join('\n')}
      </title>
      <line {...ends} className="lineage-hit" />
      {/* Wider with the evidence, by its order of magnitude: 10^-6 and 10^-4000 are 1.6 and 4.6 apart from nothing. */}
      <line {...ends} strokeWidth={1 + Math.log10(1 - (evidence ?? 0))} />
    </g>
  );
}

function nodeTitle({ model, commit, architecture, parameters, perplexity }: Graph['nodes'][number]): string {
  return [
    model,
    commit && `commit ${shortCommit(commit)}`,
    [architecture, parameters !== null && `${compact(parameters)} parameters`].filter(Boolean).join(', '),
    perplexity !== null && `perplexity ${significant(perplexity)}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
