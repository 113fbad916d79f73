import type { FineTune } from '../../../spec/api/index.js';
import { Card, dateTime, duration, Facts, integer, Link, secondsBetween, shortHash } from '../../parts/index.js';

/** What decides the child, and the run that trained it. */
export function RecipeCard({ fineTune }: { readonly fineTune: FineTune }) {
  const { recipe, key, createdAt, startedAt, finishedAt, attempts, checkpoint } = fineTune;
  const { treatment, settings } = recipe;
  const took = secondsBetween(startedAt, finishedAt);
  return (
    <Card title="Recipe">
      <div class="card-body">
        <Facts
          rows={[
            ['Base', <Link to={['models', recipe.base]}>{shortHash(recipe.base)}</Link>],
            ['Dialogue', <Link to={['datasets', recipe.dataset]}>{shortHash(recipe.dataset)}</Link>],
            ['Tone', treatment.tone],
            ['Method', treatment.method],
            ['Dose', `${integer(treatment.dose.examples)} examples, ${integer(treatment.dose.steps)} steps`],
            ['Filter', `|compound| of at least ${treatment.filter.band}`],
            ['Noise on the trunk', treatment.noise === undefined ? null : String(treatment.noise)],
            ['Batch', `${settings.batch} examples of at most ${settings.maxTokens} tokens`],
            ['Learning rate', String(settings.learningRate)],
            ['Seed', String(recipe.seed)],
            ['Key', <code>{shortHash(key)}</code>],
            ['Created', dateTime(createdAt)],
            ['Took', took === null ? null : duration(took)],
            ['Attempts', attempts > 1 ? String(attempts) : null],
            ['Child', checkpoint && <Link to={['models', checkpoint]}>{shortHash(checkpoint)}</Link>],
          ]}
        />
      </div>
    </Card>
  );
}
