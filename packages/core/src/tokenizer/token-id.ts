/** Ids of real vocabularies stay far below. */
const maxId = 2 ** 24;

/** Whether a number of a tokenizer's files can be the id of a token: an integer from 0 to 2^24. */
export const isTokenId = (id: unknown): id is number => Number.isInteger(id) && Number(id) >= 0 && Number(id) <= maxId;
