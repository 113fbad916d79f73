import type { Bench, PartResult } from './evaluate-parts.js';
export interface ChatFound { readonly perplexity: number }
export async function measureChat(_: Bench): Promise<PartResult> { return { part: 'chat', leftOut: 'not yet' }; }
