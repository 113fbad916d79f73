/** Networks in threads of their own, one per processor. */

export { NetworkThreads, ThreadNetwork } from './network-threads.js';
