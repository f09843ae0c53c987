/**
 * Where credentials would stand if a request, or the options of a model, were ever logged whole: pino's `redact`. Whole
 * paths, since a wildcard costs a walk over every line.
 */
export const redactedPaths: string[] = [
  ...['headers', 'req.headers', 'request.headers'].flatMap((headers) => [
    `${headers}.authorization`,
    `${headers}["x-hub-token"]`,
  ]),
  ...['', 'models.', 'options.', 'settings.models.', 'config.models.'].map((owner) => `${owner}hubToken`),
  ...['secretsKeys', 'config.secretsKeys'],
];
