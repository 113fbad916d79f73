/** Requests to the API, polling, and state shared by components. */

export { ApiError, download, get, post, storeApiKey } from './client.js';
export { estimatePace } from './pace.js';
export { apiKeyRequired, poll, staleSince, trackConnection, usePolled } from './poll.js';
export { useRecordedGames } from './recorded-games.js';
export { store } from './store.js';
