/** Address of the service as the browser knows it, with its prefix and final slash. Taken at the start: the address changes later. */
export const appBase = new URL(document.baseURI);
appBase.search = '';
appBase.hash = '';

/** The address of something of the service that is no page: its documentation, an answer of the API. */
export function serviceUrl(path: string): string {
  return new URL(path.replace(/^\//, ''), appBase).href;
}
