/** Pretrained decoders of the Llama and GPT-2 families: forward pass, generation, conversation, scores of text. */

export { type ChatTemplate, chatTemplate } from './chat-template.js';
export { openPretrained } from './open-pretrained.js';
export type { PretrainedChat } from './pretrained-chat.js';
