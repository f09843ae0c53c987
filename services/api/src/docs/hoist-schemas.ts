type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface TitledSchema {
  [key: string]: Json;
  title: string;
}

/** A title without spaces is a name: such a schema becomes a component, and its uses become references to it. */
const isNamed = (value: Json): value is TitledSchema =>
  typeof value === 'object' && value !== null && 'title' in value && /^[A-Z]\w*$/.test(String(value.title));

/** The examples of a whole body stand beside its schema already, those of the same schema within another do not. */
const shapeOf = (schema: Json): string => JSON.stringify({ ...(schema as object), examples: undefined });

/**
 * Moves named schemas of an OpenAPI document into `components.schemas`, so that it stays readable and generated clients
 * get types with names. Routes write their schemas in full: TypeScript infers handlers from them.
 */
export function hoistSchemas<T extends object>(document: T): T {
  const schemas: Record<string, Json> = {};
  const visit = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const visited = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visit(child)]));
    if (!isNamed(value)) return visited;
    // A response's own description is told beside the reference, not in the component.
    const { description: _, ...schema } = visited;
    const known = schemas[value.title];
    if (known !== undefined && shapeOf(known) !== shapeOf(schema))
      throw new Error(`two different schemas are called ${value.title}`);
    schemas[value.title] = { ...(known as object), ...schema };
    return { $ref: `#/components/schemas/${value.title}` };
  };
  const { paths, ...rest } = document as T & { paths: Json; components?: object };
  const hoisted = visit(JSON.parse(JSON.stringify(paths)));
  return { ...rest, paths: hoisted, components: { ...rest.components, schemas } } as T;
}
