// Of ts-fsrs just what deck.js asks of it.
export const tsFsrs: { createEmptyCard: (now: Date) => any; fsrs: (settings: object) => any };
