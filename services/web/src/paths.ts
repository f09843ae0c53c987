/** Paths of the page, as the service registers them: whoever opens one directly gets the page, not a 404. */
export const pagePaths = [
  ...['/', '/evaluations/:id', '/scans/:id', '/compare', '/models/*', '/lineage', '/submit', '/queue', '/about'],
];
