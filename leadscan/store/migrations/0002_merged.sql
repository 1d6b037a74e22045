alter table examined add column merged boolean default false;
comment on column examined.merged is 'Was the document compared with what other papers tell; until then its story is that of its near-copies alone.';
