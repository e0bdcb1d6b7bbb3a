/** In UTF-16 code units. */
export const MAX_LABEL_LENGTH = 1000;
