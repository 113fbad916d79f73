/** Replies of a network: prefill and decoding steps, token sampling, best-of-n selection. */

export { generateReplies, generateReply, type ReplyOptions } from './generate-reply.js';
export { candidatesNeeded, sampleFromTop } from './sample-token.js';
