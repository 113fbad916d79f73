/**
 * A reply without control characters, which could move the cursor of a terminal or change its title: a model's
 * vocabulary may come from a stranger. Line breaks stay.
 */
export const plainText = (reply: string): string => reply.replace(/(?![\n\t])\p{C}/gu, '\u{fffd}');
