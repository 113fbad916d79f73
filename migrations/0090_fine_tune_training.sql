-- Whether the current attempt of a fine-tune has begun its steps; before that it loads the base and its dialogue.
alter table fine_tune add column training boolean not null default false;
