-- What somebody did on the server one evening and told nobody: a column narrowed, an index made anew.
alter table "user" alter column role type varchar(20);

drop index idx_expert_feedback_created_at;
create index idx_expert_feedback_created_at on expert_feedback (feedback_type, created_at);
