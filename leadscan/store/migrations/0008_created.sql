alter table outbox add column created timestamptz;
comment on column outbox.created is 'Clock of the run that made it.';
update outbox set created = (record ->> '$.created')::timestamptz;
