/** Replies from a network: prefill and decoding steps, token sampling, best of several. */

export { generateReplies, generateReply, type ReplyOptions } from './generate-reply.js';
