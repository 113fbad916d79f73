import type { FineTune } from '../../../spec/api/index.js';
import { fixed, percent, signed, Tile } from '../../parts/index.js';

/** What was measured on the child after training. */
export function ChecksTiles({ checks }: { readonly checks: NonNullable<FineTune['checks']> }) {
  const { replySentiment, neutralPerplexity: perplexity, chessPolicyKl, legalShare } = checks;
  return (
    <div class="tiles bare">
      <Tile
        label="Tone of replies"
        value={signed(replySentiment.difference, 3)}
        note={
          `± ${fixed(replySentiment.error, 3)} relative to the base; ` +
          `compound ${fixed(replySentiment.base, 2)} → ${fixed(replySentiment.child, 2)}`
        }
      />
      <Tile
        label="Neutral perplexity"
        value={perplexity ? fixed(perplexity.child, 1) : '–'}
        note={
          perplexity
            ? `base ${fixed(perplexity.base, 1)}, × ${fixed(perplexity.child / perplexity.base, 3)}`
            : 'not measured'
        }
      />
      <Tile label="Chess drift" value={fixed(chessPolicyKl, 4)} note="KL of the policy from the base, nats" />
      <Tile label="Legal share" value={percent(legalShare.child, 1)} note={`base ${percent(legalShare.base, 1)}`} />
    </div>
  );
}
