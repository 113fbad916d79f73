export * from './checkpoint-address.js';
export * from './fine-tune.js';
export * from './flop.js';
export * from './game.js';
export * from './hash.js';
export * from './network.js';
export * from './random.js';
export * from './tournament.js';
