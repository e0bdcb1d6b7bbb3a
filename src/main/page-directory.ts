import { fileURLToPath } from 'node:url';

/** Where the page is built to; the same from `dist/main` as from `src/main`. */
export const PAGE_DIRECTORY = fileURLToPath(new URL('../../dist/page/', import.meta.url));
