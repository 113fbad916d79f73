/** Networks in threads of their own, one thread per processor. */

export { NetworkThreads, ThreadNetwork } from './network-threads.js';
