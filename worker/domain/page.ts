/** Most rows of one page of any list: it is held in memory on every side that it passes. */
export const PAGE_SIZE_MAX = 100;
