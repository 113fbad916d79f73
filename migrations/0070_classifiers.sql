-- A sentiment classifier lies among the datasets, named by its content as they are.
alter table dataset drop constraint dataset_kind_check;
alter table dataset add constraint dataset_kind_check check (kind in ('games', 'dialogue', 'classifier'));
