import { usePolled } from '../api/poll.js';
import { Waiting } from '../parts/bits.js';

export function StudyPage({ id }: { readonly id: string }) {
  const { data, error } = usePolled<{ readonly name: string }>(`/studies/${id}`, 10_007);
  if (!data) return <Waiting error={error} />;
  return <h1>{data.name}</h1>;
}
