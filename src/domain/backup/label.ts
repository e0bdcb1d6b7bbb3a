/** How long a label may be, in UTF-16 code units. */
export const MAX_LABEL_LENGTH = 1000;
