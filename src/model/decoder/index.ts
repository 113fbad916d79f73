/** Pretrained decoders of the Llama and GPT-2 families: forward pass, generation, conversation. */

export { loadSource } from './load-source.js';
export type { PretrainedChat } from './pretrained-chat.js';
