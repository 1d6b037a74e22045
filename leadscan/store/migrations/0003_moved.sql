alter table polls add column moved text;
comment on column polls.moved is 'Where the source answered that it has moved for good (301 or 308 all the way); null = nowhere.';
