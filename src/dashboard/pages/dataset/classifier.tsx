import { Card, dateTime, Facts, integer } from '../../parts/index.js';
import type { ViewProps } from './view.js';

/** A classifier of sentiment, which arms may use besides VADER. */
export const ClassifierView = ({ dataset, profile }: ViewProps<'classifier'>) => (
  <Card title="Classifier" note={dateTime(dataset.createdAt)}>
    <div class="card-body">
      <Facts
        rows={[
          ['Words and word pairs', integer(profile.features)],
          ...Object.entries(profile.training?.messages ?? {}).map(
            ([sentiment, count]) => [`Training messages: ${sentiment}`, integer(count)] as const,
          ),
          ['Address', <code>{dataset.address}</code>],
        ]}
      />
    </div>
  </Card>
);
