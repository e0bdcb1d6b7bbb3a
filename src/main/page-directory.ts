import { fileURLToPath } from 'node:url';

/** The built page; the same path from `dist/main` and from `src/main`. */
export const PAGE_DIRECTORY = fileURLToPath(new URL('../../dist/page/', import.meta.url));
