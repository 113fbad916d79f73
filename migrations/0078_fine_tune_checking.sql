-- The part of its checks that a fine-tune is in: null while it trains and when its attempt has ended.
alter table fine_tune add column checking text;
