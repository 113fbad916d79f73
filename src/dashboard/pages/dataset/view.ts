import type { Dataset } from '../../../spec/api/index.js';

type Profile = Dataset['profile'];

/** What the view of datasets of one kind is given. */
export interface ViewProps<Kind extends Profile['kind']> {
  readonly dataset: Dataset;
  /** The profile of the dataset. */
  readonly profile: Extract<Profile, { readonly kind: Kind }>;
}
